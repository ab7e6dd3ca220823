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

    public static TheoryData<string> Bombs =>
        ["nodes", "attributes", "list", "Expand", "Range", "Pad", "Conv", "MatMul", "OneHotShape", "chain", "deep groups", "input"];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Build_SmallFileThatAsksForMuch_RefusesSoonAndInLittleMemory(string name)
    {
        byte[] file = Bomb(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch clock = Stopwatch.StartNew();
        OnnxRefusedException refusal = Assert.Throws<OnnxRefusedException>(() => FloatGraphBuilder.Build(OnnxReader.Read(file), []));
        output.WriteLine($"{refusal.Message}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes, {clock.Elapsed}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesMax);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"took {clock.Elapsed}");
    }

    private static byte[] Bomb(string name)
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 2, 2);
        string one = writer.Constant("one", [1, 1], 1);
        switch (name)
        {
            case "nodes":
                return
                [
                    0x08,
                    0x08,
                    0x3a,
                    .. Varint(2_000_000),
                    .. Enumerable.Repeat<byte[]>([0x0a, 0x00], 1_000_000).SelectMany(pair => pair),
                ];
            case "attributes":
                byte[] node = [.. Enumerable.Repeat<byte[]>([0x2a, 0x00], 1_000_000).SelectMany(pair => pair)];
                byte[] graph = [0x0a, .. Varint(node.Length), .. node];
                return [0x08, 0x08, 0x3a, .. Varint(graph.Length), .. graph];
            case "list":
                x = writer.Node("Transpose", [x], ("perm", new int[(1 << 20) + 1]));
                break;
            case "Expand":
                x = writer.Node("Add", [x, writer.Node("Expand", [one, writer.Ints("s", 1 << 13, 1 << 13)])]);
                break;
            case "Range":
                x = writer.Node(
                    "Add",
                    [
                        x,
                        writer.Node(
                            "Range",
                            [writer.Constant("a", [], 0), writer.Constant("b", [], 1e9f), writer.Constant("c", [], 1e-3f)]
                        ),
                    ]
                );
                break;
            case "Pad":
                x = writer.Node("Add", [x, writer.Node("Pad", [one, writer.Ints("p", 1 << 12, 1 << 12, 1 << 12, 1 << 12)])]);
                break;
            case "Conv":
                string image = writer.Node("Expand", [writer.Constant("i", [1, 1, 1, 1], 1), writer.Ints("s", 1, 1, 1000, 1000)]);
                string kernel = writer.Node("Expand", [writer.Constant("k", [1, 1, 1, 1], 1), writer.Ints("t", 1, 1, 500, 500)]);
                x = writer.Node("Add", [x, writer.Node("Conv", [image, kernel])]);
                break;
            case "MatMul":
                string wide = writer.Node("Expand", [one, writer.Ints("s", 2000, 2000)]);
                x = writer.Node("Add", [x, writer.Node("MatMul", [wide, wide])]);
                break;
            case "OneHotShape":
                x = writer.Node("Add", [x, writer.Node("ConstantOfShape", [writer.Ints("s", 1 << 24, 1 << 24, 1 << 24)])]);
                break;
            case "chain":
                // Each node doubles: 2^40 elements after forty of them.
                for (int i = 0; i < 40; i++)
                    x = writer.Node("Concat", [x, x], ("axis", 0));
                break;
            case "deep groups":
                return [.. Enumerable.Repeat((byte)0x1b, 100_000)];
            default:
                OnnxWriter large = new();
                large.Output(large.Node("Relu", [large.Input("x", 1 << 24, 1 << 24)]));
                return large.File();
        }
        writer.Output(x);
        return writer.File();
    }

    private static byte[] Varint(int value) => OnnxWriter.Message(to => to.WriteInt32(value));

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
