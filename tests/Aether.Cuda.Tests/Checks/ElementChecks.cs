using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Operators whose result needs few elements; and Update.</summary>
internal static class ElementChecks
{
    public static IEnumerable<KernelCheck> All =>
        [
            new("lut", Lut),
            new("add", Add),
            new("average", Average),
            new("pair", Pair),
            new("view8", View8),
            new("causal-mask", CausalMask),
            new("exponential", Exponential),
            new("update", (bench, random) => Update(bench, random, bias: false)),
            new("update-bias", (bench, random) => Update(bench, random, bias: true)),
        ];

    private static TensorShape Shape(Random random) => Frames.Shape(random, 40, 9, 9, 3);

    private static DeviceFinish Finish(KernelBench bench, sbyte[] table, int shift) => new(0, bench.Put<sbyte>(table).Address, (uint)shift);

    private static void Lut(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        sbyte[] input = Frames.Int8(random, shape),
            table = Frames.Table(random);
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Lut(bench.Stream, new LutArgs(bench.Put<sbyte>(input).Address, result.Address, Finish(bench, table, 0), part))
        );
        sbyte[] expected = Frames.Make(shape, (c, x, y, b) => table[input[Frames.Index(shape, c, x, y, b)] + 32768]);
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void Add(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        sbyte[] left = Frames.Int8(random, shape),
            right = Frames.Int8(random, shape),
            table = Frames.Table(random);
        int p0 = random.Next(16),
            p1 = random.Next(16),
            shift = random.Next(17);
        bool subtract = random.Next(2) == 0;
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Add(
                    bench.Stream,
                    new AddArgs(
                        bench.Put<sbyte>(left).Address,
                        bench.Put<sbyte>(right).Address,
                        result.Address,
                        Finish(bench, table, shift),
                        part,
                        (uint)p0,
                        (uint)p1,
                        subtract ? 1u : 0
                    )
                )
        );
        sbyte[] expected = Frames.Make(
            shape,
            (c, x, y, b) =>
            {
                long at = Frames.Index(shape, c, x, y, b);
                long term = (long)right[at] << p1;
                return Frames.Finish(table, ((long)left[at] << p0) + (subtract ? -term : term), shift);
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}, {p0}, {p1}");
    }

    private static void Average(KernelBench bench, Random random)
    {
        TensorShape to = Frames.Shape(random, 20, 5, 5, 2);
        int wide = random.Next(3),
            high = random.Next(3),
            shift = random.Next(9);
        TensorShape source = to with { Width = to.Width << wide, Height = to.Height << high };
        sbyte[] input = Frames.Int8(random, source),
            table = Frames.Table(random);
        CudaBuffer result = bench.Empty(to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Average(
                    bench.Stream,
                    new AverageArgs(
                        bench.Put<sbyte>(input).Address,
                        result.Address,
                        Finish(bench, table, shift),
                        DeviceBox.Of(source),
                        part,
                        (uint)wide,
                        (uint)high
                    )
                )
        );
        sbyte[] expected = Frames.Make(
            to,
            (c, x, y, b) =>
            {
                long acc = 0;
                for (int j = 0; j < 1 << high; j++)
                for (int i = 0; i < 1 << wide; i++)
                    acc += input[Frames.Index(source, c, (x << wide) + i, (y << high) + j, b)];
                return Frames.Finish(table, acc, shift);
            }
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, to.FrameCount), $"{source} to {to}");
    }

    private static void Pair(KernelBench bench, Random random)
    {
        TensorShape to = Frames.Shape(random, 20, 6, 6, 3);
        int axis = random.Next(4);
        int[] sizes = [to.Channels, to.Width, to.Height, to.Batch];
        sizes[axis] *= 2;
        TensorShape source = new(sizes[0], sizes[1], sizes[2], sizes[3]);
        sbyte[] input = Frames.Int8(random, source),
            table = Frames.Table(random);
        CudaBuffer result = bench.Empty(to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Pair(
                    bench.Stream,
                    new PairArgs(
                        bench.Put<sbyte>(input).Address,
                        result.Address,
                        Finish(bench, table, 0),
                        DeviceBox.Of(source),
                        part,
                        (uint)axis
                    )
                )
        );
        sbyte At(int c, int x, int y, int b, int side)
        {
            int[] at = [c, x, y, b];
            at[axis] = 2 * at[axis] + side;
            return input[Frames.Index(source, at[0], at[1], at[2], at[3])];
        }
        sbyte[] expected = Frames.Make(to, (c, x, y, b) => table[256 * At(c, x, y, b, 0) + At(c, x, y, b, 1) + 32768]);
        KernelCheck.Same(expected, bench.Get<sbyte>(result, to.FrameCount), $"{source} along {axis}");
    }

    private static void View8(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        short[] state = Frames.Make(shape, (_, _, _, _) => (short)random.Next(-32768, 32768));
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Kernels.View8(bench.Stream, new View8Args(bench.Put<short>(state).Address, result.Address, DeviceBox.Of(shape)));
        sbyte[] expected = Frames.Make(
            shape,
            (c, x, y, b) => (sbyte)Math.Clamp((int)Math.Floor((state[Frames.Index(shape, c, x, y, b)] + 128) / 256.0), -127, 127)
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void CausalMask(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        sbyte[] input = Frames.Int8(random, shape);
        CudaBuffer result = bench.Empty(shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b0010,
            result,
            clear: false,
            part => bench.Kernels.CausalMask(bench.Stream, new CausalMaskArgs(bench.Put<sbyte>(input).Address, result.Address, part))
        );
        sbyte[] expected = Frames.Make(shape, (c, x, y, b) => c <= x ? input[Frames.Index(shape, c, x, y, b)] : (sbyte)-127);
        KernelCheck.Same(expected, bench.Get<sbyte>(result, shape.FrameCount), $"{shape}");
    }

    private static void Exponential(KernelBench bench, Random random)
    {
        TensorShape shape = Shape(random);
        sbyte[] input = Frames.Int8(random, shape);
        ushort[] table = [.. Enumerable.Range(0, 256).Select(i => (ushort)(i < 2 ? 0 : random.Next(1, 65536)))];
        CudaBuffer result = bench.Empty(2 * shape.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(shape),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Exponential(
                    bench.Stream,
                    new ExponentialArgs(bench.Put<sbyte>(input).Address, result.Address, bench.Put<ushort>(table).Address, part)
                )
        );
        ushort[] expected = Frames.Make(shape, (c, x, y, b) => table[input[Frames.Index(shape, c, x, y, b)] + 128]);
        KernelCheck.Same(expected, bench.Get<ushort>(result, shape.FrameCount), $"{shape}");
    }

    private static void Update(KernelBench bench, Random random, bool bias)
    {
        int k = random.Next(1, 30),
            n = random.Next(1, 30),
            batch = random.Next(1, 40);
        TensorShape shape = bias ? new(n) : new(k, n);
        TensorShape delta = new(batch, n),
            inputs = new(batch, k);
        short[] state = Frames.Make(shape, (_, _, _, _) => (short)random.Next(-32768, 32768));
        sbyte[] d = Frames.Int8(random, delta),
            x = Frames.Int8(random, inputs);
        int shift = random.Next(17),
            rate = random.Next(1, 1 + (int.MaxValue / 2 / (127 * 127 * batch) > 65535 ? 65535 : int.MaxValue / 2 / (127 * 127 * batch)));
        CudaBuffer result = bench.Empty(2 * shape.FrameCount);
        bench.Kernels.Update(
            bench.Stream,
            new UpdateArgs(
                bench.Put<short>(state).Address,
                bench.Put<sbyte>(d).Address,
                bias ? 0 : bench.Put<sbyte>(x).Address,
                result.Address,
                DeviceBox.Of(shape),
                (uint)batch,
                (uint)delta.Log(0),
                (uint)rate,
                (uint)shift
            )
        );
        short[] expected = Frames.Make(
            shape,
            (i, j, _, _) =>
            {
                (int row, int column) = bias ? (0, i) : (i, j);
                long gradient = 0;
                for (int b = 0; b < batch; b++)
                    gradient += (bias ? 1 : x[Frames.Index(inputs, b, row, 0, 0)]) * d[Frames.Index(delta, b, column, 0, 0)];
                long value = state[Frames.Index(shape, i, j, 0, 0)] - Frames.Requantise(gradient * rate, shift);
                return (short)Math.Clamp(value, -32768, 32767);
            }
        );
        KernelCheck.Same(expected, bench.Get<short>(result, shape.FrameCount), $"{shape}, batch {batch}, rate {rate}, shift {shift}");
    }
}
