using System.Diagnostics;
using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Graphs that are well-formed and mean harm, or are merely odd, through the whole import: a model or a refusal, soon and in little memory.</summary>
public sealed class HostileGraphTests(ITestOutputHelper output)
{
    private const long BytesMax = 256L << 20;

    public static TheoryData<string, string> Refusals =>
        new()
        {
            { "doublings", "what is a function of one element takes" },
            { "long chain", "what is a function of one element takes 1025 steps" },
            { "many functions", "the functions of single elements take" },
            { "mean of nothing", "node ReduceMean 'ReduceMean1': its input has no elements" },
            { "largest of nothing", "node ReduceMax 'ReduceMax1': its input has no elements" },
            { "padding by nothing", "node Pad 'Pad1': the padding's value is no single number" },
            { "diagonal of nothing", "node Trilu 'Trilu1': k is no single number" },
            { "empty constant", "node Constant 'Constant1': the result has an axis of size 0" },
            { "concat of five axes", "node Concat 'Concat2': more than 4 axes" },
            { "softmax of five axes", "node Softmax 'Softmax2': more than 4 axes" },
            { "dilated kernel", "node Conv 'Conv1': its kernel takes" },
            { "many dilated kernels", "node Conv 'Conv11': its kernel takes" },
            { "wide mean", "node AveragePool 'AveragePool2': its kernel takes" },
            { "infinite tap", "node Conv 'Conv1': one of its weights or biases is not finite" },
            { "infinite row", "node Gather 'Gather1': one of its rows holds a number that is not finite" },
            { "sum of fixed scales", "node Add 'Add2': its operands have scales that are fixed" },
            { "pool behind a sum", "less than zero, and a window behind it reaches over the edge" },
            { "constant per pixel", "can be added only to embedded tokens" },
            { "negative epsilon", "its epsilon is -0.0001" },
            { "many operators", "takes far more than the 4096 operators that AIR8 has" },
            { "many outputs", "the model has 16000 outputs; AIR8 has one" },
            { "nameless constant", "an input or an initialiser has no name" },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Import_HostileGraph_RefusesSoonAndInLittleMemory(string name, string reason)
    {
        OnnxWriter writer = Hostile(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch clock = Stopwatch.StartNew();
        OnnxRefusedException refusal = Assert.Throws<OnnxRefusedException>(() => Import(writer, new ImportOptions { InputScale = 0.05 }));
        output.WriteLine($"{refusal.Message}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes, {clock.Elapsed}");
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesMax);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    /// <summary>An output that nobody wants has no name, and "" is also how an absent input is written.</summary>
    [Fact]
    public void Build_UnreadOutputBetweenOthers_IsNoAbsentInputOfAnother()
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 1, 4);
        writer.NodeNamed("split", "Split", [writer.Constant("c", [3], 3, 2, 1)], ["a", "", "b"], "", ("axis", 0));
        string kept = writer.Node("Clip", [x, "", "a"]);
        writer.Output(writer.Node("Add", [kept, "b"]));
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []);
        NdArray result = graph.Run([NdArray.Of([1, 4], [-9, 0, 2.5f, 5])])[0];
        Assert.Equal([-8, 1, 3.5f, 4], result.Values);
    }

    /// <summary>What a mutation leaves readable is imported to the end: no exception but a refusal.</summary>
    [Fact]
    public void Import_MutatedFiles_RefusesWithAReasonOrMakesAModel()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[][] files = [.. GraphCases.All.Where(graph => graph.Writer.Inputs.Count == 1).Select(graph => graph.Writer.File())];
        int rounds = Seed.Deep ? 10_000 : 1_000;
        int imported = 0;
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] file = round < files.Length ? files[round] : Mutation.Of(files[random.Next(files.Length)], random);
            try
            {
                FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(file), []);
                if (graph.Work > 1 << 20 || graph.Inputs.Count != 1 || graph.Inputs[0].Type.Count > 1 << 16)
                    continue;
                Sample[] samples = [.. Enumerable.Range(0, 3).Select(_ => new Sample(Draw(graph.Inputs[0].Type, random), null))];
                OnnxImport.Run(graph, samples, new ImportOptions(), [], null, default);
                imported++;
            }
            catch (Exception refusal) when (refusal is OnnxRefusedException or Air8RefusedException)
            {
                refused++;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"round {round}, file {Convert.ToBase64String(file)}", failure);
            }
        }
        output.WriteLine($"{rounds} files: {imported} imported, {refused} refused");
        Assert.True(imported > 50, "hardly a file gets to the end");
    }

    private static NdArray Draw(ValueType type, Random random) =>
        new(
            type.Type,
            type.Sizes,
            [.. Enumerable.Range(0, type.Count).Select(_ => type.Type.IsFloat() ? 2 * random.NextSingle() - 1 : random.Next(4))]
        );

    internal static ImportResult Import(OnnxWriter writer, ImportOptions options) =>
        OnnxImport.Run(
            FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []),
            Networks.Samples(writer, 2),
            options,
            [],
            null,
            default
        );

    private static OnnxWriter Hostile(string name)
    {
        OnnxWriter writer = new();
        switch (name)
        {
            case "doublings":
                string value = writer.Node("Tanh", [writer.Input("x", 1, 4)]);
                for (int i = 0; i < 60; i++)
                    value = writer.Node("Add", [value, value]);
                writer.Output(value);
                break;
            case "long chain":
                writer.Output(Chain(writer, writer.Input("x", 1, 4), "Tanh", 8_000));
                break;
            case "many functions":
                ManyFunctions(writer);
                break;
            case "mean of nothing":
                OnNothing(writer, "ReduceMean");
                break;
            case "largest of nothing":
                OnNothing(writer, "ReduceMax");
                break;
            case "padding by nothing":
                writer.Output(writer.Node("Pad", [writer.Input("x", 1, 4), writer.Ints("p", 0, 1, 0, 1), writer.Constant("none", [0])]));
                break;
            case "diagonal of nothing":
                writer.Output(writer.Node("Trilu", [writer.Input("x", 1, 4), writer.Ints("k")]));
                break;
            case "empty constant":
                string empty = writer.Node("Constant", [], ("value", OnnxWriter.Tensor("", OnnxType.Float, [4, 0], [])));
                writer.Output(writer.Node("MatMul", [writer.Input("x", 1, 4), empty]));
                break;
            case "concat of five axes":
                string five = writer.Node("Unsqueeze", [writer.Input("x", 2, 2, 2, 2), writer.Ints("a", 4)]);
                writer.Output(writer.Node("Concat", [five, five], ("axis", 4)));
                break;
            case "softmax of five axes":
                string thin = writer.Node("Unsqueeze", [writer.Input("x", 2, 2, 2, 2), writer.Ints("a", 4)]);
                writer.Output(writer.Node("Relu", [writer.Node("Softmax", [thin])]));
                break;
            case "dilated kernel" or "many dilated kernels":
                Dilated(writer, name == "dilated kernel" ? 128 : 10, name == "dilated kernel" ? 1 : 16);
                break;
            case "wide mean":
                string wide = writer.Node("Relu", [writer.Input("x", 1, 2048, 2, 2)]);
                writer.Output(
                    writer.Node(
                        "AveragePool",
                        [wide],
                        ("kernel_shape", (int[])[255, 255]),
                        ("pads", (int[])[127, 127, 126, 126]),
                        ("count_include_pad", 1)
                    )
                );
                break;
            case "infinite tap":
                float[] taps = [float.PositiveInfinity, 0, 0, 0, 1, 0, 0, 0, 0];
                writer.Output(
                    writer.Node(
                        "Conv",
                        [writer.Input("x", 1, 1, 1, 1), writer.Constant("w", [1, 1, 3, 3], taps)],
                        ("pads", (int[])[1, 1, 1, 1])
                    )
                );
                break;
            case "infinite row":
                float[] rows = writer.Draw(200 * 4);
                rows[^1] = float.NegativeInfinity;
                writer.Output(writer.Node("Gather", [writer.Constant("w", [200, 4], rows), writer.Input("x", OnnxType.Int64, 1, 3)]));
                break;
            case "sum of fixed scales":
                string x = writer.Input("x", 1, 4);
                writer.Output(writer.Node("Relu", [writer.Node("Add", [x, writer.Node("Softmax", [x])])]));
                break;
            case "pool behind a sum":
                string above = writer.Node("Add", [writer.Input("x", 1, 1, 4, 4), writer.Constant("c", [], 100)]);
                writer.Output(writer.Node("MaxPool", [above], ("kernel_shape", (int[])[3, 3]), ("pads", (int[])[1, 1, 1, 1])));
                break;
            case "constant per pixel":
                writer.Output(writer.Node("Add", [writer.Input("x", 1, 1, 4, 4), writer.Constant("c", [4, 4], writer.Draw(16))]));
                break;
            case "negative epsilon":
                string scaled = writer.Node("Add", [writer.Input("x", 1, 4), writer.Constant("c", [], 9)]);
                writer.Output(writer.Node("RMSNormalization", [scaled, writer.Constant("g", [4], 1, 1, 1, 1)], ("epsilon", -0.0001f)));
                break;
            case "many operators":
                string pooled = writer.Node("Relu", [writer.Input("x", 1, 1, 4, 4)]);
                for (int i = 0; i < 100; i++)
                    pooled = writer.Node("MaxPool", [pooled], ("kernel_shape", (int[])[255, 255]), ("pads", (int[])[127, 127, 127, 127]));
                writer.Output(pooled);
                break;
            case "many outputs":
                string first = writer.Input("x", 1, 4);
                for (int i = 0; i < 16_000; i++)
                    writer.Output(writer.Node("Identity", [first]));
                break;
            case "nameless constant":
                writer.Output(writer.Node("Clip", [writer.Input("x", 1, 4), writer.Constant("", [], 0.5f)]));
                break;
            default:
                throw new ArgumentException(name, nameof(name));
        }
        return writer;
    }

    private static string Chain(OnnxWriter writer, string value, string type, int count)
    {
        for (int i = 0; i < count; i++)
            value = writer.Node(type, [value]);
        return value;
    }

    /// <summary>Eight doublings and a layer, 600 times: 511 steps for every row of every table.</summary>
    private static void ManyFunctions(OnnxWriter writer)
    {
        string value = writer.Input("x", 1, 4);
        for (int layer = 0; layer < 600; layer++)
        {
            value = writer.Node("MatMul", [value, writer.Constant($"w{layer}", [4, 4], writer.Draw(16, 0.001f))]);
            for (int i = 0; i < 8; i++)
                value = writer.Node("Add", [value, value]);
        }
        writer.Output(value);
    }

    private static void OnNothing(OnnxWriter writer, string type) =>
        writer.Output(writer.Node("Add", [writer.Input("x", 1, 4), writer.Node(type, [writer.Constant("none", [0])])]));

    private static void Dilated(OnnxWriter writer, int channels, int layers)
    {
        string value = writer.Input("x", 1, channels, 1, 1);
        for (int i = 0; i < layers; i++)
            value = writer.Node(
                "Conv",
                [value, writer.Constant($"w{i}", [channels, channels, 2, 2], writer.Draw(4 * channels * channels))],
                ("dilations", (int[])[254, 254]),
                ("pads", (int[])[127, 127, 127, 127])
            );
        writer.Output(value);
    }
}
