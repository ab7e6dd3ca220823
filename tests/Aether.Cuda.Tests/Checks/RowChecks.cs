using System.Numerics;
using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Operators over whole rows of channels.</summary>
internal static class RowChecks
{
    public static IEnumerable<KernelCheck> All =>
        [
            new("arg-max", ArgMax),
            new("softmax-divide", SoftmaxDivide),
            new("rms-scale", RmsScale),
            new("normalise", Normalise),
            new("centre", Centre),
            new("embedding", Embedding),
        ];

    private static TensorShape Shape(Random random) => Frames.Shape(random, random.Next(2) == 0 ? 6 : 150, 6, 4, 3);

    private static void ArgMax(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random),
            to = shape with { Channels = 1 };
        sbyte[] input =
            random.Next(2) == 0 ? Frames.Int8(random, shape) : Frames.Make(shape, (_, _, _, _) => (sbyte)random.Next(-127, -124));
        CudaBuffer result = bench.Empty(2 * to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1110,
            result,
            clear: true,
            part =>
                bench.Kernels.ArgMax(
                    bench.Stream,
                    new ArgMaxArgs(bench.Put<sbyte>(input).Address, result.Address, DeviceBox.Of(shape), part)
                )
        );
        ushort[] expected = Frames.Make(
            to,
            (_, x, y, b) =>
            {
                int best = 0;
                for (int c = 1; c < shape.Channels; c++)
                {
                    if (input[Frames.Index(shape, c, x, y, b)] > input[Frames.Index(shape, best, x, y, b)])
                        best = c;
                }
                return (ushort)best;
            }
        );
        KernelCheck.Same(expected, bench.Get<ushort>(result, to.FrameCount), $"{shape}");
    }

    private static void SoftmaxDivide(KernelBench bench, Random random)
    {
        TensorShape shape = random.Next(4) == 0 ? new(2048, 2) : Shape(random);
        bool extreme = random.Next(2) == 0;
        ushort[] input = Frames.Make(
            shape,
            (c, _, _, _) =>
                (ushort)(
                    extreme ? 65535
                    : c == 0 ? random.Next(1, 65536)
                    : random.Next(65536)
                )
        );
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1110,
            result,
            clear: true,
            part => bench.Kernels.SoftmaxDivide(bench.Stream, new SoftmaxDivideArgs(bench.Put<ushort>(input).Address, result.Address, part))
        );
        sbyte[] expected = Frames.Make(
            shape,
            (c, x, y, b) =>
            {
                long d = Enumerable.Range(0, shape.Channels).Sum(j => (long)input[Frames.Index(shape, j, x, y, b)]);
                return (sbyte)((254L * input[Frames.Index(shape, c, x, y, b)] + d) / (2 * d));
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void RmsScale(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random),
            to = shape with { Channels = 1 };
        sbyte[] input = Frames.Int8(random, shape);
        // The rule: 2^(2k - 24) <= eps and eps + 127^2 L <= 2^(2k).
        long most = 127L * 127 * shape.Channels;
        int k = random.Next((65 - BitOperations.LeadingZeroCount((ulong)most)) / 2 + 1, 28);
        long least = Math.Max(1, 1L << Math.Max(0, 2 * k - 24)),
            limit = Math.Min(uint.MaxValue, (1L << (2 * k)) - most);
        uint eps = (uint)(random.Next(3) == 0 ? least : random.NextInt64(least, limit + 1));
        CudaBuffer result = bench.Empty(2 * to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1110,
            result,
            clear: true,
            part =>
                bench.Kernels.RmsScale(
                    bench.Stream,
                    new RmsScaleArgs(bench.Put<sbyte>(input).Address, result.Address, DeviceBox.Of(shape), part, (uint)k, eps)
                )
        );
        ushort[] expected = Frames.Make(
            to,
            (_, x, y, b) =>
            {
                BigInteger q = eps;
                for (int c = 0; c < shape.Channels; c++)
                {
                    int value = input[Frames.Index(shape, c, x, y, b)];
                    q += value * value;
                }
                int r = 0;
                while ((r + 1) * (BigInteger)(r + 1) * q <= BigInteger.One << (2 * k))
                    r++;
                return (ushort)r;
            }
        );
        KernelCheck.Same(expected, bench.Get<ushort>(result, to.FrameCount), $"{shape}, k {k}, eps {eps}");
    }

    private static void Normalise(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random),
            one = shape with { Channels = 1 };
        sbyte[] input = Frames.Int8(random, shape),
            weights = Frames.Int8(random, new TensorShape(shape.Channels)),
            table = Frames.Table(random);
        ushort[] scale = Frames.Make(one, (_, _, _, _) => (ushort)random.Next(1, 4097));
        int[]? bias = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, shape.Channels).Select(_ => random.Next(-100000, 100000))];
        int first = random.Next(4, 17),
            shift = random.Next(17);
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1110,
            result,
            clear: true,
            part =>
                bench.Kernels.Normalise(
                    bench.Stream,
                    new NormaliseArgs(
                        bench.Put<sbyte>(input).Address,
                        bench.Put<ushort>(scale).Address,
                        bench.Put<sbyte>(weights).Address,
                        result.Address,
                        new DeviceFinish(bias is null ? 0 : bench.Put<int>(bias).Address, bench.Put<sbyte>(table).Address, (uint)shift),
                        part,
                        DeviceBox.Of(one),
                        (uint)first
                    )
                )
        );
        sbyte[] expected = Frames.Make(
            shape,
            (c, x, y, b) =>
            {
                long u = Frames.Requantise((long)input[Frames.Index(shape, c, x, y, b)] * scale[Frames.Index(one, 0, x, y, b)], first);
                return Frames.Finish(table, (bias?[c] ?? 0) + u * weights[c], shift);
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void Centre(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        sbyte[] input = Frames.Int8(random, shape),
            table = Frames.Table(random);
        int shift = random.Next(12);
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1110,
            result,
            clear: true,
            part =>
                bench.Kernels.Centre(
                    bench.Stream,
                    new CentreArgs(
                        bench.Put<sbyte>(input).Address,
                        result.Address,
                        new DeviceFinish(0, bench.Put<sbyte>(table).Address, (uint)shift),
                        part
                    )
                )
        );
        sbyte[] expected = Frames.Make(
            shape,
            (c, x, y, b) =>
            {
                long sum = Enumerable.Range(0, shape.Channels).Sum(j => (long)input[Frames.Index(shape, j, x, y, b)]);
                return Frames.Finish(table, (long)shape.Channels * input[Frames.Index(shape, c, x, y, b)] - sum, shift);
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void Embedding(KernelBench bench, Random random)
    {
        bool byPosition = random.Next(2) == 0,
            unknown = !byPosition && random.Next(3) == 0;
        TensorShape source = Frames.Shape(random, 1, 12, 1, 3);
        int vocabulary = random.Next(byPosition ? 20 : 1, 60);
        TensorShape to = source with { Channels = random.Next(1, 70) };
        TensorShape rows = new(to.Channels, vocabulary);
        ushort[] tokens = Frames.Make(source, (_, _, _, _) => (ushort)random.Next(vocabulary));
        if (unknown)
            tokens[0] = (ushort)(vocabulary + random.Next(3));
        sbyte[] weights = Frames.Int8(random, rows);
        CudaBuffer result = bench.Empty(to.FrameCount),
            flag = bench.Put<uint>([0]);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1110,
            result,
            clear: true,
            part =>
                bench.Kernels.Embedding(
                    bench.Stream,
                    new EmbeddingArgs(
                        bench.Put<ushort>(tokens).Address,
                        bench.Put<sbyte>(weights).Address,
                        result.Address,
                        flag.Address,
                        DeviceBox.Of(source),
                        part,
                        (uint)vocabulary,
                        byPosition ? 1u : 0
                    )
                )
        );
        sbyte[] expected = Frames.Make(
            to,
            (d, x, y, b) =>
            {
                int token = byPosition ? x : tokens[Frames.Index(source, 0, x, y, b)];
                return token < vocabulary ? weights[Frames.Index(rows, d, token, 0, 0)] : (sbyte)0;
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, to.FrameCount), $"{to}");
        KernelCheck.Same([unknown ? 1u : 0], bench.Get<uint>(flag, 1), "the flag for an unknown token");
    }
}
