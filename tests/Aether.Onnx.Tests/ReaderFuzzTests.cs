using System.Diagnostics;
using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Hostile files: whatever is changed, the answer is a graph or a refusal, soon and in little memory.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private const long BytesMax = 256L << 20;

    private static int Rounds => Seed.Deep ? 10_000 : 2_000;

    [Fact]
    public void Build_MutatedFiles_RefusesWithAReasonOrBuilds()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[][] files = [.. GraphCases.All.Select(graph => graph.Writer.File())];
        HashSet<string> reasons = new(StringComparer.Ordinal);
        int built = 0;
        long mostBytes = 0;
        TimeSpan longest = TimeSpan.Zero;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] file = Mutation.Of(files[random.Next(files.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch clock = Stopwatch.StartNew();
            try
            {
                FloatGraphBuilder.Build(OnnxReader.Read(file), []);
                built++;
            }
            catch (OnnxRefusedException refusal)
            {
                Assert.True(refusal.Message.Length is > 10 and < 1000, refusal.Message);
                reasons.Add(new string([.. refusal.Message.Where(char.IsLetter)]));
            }
            mostBytes = Math.Max(mostBytes, GC.GetAllocatedBytesForCurrentThread() - before);
            longest = longest > clock.Elapsed ? longest : clock.Elapsed;
            Assert.True(mostBytes < BytesMax, $"round {round} allocated {mostBytes} bytes");
            Assert.True(longest < TimeSpan.FromSeconds(1), $"round {round} took {longest}");
        }
        output.WriteLine($"{Rounds} files: {built} built, {reasons.Count} different refusals, at most {mostBytes} bytes and {longest}");
        Assert.True(reasons.Count > 40, "the mutations reach too few refusals to mean anything");
    }

    [Fact]
    public void Build_RandomBytes_Refuses()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        for (int round = 0; round < Rounds; round++)
        {
            byte[] file = new byte[random.Next(400)];
            random.NextBytes(file);
            Assert.Throws<OnnxRefusedException>(() => FloatGraphBuilder.Build(OnnxReader.Read(file), []));
        }
    }

    [Fact]
    public void Import_MutatedNetworks_RefusesOrMakesAModel()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        OnnxWriter[] networks =
        [
            Networks.Perceptron(),
            Networks.Mobile(),
            Networks.Quantised(),
            Networks.Decoder(),
            Networks.Decoder(rms: true),
        ];
        byte[][] files = [.. networks.Select(network => network.File())];
        HashSet<string> reasons = new(StringComparer.Ordinal);
        int imported = 0;
        for (int round = 0; round < Rounds / 10; round++)
        {
            int chosen = random.Next(files.Length);
            byte[] file = Mutation.Of(files[chosen], random);
            try
            {
                FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(file), []);
                if (graph.Inputs.Count != 1 || graph.Work > 1 << 24)
                    continue;
                NdArray input = new(graph.Inputs[0].Type.Type, graph.Inputs[0].Type.Sizes, new float[graph.Inputs[0].Type.Count]);
                OnnxImport.Run(graph, [new Sample(input, null)], new ImportOptions(), [], null, default);
                imported++;
            }
            catch (Exception refusal) when (refusal is OnnxRefusedException or Air8RefusedException)
            {
                reasons.Add(new string([.. refusal.Message.Where(char.IsLetter)]));
            }
        }
        output.WriteLine($"{imported} imported, {reasons.Count} different refusals");
        Assert.True(imported > 0 && reasons.Count > 20, "the mutations reach too little to mean anything");
    }
}
