using System.Diagnostics;
using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>Hostile files: whatever is changed, the reader answers with a model of another name or with a rule.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static int Rounds => Seed.Deep ? 20_000 : 1_500;

    [Fact]
    public void I52_Load_MutatedFiles_RefusesOrNamesAnotherModel()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[][] files =
        [
            .. VectorFile.Air8["models"]!.AsArray().Select(model => VectorFile.Build(VectorFile.Text(model!["name"]))),
            File.ReadAllBytes(Path.Combine(VectorFile.Models, "digits.air8")),
        ];
        Digest[] names = [.. files.Select(file => Air8Model.Load(file).ContentHash)];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            int chosen = random.Next(files.Length);
            byte[] mutated = Mutate(files[chosen], random);
            string outcome;
            Stopwatch clock = Stopwatch.StartNew();
            try
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                Air8Model model = Air8Model.Load(mutated);
                clock.Stop();
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 16 << 20);
                RunAccepted(model);
                bool same = mutated.AsSpan().SequenceEqual(files[chosen]);
                Assert.True(same == (model.ContentHash == names[chosen]), $"round {round}: another file under the same content hash");
                outcome = "accepted";
            }
            catch (Air8RefusedException refusal)
            {
                outcome = refusal.Rule;
            }
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"round {round} took {clock.Elapsed}");
            seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
        }
        output.WriteLine(
            string.Join(", ", seen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"))
        );
        Assert.True(seen.Count > 10, "the mutations reach too few rules to mean anything");
    }

    [Fact]
    public void Load_RandomBytesBehindAGoodHeader_AreRefused()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[] good = VectorFile.Build("tiny");
        for (int round = 0; round < Rounds; round++)
        {
            byte[] file = (byte[])good.Clone();
            random.NextBytes(file.AsSpan(random.Next(256, 256 + 64 + 192)));
            Assert.Throws<Air8RefusedException>(() => Air8Model.Load(file));
        }
    }

    [Fact]
    public void I52_Load_HugeFiguresInASmallFile_AllocateLittle()
    {
        byte[] file = VectorFile.Build("tiny");
        file.AsSpan(8, 24).Fill(0x3f);
        byte[] graph = [.. file];
        VectorFile.Build("tiny").AsSpan(8, 24).CopyTo(graph.AsSpan(8));
        graph.AsSpan(256 + 4, 20).Fill(0x0f);
        foreach (byte[] hostile in new[] { file, graph })
        {
            Assert.Throws<Air8RefusedException>(() => Air8Model.Load(hostile));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<Air8RefusedException>(() => Air8Model.Load(hostile));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Load_StreamThatNeverEnds_StopsBehindTheDeclaredLength()
    {
        using EndlessStream stream = new(VectorFile.Build("tiny"));
        Assert.Equal(Air8Rule.FileLength, Assert.Throws<Air8RefusedException>(() => Air8Model.Load(stream)).Rule);
        Assert.InRange(stream.Given, 0, 1 << 18);
    }

    /// <summary>An accepted model runs, whatever it has become: on every backend to the same bytes, and without a fault.</summary>
    private static void RunAccepted(Air8Model model)
    {
        if (model.Work.Operations > 2_000_000 || model.Work.ActivationBytes > 4 << 20)
            return;
        Tensor[] inputs = [.. model.InputIds.Select(id => Zeros(model.Operators[id]))];
        Digest[]? expected = null;
        foreach (IBackend backend in CpuBackends.All.Where(each => each.Unavailable is null))
        {
            using IModelSession session = backend.Open(model, RunLimits.Default);
            Digest[] boundaries = session.Run(inputs, RunOptions.Default, CancellationToken.None).Boundaries.ToArray();
            Assert.Equal(expected ?? boundaries, boundaries);
            expected = boundaries;
        }
    }

    private static Tensor Zeros(Air8Operator op)
    {
        if (op.Opcode != Air8Opcode.Label)
            return Tensor.Zero(op.Type, op.Shape);
        sbyte[] labels = new sbyte[op.Shape.LiveCount];
        for (int i = 0; i < labels.Length; i += op.Shape.Channels)
            labels[i] = 1;
        return Tensor.FromInt8(op.Shape, labels);
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        byte[] mutated = (byte[])file.Clone();
        // Most of a file is table and weights; most rules are about the graph in front of them.
        int graph = 256 + System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(14));
        int reach = random.Next(4) != 0 ? Math.Min(file.Length, graph) : file.Length;
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(reach);
            switch (random.Next(6))
            {
                case 4:
                    Records(mutated, graph, random);
                    break;
                case 0:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutated[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                case 3:
                    file.AsSpan(random.Next(file.Length - 8), Math.Min(8, reach - at)).CopyTo(mutated.AsSpan(at));
                    break;
                default:
                    return random.Next(8) == 0
                        ? [.. mutated, .. file.AsSpan(0, random.Next(1, 64))]
                        : mutated[..^random.Next(random.Next(2) == 0 ? 8 : file.Length)];
            }
        }
        return mutated;
    }

    /// <summary>What bytes alone seldom reach: a record copied over another, an opcode, a tensor id, a live size with its frame, a parameter.</summary>
    private static void Records(byte[] file, int graph, Random random)
    {
        int count = (graph - 256) / 64 - 1;
        Span<byte> record = file.AsSpan(256 + 64 + 64 * random.Next(count), 64);
        switch (random.Next(6))
        {
            case 0:
                file.AsSpan(256 + 64 + 64 * random.Next(count), 64).CopyTo(record);
                break;
            case 1:
                Air8Opcode[] opcodes = Enum.GetValues<Air8Opcode>();
                record[0] = (byte)opcodes[random.Next(opcodes.Length)];
                break;
            case 2:
                record[5 + 2 * random.Next(4)] = (byte)random.Next(count);
                break;
            case 3:
                int axis = random.Next(4);
                int size = random.Next(4) == 0 ? 1 << random.Next(25) : random.Next(1, 20);
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(record[(18 + 4 * axis)..], size);
                record[14 + axis] = (byte)TensorShape.LogOf(size);
                break;
            case 4:
                record[52 + random.Next(12)] = (byte)random.Next(random.Next(2) == 0 ? 4 : 256);
                break;
            default:
                record[random.Next(1, 4)] = (byte)random.Next(20);
                break;
        }
    }

    /// <summary>A file and then zeros for ever.</summary>
    private sealed class EndlessStream(byte[] start) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Clear();
            if (Given < start.Length)
                start.AsSpan((int)Given, (int)Math.Min(buffer.Length, start.Length - Given)).CopyTo(buffer);
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
