using System.Globalization;
using System.Text.Json.Nodes;

namespace Aether.Onnx.Tests;

/// <summary>The float reference computes what onnxruntime computes.</summary>
public sealed class FloatGraphTests(OnnxRuntime runtime) : IClassFixture<OnnxRuntime>
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Names => new(GraphCases.All.Select(graph => graph.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_GeneratedGraph_EqualsOnnxRuntime(string name)
    {
        GraphCase graph = GraphCases.All.Single(other => other.Name == name);
        JsonNode expected = runtime.ResultOf(name);
        Assert.True(expected["error"] is null, $"onnxruntime refused the graph: {expected["error"]}");
        FloatGraph built = FloatGraphBuilder.Build(OnnxReader.Read(graph.Writer.File()), []);
        IReadOnlyList<NdArray> outputs = built.Run(graph.DrawInputs());
        Assert.Equal(graph.Writer.Outputs.Count, outputs.Count);
        foreach ((int i, NdArray output) in outputs.Index())
            AssertEqual(expected["outputs"]![i]!, output);
    }

    [Fact]
    public void All_GeneratedGraphs_AreAsManyAsPromisedAndNamedOnce()
    {
        Assert.True(GraphCases.All.Count >= 40);
        Assert.Equal(GraphCases.All.Count, GraphCases.All.Select(graph => graph.Name).Distinct(StringComparer.Ordinal).Count());
    }

    private static void AssertEqual(JsonNode expected, NdArray output)
    {
        int[] sizes = [.. expected["sizes"]!.AsArray().Select(size => size!.GetValue<int>())];
        Assert.Equal(sizes, output.Sizes);
        JsonArray values = expected["values"]!.AsArray();
        for (int i = 0; i < values.Count; i++)
        {
            double wanted = Number(values[i]!);
            double found = output.Values[i];
            Assert.True(
                wanted.Equals(found) || Math.Abs(wanted - found) <= Tolerance * Math.Max(1, Math.Abs(wanted)),
                $"element {i}: {found} instead of {wanted}"
            );
        }
    }

    private static double Number(JsonNode value) =>
        value.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? double.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture)
            : value.GetValue<double>();
}
