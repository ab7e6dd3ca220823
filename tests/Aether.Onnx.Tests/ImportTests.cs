using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Whole networks through the import: what comes out is AIR8 that answers like the float model.</summary>
public sealed class ImportTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<OnnxWriter>> Known = new(StringComparer.Ordinal)
    {
        ["perceptron"] = Networks.Perceptron,
        ["lenet"] = () => Networks.LeNet(),
        ["lenet with means"] = () => Networks.LeNet("AveragePool"),
        ["residual"] = Networks.Residual,
        ["mobile"] = Networks.Mobile,
        ["squeeze and excite"] = Networks.SqueezeExcite,
        ["quantised"] = Networks.Quantised,
        ["decoder"] = () => Networks.Decoder(),
        ["decoder with rms"] = () => Networks.Decoder(rms: true),
        ["decoder of two blocks"] = () => Networks.Decoder(blocks: 2),
    };

    public static TheoryData<string, double> Cases =>
        new()
        {
            { "perceptron", 35 },
            { "lenet", 30 },
            { "lenet with means", 30 },
            { "residual", 27 },
            { "mobile", 27 },
            { "squeeze and excite", 27 },
            { "quantised", 27 },
            { "decoder", 22 },
            { "decoder with rms", 22 },
            { "decoder of two blocks", 20 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Network_AnswersLikeTheFloatModel(string name, double decibel)
    {
        OnnxWriter network = Known[name]();
        List<string> notes = [];
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(network.File()), notes);
        ImportResult result = OnnxImport.Run(graph, Networks.Samples(network, 20), new ImportOptions(), notes, null, default);
        foreach (LayerReport layer in result.Report.Layers)
            output.WriteLine(
                $"{layer.Operator, 3} {layer.Opcode, -16} {layer.Node, -24} {layer.Shape, -18} {layer.SignalToNoiseDb:0.0} dB, shift {layer.Shift}"
            );
        AccuracyReport accuracy = result.Report.Accuracy;
        output.WriteLine(
            $"top-1 {accuracy.Top1Agreements} of {accuracy.Answers}, error {accuracy.LargestError:0.000} and {accuracy.MeanError:0.000}"
        );
        Assert.InRange(result.Report.Layers[^1].SignalToNoiseDb!.Value, decibel, 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_DecodeLoop_SaysWhatTheSinglePassWouldSayNext(bool rms)
    {
        const int Length = 8;
        OnnxWriter network = Networks.Decoder(rms, blocks: 2);
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(network.File()), []);
        IReadOnlyList<Sample> samples = Networks.Samples(network, 20);
        ImportResult single = OnnxImport.Run(graph, samples, new ImportOptions(), [], null, default);
        ImportResult loop = OnnxImport.Run(graph, samples, new ImportOptions { DecodeTokens = 6 }, [], null, default);
        Assert.True(loop.Model.Header.IsDecodeLoop);
        ushort[] prompt = [3, 17];
        Execution run = Air8Runtime.Run(loop.Model, Tensor.FromUInt16(new TensorShape(1, prompt.Length), prompt));
        ushort[] said = run.Output.ToUInt16();
        Assert.Equal(6, said.Length);
        ushort[] all = [.. prompt, .. said];
        for (int i = 0; i < said.Length; i++)
        {
            ushort[] known = new ushort[Length];
            all.AsSpan(0, Math.Min(Length, prompt.Length + i)).CopyTo(known);
            sbyte[] scores = Air8Runtime.Run(single.Model, Tensor.FromUInt16(new TensorShape(1, Length), known)).Output.ToInt8();
            sbyte[] row = scores[((prompt.Length + i - 1) * 24)..((prompt.Length + i) * 24)];
            Assert.Equal(Array.IndexOf(row, row.Max()), said[i]);
        }
    }

    [Fact]
    public void Run_ChannelsOfVeryDifferentScale_AreEvenedOut()
    {
        OnnxWriter network = Networks.Uneven();
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(network.File()), []);
        IReadOnlyList<Sample> samples = Networks.Samples(network, 10);
        FloatGraph rewritten = Rewrites.Apply(graph);
        FloatGraph even = ChannelEqualisation.Apply(rewritten);
        float[] expected = graph.Run([samples[0].Input])[0].Values;
        float[] found = even.Run([samples[0].Input])[0].Values;
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-4);
        Plan plan = Planner.Make(rewritten, Calibrator.Run(rewritten, [.. samples.Select(sample => sample.Input)], default), null);
        (byte[] file, IReadOnlyDictionary<PlanNode, int> ids) = Emitter.Write(plan);
        Comparison comparison = new(plan, ids, Air8Model.Load(file));
        comparison.Run(graph, rewritten, [.. samples.Select(sample => (sample, false))], null, default);
        double uneven = comparison.Layers()[^1].SignalToNoiseDb!.Value;
        List<string> notes = [];
        ImportResult result = OnnxImport.Run(graph, samples, new ImportOptions(), notes, null, default);
        output.WriteLine($"{uneven:0.0} dB as it is, {result.Report.Layers[^1].SignalToNoiseDb:0.0} dB evened out");
        Assert.Contains(notes, note => note.Contains("evened out", StringComparison.Ordinal));
        Assert.InRange(result.Report.Layers[^1].SignalToNoiseDb!.Value, Math.Max(27, uneven + 6), 200);
    }

    [Fact]
    public void Run_PartsThatStandAtNoMultipleOfThemselves_AreCutOnce()
    {
        OnnxWriter network = new();
        string x = network.Input("x", 1, 8, 2, 2);
        string wide = network.Node("Conv", [x, network.Constant("w", [24, 8, 1, 1], network.Draw(192))]);
        network.Output(network.Node("Concat", [network.Node("Relu", [x]), wide], ("axis", 1)));
        AssertExact(network, 30);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Run_SoftmaxOverRowsOfVeryDifferentLevel_KeepsEveryRow(int keys, bool causal)
    {
        AssertExact(Networks.UnevenRows(keys, causal), 30);
    }

    [Fact]
    public void Run_ReluThatAQuantiserLeftOut_IsFoundInItsLimits()
    {
        OnnxWriter network = new();
        string sum = network.Node("MatMul", [network.Input("x", 1, 16), network.Constant("w", [16, 12], network.Draw(192))]);
        string scale = network.Constant("s", [], 0.02f);
        string zero = network.Constant("z", OnnxType.UInt8, [], 0);
        string hidden = network.Node("DequantizeLinear", [network.Node("QuantizeLinear", [sum, scale, zero]), scale, zero]);
        network.Output(network.Node("MatMul", [hidden, network.Constant("v", [12, 5], network.Draw(60))]));
        AssertExact(network, 30);
    }

    private static void AssertExact(OnnxWriter network, double decibel)
    {
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(network.File()), []);
        ImportResult result = OnnxImport.Run(graph, Networks.Samples(network, 20), new ImportOptions(), [], null, default);
        // Against the graph as it was: power of the outputs over that of the mean error.
        double power = Networks
            .Samples(network, 20)
            .Average(sample => graph.Run([sample.Input])[0].Values.Average(value => (double)value * value));
        Assert.InRange(10 * Math.Log10(power / Math.Pow(result.Report.Accuracy.MeanError, 2)), decibel, 200);
    }
}
