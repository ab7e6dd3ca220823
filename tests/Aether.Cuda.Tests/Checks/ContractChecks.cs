using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Dense layers, convolutions and products of activations, on every kernel that can make them.</summary>
internal static class ContractChecks
{
    public static IEnumerable<KernelCheck> All =>
        [
            new("contract-rows-dense", (bench, random) => Dense(bench, random, ContractKernel.Rows)),
            new("contract-dp4a-dense", (bench, random) => Dense(bench, random, ContractKernel.Dp4A)),
            new("contract-dp4a-conv", (bench, random) => Conv(bench, random, ContractKernel.Dp4A)),
            new("contract-dp4a-product", (bench, random) => Product(bench, random, ContractKernel.Dp4A)),
            new("contract-rows-product", (bench, random) => Product(bench, random, ContractKernel.Rows)),
            new("tensor-64-dense", (bench, random) => Dense(bench, random, ContractKernel.Tensor64)),
            new("tensor-64-conv", (bench, random) => Conv(bench, random, ContractKernel.Tensor64)),
            new("tensor-64-product", (bench, random) => Product(bench, random, ContractKernel.Tensor64)),
            new("tensor-128-dense", (bench, random) => Dense(bench, random, ContractKernel.Tensor128)),
            new("tensor-128-conv", (bench, random) => Conv(bench, random, ContractKernel.Tensor128)),
            new("tensor-gather-dense", (bench, random) => Dense(bench, random, ContractKernel.TensorGather)),
            new("tensor-gather-conv", (bench, random) => Conv(bench, random, ContractKernel.TensorGather)),
            new("tensor-gather-product", (bench, random) => Product(bench, random, ContractKernel.TensorGather)),
            new("wgmma-128-dense", (bench, random) => Dense(bench, random, ContractKernel.Wgmma128)),
            new("wgmma-128-conv", (bench, random) => Conv(bench, random, ContractKernel.Wgmma128)),
            new("wgmma-128-product", (bench, random) => Product(bench, random, ContractKernel.Wgmma128)),
            new("wgmma-256-dense", (bench, random) => Dense(bench, random, ContractKernel.Wgmma256)),
            new("wgmma-256-conv", (bench, random) => Conv(bench, random, ContractKernel.Wgmma256)),
            new("wgmma-256-product", (bench, random) => Product(bench, random, ContractKernel.Wgmma256)),
            new("depthwise", Depthwise),
        ];

    private static int Channels(Random random, ContractKernel kernel) =>
        kernel switch
        {
            ContractKernel.TensorGather or ContractKernel.Dp4A when random.Next(2) == 0 => random.Next(1, 9),
            ContractKernel.Rows or ContractKernel.Wgmma128 or ContractKernel.Wgmma256 => random.Next(9, 700),
            _ => random.Next(9, 150),
        };

    private static void Dense(KernelBench bench, Random random, ContractKernel kernel)
    {
        int channels = Channels(random, kernel);
        bool few = kernel == ContractKernel.Rows;
        TensorShape source = new(channels, random.Next(1, few ? 4 : 9), random.Next(1, few ? 3 : 6), random.Next(1, 3));
        TensorShape to = source with { Channels = random.Next(1, kernel == ContractKernel.Wgmma256 ? 300 : 140) };
        sbyte[] input = Frames.Int8(random, source);
        sbyte[] weights = Frames.Int8(random, new TensorShape(channels, to.Channels));
        int[]? bias = Bias(random, to.Channels);
        int shift = random.Next(17);
        sbyte[] table = Frames.Table(random);
        int rowLog = source.Log(0);
        sbyte[] expected = Frames.Make(
            to,
            (n, x, y, b) =>
            {
                long acc = bias?[n] ?? 0;
                for (int k = 0; k < channels; k++)
                    acc += input[Frames.Index(source, k, x, y, b)] * weights[k + (n << rowLog)];
                return Frames.Finish(table, acc, shift);
            }
        );
        ContractArgs args = Args(bench, input, weights, bias, table, shift, source, to) with
        {
            RunLog = (uint)rowLog,
            RowLog = (uint)rowLog,
        };
        Compare(bench, random, args, 1, kernel, expected, 0b1110, $"{source} to {to}");
    }

    private static void Conv(KernelBench bench, Random random, ContractKernel kernel)
    {
        int channels = kernel switch
        {
            ContractKernel.Tensor64 or ContractKernel.Tensor128 => random.Next(9, 40),
            ContractKernel.Wgmma128 or ContractKernel.Wgmma256 => random.Next(9, 80),
            _ => random.Next(1, 20),
        };
        int kx = random.Next(1, 6),
            ky = random.Next(1, 6);
        int sx = random.Next(3),
            sy = random.Next(3);
        int left = random.Next(kx),
            right = random.Next(kx),
            top = random.Next(ky),
            bottom = random.Next(ky);
        TensorShape source = new(channels, random.Next(1, 12), random.Next(1, 12), random.Next(1, 3));
        if (source.Width + left + right < kx || source.Height + top + bottom < ky)
            (left, right, top, bottom) = (kx - 1, kx - 1, ky - 1, ky - 1);
        TensorShape to = new(
            random.Next(1, 40),
            ((source.Width + left + right - kx) >> sx) + 1,
            ((source.Height + top + bottom - ky) >> sy) + 1,
            source.Batch
        );
        TensorShape kernelShape = new(channels, kx, ky, to.Channels);
        sbyte[] input = Frames.Int8(random, source);
        sbyte[] weights = Frames.Int8(random, kernelShape);
        int[]? bias = Bias(random, to.Channels);
        int shift = random.Next(17);
        sbyte[] table = Frames.Table(random);
        sbyte[] expected = Frames.Make(
            to,
            (n, x, y, b) =>
            {
                long acc = bias?[n] ?? 0;
                for (int j = 0; j < ky; j++)
                for (int i = 0; i < kx; i++)
                {
                    int px = (x << sx) + i - left,
                        py = (y << sy) + j - top;
                    if (px < 0 || py < 0 || px >= source.Width || py >= source.Height)
                        continue;
                    for (int c = 0; c < channels; c++)
                        acc += input[Frames.Index(source, c, px, py, b)] * weights[Frames.Index(kernelShape, c, i, j, n)];
                }
                return Frames.Finish(table, acc, shift);
            }
        );
        ContractArgs args = Args(bench, input, weights, bias, table, shift, source, to) with
        {
            KernelX = (uint)kx,
            KernelY = (uint)ky,
            StrideXLog = (uint)sx,
            StrideYLog = (uint)sy,
            Left = left,
            Top = top,
            RunLog = (uint)(kernelShape.Log(0) + kernelShape.Log(1)),
            RowLog = (uint)(kernelShape.Log(0) + kernelShape.Log(1) + kernelShape.Log(2)),
        };
        Compare(bench, random, args, 1, kernel, expected, 0b1110, $"{source} by {kx}x{ky} to {to}");
    }

    private static void Product(KernelBench bench, Random random, ContractKernel kernel)
    {
        int depth = Channels(random, kernel),
            heads = random.Next(1, 4),
            batch = random.Next(1, 3);
        bool fewRows = kernel is ContractKernel.Rows or ContractKernel.Wgmma128 or ContractKernel.Wgmma256;
        TensorShape left = new(depth, random.Next(1, fewRows ? 9 : 40), heads, batch);
        TensorShape right = new(depth, random.Next(1, 70), heads, batch);
        TensorShape to = new(right.Width, left.Width, heads, batch);
        sbyte[] a = Frames.Int8(random, left),
            b = Frames.Int8(random, right);
        bool biased = random.Next(2) == 0;
        short[] bias = [.. Enumerable.Range(0, 1 << to.Log(0)).Select(_ => (short)random.Next(-32768, 32768))];
        int biasShift = random.Next(12),
            shift = random.Next(17);
        sbyte[] table = Frames.Table(random);
        sbyte[] expected = Frames.Make(
            to,
            (j, i, h, e) =>
            {
                long acc = biased ? bias[j] * (1L << biasShift) : 0;
                for (int d = 0; d < depth; d++)
                    acc += a[Frames.Index(left, d, i, h, e)] * b[Frames.Index(right, d, j, h, e)];
                return Frames.Finish(table, acc, shift);
            }
        );
        ContractArgs args = Args(
            bench,
            a,
            b,
            null,
            table,
            shift,
            new TensorShape(depth, left.Width),
            new TensorShape(to.Channels, to.Width)
        ) with
        {
            Out = bench.Empty(to.FrameCount, clear: true).Address,
            RunLog = (uint)left.Log(0),
            RowLog = (uint)left.Log(0),
            Bias16 = biased ? bench.Put<short>(bias).Address : 0,
            BiasShift = (uint)biasShift,
            BatchWidth = (uint)heads,
            BatchWidthLog = (uint)to.Log(2),
            InBatchLog = (uint)(left.Log(0) + left.Log(1)),
            WeightsBatchLog = (uint)(right.Log(0) + right.Log(1)),
            OutBatchLog = (uint)(to.Log(0) + to.Log(1)),
        };
        if (random.Next(3) == 0)
            ByHead(bench, random, args, (heads, batch), kernel, expected);
        else
            Compare(bench, random, args, (long)heads * batch, kernel, expected, 0b0010, $"{left} by {right}");
    }

    private static void Depthwise(KernelBench bench, Random random)
    {
        int kx = random.Next(1, 5),
            ky = random.Next(1, 5),
            sx = random.Next(2),
            sy = random.Next(2),
            left = random.Next(kx),
            top = random.Next(ky);
        TensorShape source = new(random.Next(1, 40), random.Next(5, 12), random.Next(5, 12), random.Next(1, 3));
        TensorShape to = source with { Width = ((source.Width + left - kx) >> sx) + 1, Height = ((source.Height + top - ky) >> sy) + 1 };
        TensorShape kernelShape = new(source.Channels, kx, ky);
        sbyte[] input = Frames.Int8(random, source),
            weights = Frames.Int8(random, kernelShape);
        int[]? bias = Bias(random, to.Channels);
        int shift = random.Next(17);
        sbyte[] table = Frames.Table(random);
        sbyte[] expected = Frames.Make(
            to,
            (c, x, y, b) =>
            {
                long acc = bias?[c] ?? 0;
                for (int j = 0; j < ky; j++)
                for (int i = 0; i < kx; i++)
                {
                    int px = (x << sx) + i - left,
                        py = (y << sy) + j - top;
                    if (px >= 0 && py >= 0 && px < source.Width && py < source.Height)
                        acc += input[Frames.Index(source, c, px, py, b)] * weights[Frames.Index(kernelShape, c, i, j, 0)];
                }
                return Frames.Finish(table, acc, shift);
            }
        );
        CudaBuffer result = bench.Empty(to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Depthwise(
                    bench.Stream,
                    new DepthwiseArgs(
                        bench.Put<sbyte>(input).Address,
                        bench.Put<sbyte>(weights).Address,
                        result.Address,
                        Finish(bench, bias, table, shift),
                        DeviceBox.Of(source),
                        part,
                        (uint)kx,
                        (uint)ky,
                        (uint)sx,
                        (uint)sy,
                        left,
                        top,
                        (uint)kernelShape.Log(1)
                    )
                )
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, to.FrameCount), $"{source} by {kx}x{ky}");
    }

    private static ContractArgs Args(
        KernelBench bench,
        sbyte[] input,
        sbyte[] weights,
        int[]? bias,
        sbyte[] table,
        int shift,
        TensorShape source,
        TensorShape to
    ) =>
        new()
        {
            In = bench.Put<sbyte>(input).Address,
            Weights = bench.Put<sbyte>(weights).Address,
            Out = bench.Empty(to.FrameCount, clear: DeviceBox.Of(to).Padded).Address,
            Finish = Finish(bench, bias, table, shift),
            // Sums run over whole frames: what stands there behind the live channels is zero on both sides.
            From = DeviceBox.Of(source) with
            {
                Live0 = 1u << source.Log(0),
            },
            Box = DeviceBox.Of(to),
            KernelX = 1,
            KernelY = 1,
            BatchWidth = 1,
        };

    private static DeviceFinish Finish(KernelBench bench, int[]? bias, sbyte[] table, int shift) =>
        new(bias is null ? 0 : bench.Put<int>(bias).Address, bench.Put<sbyte>(table).Address, (uint)shift);

    private static int[]? Bias(Random random, int count) =>
        random.Next(2) == 0 ? null : [.. Enumerable.Range(0, count).Select(_ => random.Next(-(1 << 20), 1 << 20))];

    private static void Compare(
        KernelBench bench,
        Random random,
        ContractArgs args,
        long batches,
        ContractKernel kernel,
        sbyte[] expected,
        int axes,
        string what
    )
    {
        CudaBuffer result = bench.BufferAt(args.Out);
        bench.Make(
            random,
            args.Box,
            axes,
            result,
            clear: false,
            part => bench.Kernels.Contract(bench.Stream, args with { Box = part }, batches, kernel)
        );
        KernelCheck.Same(expected, bench.Get<sbyte>(result, expected.Length), what);
    }

    /// <summary>The position of a decode loop may be the axis of the heads, or the one behind it.</summary>
    private static void ByHead(
        KernelBench bench,
        Random random,
        ContractArgs args,
        (int Heads, int Batch) sizes,
        ContractKernel kernel,
        sbyte[] expected
    )
    {
        CudaBuffer result = bench.BufferAt(args.Out);
        CudaBuffer position = bench.Put<uint>([0]);
        uint axis = (uint)random.Next(1, 3);
        for (int place = 0; place < (axis == 1 ? sizes.Heads : sizes.Batch); place++)
        {
            ContractArgs step = args with { Box = args.Box.WithPosition(position.Address), BatchSliced = axis };
            bench.Kernels.Contract(bench.Stream, step, axis == 1 ? sizes.Batch : sizes.Heads, kernel);
            bench.Kernels.NextPosition(bench.Stream, new NextPositionArgs(position.Address));
        }
        KernelCheck.Same(expected, bench.Get<sbyte>(result, expected.Length), $"position along axis {axis + 1}");
    }
}
