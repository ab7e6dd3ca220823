namespace Aether.Onnx.Tests;

/// <summary>Rewriting changes the nodes and not the result.</summary>
public sealed class RewriteTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Names => new(GraphCases.All.Select(graph => graph.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_GeneratedGraph_ComputesTheSame(string name)
    {
        GraphCase graph = GraphCases.All.Single(other => other.Name == name);
        FloatGraph built = FloatGraphBuilder.Build(OnnxReader.Read(graph.Writer.File()), []);
        // Rounding to a quantised type is what the rewriting leaves out.
        double tolerance = built.Nodes.Any(node => node.Operator == "QuantizeLinear") ? 0.15 : Tolerance;
        AssertSame(built, graph.DrawInputs(), tolerance);
    }

    [Fact]
    public void Apply_Networks_LeaveTheFormsThatAreLowered()
    {
        AssertForms(Networks.Perceptron(), ("Gemm", 0), ("Softmax", 0), (OwnOperators.Dense, 2));
        AssertForms(Networks.Residual(), ("BatchNormalization", 0), (OwnOperators.ChannelAffine, 0), ("Conv", 6));
        AssertForms(Networks.Quantised(), ("QuantizeLinear", 0), ("DequantizeLinear", 0), ("Conv", 1));
        AssertForms(Networks.Decoder(), ("Softmax", 0), (OwnOperators.CausalSoftmax, 1), (OwnOperators.Centre, 3), ("Where", 0));
        AssertForms(Networks.Decoder(rms: true), (OwnOperators.RmsNorm, 3), ("ReduceMean", 0), (OwnOperators.ChannelAffine, 0));
    }

    [Fact]
    public void Apply_RmsNormalization_EqualsItsDecomposition()
    {
        OnnxWriter writer = new(opset: 23, irVersion: 10);
        float[] gain = writer.Draw(8);
        writer.Output(writer.Node("RMSNormalization", [writer.Input("x", 2, 3, 8), writer.Constant("g", [8], gain)], ("epsilon", 0.01f)));
        NdArray input = NdArray.Of([2, 3, 8], writer.Draw(48));
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []);
        float[] found = graph.Run([input])[0].Values;
        for (int i = 0; i < found.Length; i++)
        {
            double square = input.Values.Skip(i / 8 * 8).Take(8).Average(value => (double)value * value);
            Assert.Equal(input.Values[i] / Math.Sqrt(square + 0.01) * gain[i % 8], found[i], 1e-5);
        }
        AssertSame(graph, [input], Tolerance);
    }

    private static void AssertForms(OnnxWriter network, params (string Operator, int Count)[] expected)
    {
        FloatGraph graph = Rewrites.DropFinalSoftmax(FloatGraphBuilder.Build(OnnxReader.Read(network.File()), []), []);
        FloatGraph rewritten = Rewrites.Apply(graph);
        foreach ((string type, int count) in expected)
            Assert.Equal((type, count), (type, rewritten.Nodes.Count(node => node.Operator == type)));
        double tolerance = graph.Nodes.Any(node => node.Operator == "QuantizeLinear") ? 0.05 : Tolerance;
        foreach (Sample sample in Networks.Samples(network, 2))
            AssertSame(graph, [sample.Input], tolerance);
    }

    private static void AssertSame(FloatGraph graph, IReadOnlyList<NdArray> inputs, double tolerance)
    {
        IReadOnlyList<NdArray> expected = graph.Run(inputs);
        IReadOnlyList<NdArray> found = Rewrites.Apply(graph).Run(inputs);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Sizes, found[i].Sizes);
            for (int k = 0; k < expected[i].Values.Length; k++)
            {
                float wanted = expected[i].Values[k];
                Assert.True(
                    wanted.Equals(found[i].Values[k]) || Math.Abs(wanted - found[i].Values[k]) <= tolerance * Math.Max(1, Math.Abs(wanted)),
                    $"element {k}: {found[i].Values[k]} instead of {wanted}"
                );
            }
        }
    }
}
