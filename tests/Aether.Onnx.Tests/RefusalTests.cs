using Aether.Inference;

namespace Aether.Onnx.Tests;

/// <summary>What is not supported is refused with the node's name and the reason.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Read_NoModel_Refuses()
    {
        Refused("it has no graph", []);
        Refused("the file is not ONNX", [0x3a, 0xff]);
        Refused("IR version 2 is not read", new OnnxWriter(irVersion: 2).File());
    }

    [Fact]
    public void Build_OperatorSets_AreLimited()
    {
        Refused("operator set 6 is not supported", Finished(new OnnxWriter(6)));
        Refused("operator set 24 is not supported", Finished(new OnnxWriter(24)));
        OnnxWriter functions = new() { Extra = to => OnnxWriter.Bytes(to, 25, []) };
        Refused("functions of its own", Finished(functions));
    }

    [Fact]
    public void Build_UnknownOperator_NamesTheNode()
    {
        Refused("node LSTM 'LSTM1': the operator is not supported", OneNode("LSTM"));
        OnnxWriter foreign = new();
        foreign.NodeNamed("mine", "Attention", [foreign.Input("x", 1, 4)], ["y"], "com.example");
        foreign.Output("y");
        Refused("node Attention 'mine': operators of the domain 'com.example' are not supported", foreign.File());
        Refused("node aether.Silu 'aether.Silu1': the operator is not supported", OneNode("aether.Silu"));
    }

    [Fact]
    public void Build_UnknownAttribute_NamesIt() =>
        Refused("node Relu 'Relu1': attribute 'mood' is not supported", OneNode("Relu", ("mood", 3)));

    [Fact]
    public void Build_AttributeOfAnotherKind_Refuses() =>
        Refused("node LeakyRelu 'LeakyRelu1': attribute alpha is Int where Float is expected", OneNode("LeakyRelu", ("alpha", 3)));

    [Fact]
    public void Build_DynamicShapes_AreRefusedButForTheBatch()
    {
        OnnxWriter batch = new();
        batch.Output(batch.Node("Relu", [batch.DynamicInput("x", "N", 4L)]));
        List<string> notes = [];
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(batch.File()), notes);
        Assert.Equal([1, 4], graph.Inputs[0].Type.Sizes);
        Assert.Contains("'N'", Assert.Single(notes), StringComparison.Ordinal);

        OnnxWriter inner = new();
        inner.Output(inner.Node("Relu", [inner.DynamicInput("x", 1L, "length")]));
        Refused("axis 1 of input 'x' is dynamic ('length')", inner.File());

        OnnxWriter computed = new();
        string x = computed.Input("x", 2, 2);
        computed.Output(computed.Node("Reshape", [x, computed.Node("Cast", [x], ("to", 7))]));
        Refused(
            "node Reshape 'Reshape2': the new shape (input 1) is computed at run time",
            computed.File().AsSpan().ToArray(),
            "the new shape"
        );
    }

    [Fact]
    public void Build_CyclesAndMissingValues_AreRefused()
    {
        OnnxWriter cycle = new();
        cycle.NodeNamed("a", "Add", [cycle.Input("x", 2), "b"], ["a"], "");
        cycle.NodeNamed("b", "Relu", ["a"], ["b"], "");
        cycle.Output("b");
        Refused("reads, directly or not, what it makes itself", cycle.File());

        OnnxWriter missing = new();
        missing.NodeNamed("a", "Relu", ["nobody"], ["a"], "");
        missing.Output("a");
        Refused("node Relu 'a': nothing makes its input 'nobody'", missing.File());

        OnnxWriter twice = new();
        twice.NodeNamed("a", "Relu", [twice.Input("x", 2)], ["x"], "");
        twice.Output("x");
        Refused("'x' is made twice", twice.File());
    }

    [Fact]
    public void Build_ShapesThatDisagree_AreRefused()
    {
        OnnxWriter writer = new();
        writer.Output(writer.Node("MatMul", [writer.Input("x", 2, 3), writer.Constant("w", [4, 5], new float[20])]));
        Refused("node MatMul 'MatMul1': shapes (2, 3) and (4, 5) do not agree", writer.File());
    }

    [Fact]
    public void Read_TensorsThatLie_AreRefused()
    {
        Refused("'w' of 6 elements of Float has 20 bytes", Weights(OnnxWriter.Tensor("w", OnnxType.Float, [6], new float[5])));
        Refused("has an axis of size -1", Weights(OnnxWriter.Tensor("w", OnnxType.Float, [-1], [])));
        Refused("more than 268435456 elements", Weights(OnnxWriter.Tensor("w", OnnxType.Float, [1 << 24, 1 << 24, 1 << 24], [])));
        Refused("holds a value that is not a number", Weights(OnnxWriter.Tensor("w", OnnxType.Float, [1], [float.NaN])));
        byte[] external = OnnxWriter.Message(to =>
        {
            OnnxWriter.Number(to, 2, 1);
            OnnxWriter.Text(to, 8, "w");
            OnnxWriter.Bytes(to, 13, OnnxWriter.Message(entry => OnnxWriter.Text(entry, 2, "../../secrets")));
        });
        Refused("tensor 'w' keeps its data in another file", Weights(external));
        Refused("element type 17 is not supported", Weights(OnnxWriter.Tensor("w", (OnnxType)17, [1], [1])));
    }

    [Fact]
    public void Read_ControlCharactersInNames_AreNotShown() => Refused("node LSTM 'a?[31mb'", Named("a\u001b[31mb"));

    [Fact]
    public void Build_HugeConstants_AreRefusedBeforeTheyAreMade()
    {
        OnnxWriter writer = new();
        string big = writer.Node("ConstantOfShape", [writer.Ints("s", 1 << 14, 1 << 13)]);
        writer.Output(writer.Node("Add", [writer.Input("x", 1), big]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused("are more than an import computes", writer.File());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Theory]
    [InlineData("Conv", "2 groups of 2 channels are not supported")]
    [InlineData("stride", "strides 3 and 3: AIR8 steps by powers of two")]
    [InlineData("pool", "windows that reach over the edge are supported only behind a function that is never negative")]
    [InlineData("mean", "a mean whose number of elements changes at the edge is not supported")]
    [InlineData("matrix", "would both have to be repeated")]
    [InlineData("output", "the model has 2 outputs; AIR8 has one")]
    [InlineData("where", "node Greater 'Greater1': the operator has no form in AIR8 where it stands")]
    [InlineData("split", "the inner part must be a power of two")]
    public void Import_GraphThatAir8CannotSay_NamesTheNode(string name, string reason)
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 1, 4, 8, 8);
        string y = name switch
        {
            "Conv" => writer.Node("Conv", [x, writer.Constant("w", [4, 2, 1, 1], writer.Draw(8))], ("group", 2)),
            "stride" => writer.Node("Conv", [x, writer.Constant("w", [4, 4, 3, 3], writer.Draw(144))], ("strides", (int[])[3, 3])),
            "pool" => writer.Node("MaxPool", [x], ("kernel_shape", (int[])[3, 3]), ("pads", (int[])[1, 1, 1, 1])),
            "mean" => writer.Node("AveragePool", [x], ("kernel_shape", (int[])[3, 3]), ("pads", (int[])[1, 1, 1, 1])),
            "matrix" => writer.Node(
                "Mul",
                [
                    writer.Node("Slice", [x, writer.Ints("s", 0), writer.Ints("e", 1), writer.Ints("row", 2)]),
                    writer.Node("Slice", [x, "s", "e", writer.Ints("column", 3)]),
                ]
            ),
            "where" => writer.Node("Where", [writer.Node("Greater", [x, writer.Constant("c", [1, 4, 8, 8], writer.Draw(256))]), x, x]),
            "split" => writer.Node("Transpose", [writer.Node("Reshape", [x, writer.Ints("s", 1, 4, 64)])], ("perm", (int[])[0, 2, 1])),
            _ => writer.Node("Relu", [x]),
        };
        if (name == "split")
        {
            string dense = writer.Node("MatMul", [y, writer.Constant("w", [4, 12], writer.Draw(48))]);
            y = writer.Node("Reshape", [dense, writer.Ints("t", 1, 64, 4, 3)]);
        }
        writer.Output(y);
        if (name == "output")
            writer.Output(writer.Node("Tanh", [x]));
        OnnxRefusedException refusal = Assert.Throws<OnnxRefusedException>(() =>
            OnnxImport.Run(
                FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []),
                Networks.Samples(writer, 2),
                new ImportOptions(),
                [],
                null,
                default
            )
        );
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_ValueThatIsNotFinite_Refuses()
    {
        OnnxWriter writer = new();
        writer.Output(writer.Node("Log", [writer.Input("x", 1, 4)]));
        Assert.Contains(
            "is not finite on a calibration sample",
            Assert
                .Throws<OnnxRefusedException>(() =>
                    OnnxImport.Run(
                        FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []),
                        Networks.Samples(writer, 2),
                        new ImportOptions(),
                        [],
                        null,
                        default
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static byte[] Finished(OnnxWriter writer)
    {
        writer.Output(writer.Node("Relu", [writer.Input("x", 1, 4)]));
        return writer.File();
    }

    private static byte[] OneNode(string type, params (string, object)[] attributes)
    {
        OnnxWriter writer = new();
        writer.Output(writer.Node(type, [writer.Input("x", 1, 4)], attributes));
        return writer.File();
    }

    private static byte[] Named(string name)
    {
        OnnxWriter writer = new();
        writer.NodeNamed(name, "LSTM", [writer.Input("x", 1, 4)], ["y"], "");
        writer.Output("y");
        return writer.File();
    }

    private static byte[] Weights(byte[] tensor)
    {
        OnnxWriter writer = new();
        writer.Initialiser(tensor);
        writer.Output(writer.Node("Mul", [writer.Input("x", 1), "w"]));
        return writer.File();
    }

    private static void Refused(string reason, byte[] file, string? orPart = null)
    {
        OnnxRefusedException refusal = Assert.Throws<OnnxRefusedException>(() => FloatGraphBuilder.Build(OnnxReader.Read(file), []));
        Assert.Contains(orPart ?? reason, refusal.Message, StringComparison.Ordinal);
    }
}
