using System.Diagnostics;
using System.Globalization;
using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>The figures of prover/BENCHMARKS.md for a GPU, printed as its table.</summary>
/// <remarks>Shares of peak are of what this card did in the same run: products alone for the tensor cores, a copy for the memory.</remarks>
internal sealed class Measurements
{
    private const double Tera = 1e12;
    private const double Giga = 1e9;

    private readonly KernelBench bench;
    private readonly DeviceTimer timer;
    private readonly bool small;
    private double peak;
    private double wgmmaPeak;
    private double copy;

    /// <param name="small">Sizes for the simulator, to see that it works; the figures mean nothing.</param>
    public Measurements(KernelBench bench, bool small)
    {
        (this.bench, this.small) = (bench, small);
        timer = new DeviceTimer(bench.Device, bench.Stream, small ? 1 : 15);
    }

    public void Run()
    {
        Console.WriteLine($"| {bench.Device.Info} | median | range | share of peak |");
        Console.WriteLine("|---|---|---|---|");
        Copy();
        if (bench.Kernels.TensorCores)
            peak = Peak("products alone, mma.sync on int8", 8 * 16 * (16 * 8 * 32), bench.Kernels.MmaPeak);
        if (bench.Kernels.Wgmma)
            wgmmaPeak = Peak("products alone, wgmma on int8", 2 * 16 * (64 * 256 * 32), bench.Kernels.WgmmaPeak);
        int n = small ? 128 : 8192;
        foreach (ContractKernel kernel in Kernels())
            Dense($"int8 GEMM {n} x {n} x {n}, {kernel}", n, n, n, kernel);
        foreach (int rows in new[] { 1, 4 })
            Decode(rows);
        Leaves();
        Elements();
        new ProofMeasurements(bench, timer, small).Run();
        Cnn();
        Decoder();
    }

    private ContractKernel[] Kernels() =>
        [
            .. bench.Kernels.Wgmma ? [ContractKernel.Wgmma256, ContractKernel.Wgmma128] : Array.Empty<ContractKernel>(),
            .. bench.Kernels.TensorCores ? [ContractKernel.Tensor128, ContractKernel.Tensor64] : Array.Empty<ContractKernel>(),
            ContractKernel.Dp4A,
        ];

    public static void Row(string name, (double Median, double Least, double Most) seconds, double amount, string unit, double? whole)
    {
        string share = whole is double full ? (amount / seconds.Median / full).ToString("p0", CultureInfo.InvariantCulture) : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {amount / seconds.Median:f1} {unit} | {amount / seconds.Most:f1}..{amount / seconds.Least:f1} | {share} |"
            )
        );
    }

    private void Copy()
    {
        long bytes = small ? 1 << 16 : 1L << 30;
        CudaBuffer from = bench.Empty(bytes, clear: true);
        CudaBuffer to = bench.Empty(bytes);
        (double Median, double, double) seconds = timer.Measure(() => bench.Stream.Copy(to, from, bytes));
        copy = 2 * bytes / Giga / seconds.Median;
        Row("copy on the device, read and written", seconds, 2 * bytes / Giga, "GB/s", null);
        bench.Clear();
    }

    private delegate void PeakKernel(CudaStream stream, int blocks, in PeakArgs args);

    /// <param name="products">Of a block in a turn.</param>
    /// <returns>Operations a second, two for each product, in units of 10^12.</returns>
    private double Peak(string name, double products, PeakKernel kernel)
    {
        int blocks = small ? 1 : 8 * bench.Device.Info.Multiprocessors;
        uint turns = small ? 2u : 4096;
        CudaBuffer result = bench.Empty(blocks * 256L * sizeof(uint));
        (double Median, double, double) seconds = timer.Measure(() => kernel(bench.Stream, blocks, new PeakArgs(result.Address, turns)));
        double operations = 2.0 * blocks * turns * products / Tera;
        Row(name, seconds, operations, "TOP/s", null);
        bench.Clear();
        return operations / seconds.Median;
    }

    private void Dense(string name, int rows, int outputs, int sums, ContractKernel kernel)
    {
        ContractArgs args = Layer(rows, outputs, sums);
        (double, double, double) seconds = timer.Measure(() => bench.Kernels.Contract(bench.Stream, args, 1, kernel));
        double whole = kernel switch
        {
            ContractKernel.Dp4A => 0,
            ContractKernel.Wgmma128 or ContractKernel.Wgmma256 => wgmmaPeak,
            _ => peak,
        };
        Row(name, seconds, 2.0 * rows * outputs * sums / Tera, "TOP/s", whole == 0 ? null : whole);
        bench.Clear();
    }

    /// <summary>More weights than any cache holds, read once.</summary>
    private void Decode(int rows)
    {
        (int outputs, int sums) = small ? (64, 1024) : (32768, 8192);
        ContractArgs args = Layer(rows, outputs, sums);
        (double, double, double) seconds = timer.Measure(() => bench.Kernels.Contract(bench.Stream, args, 1, ContractKernel.Rows));
        Row($"weights of {outputs} x {sums} by {rows} rows", seconds, (double)outputs * sums / Giga, "GB/s", copy);
        bench.Clear();
    }

    private ContractArgs Layer(int rows, int outputs, int sums)
    {
        TensorShape from = new(sums, rows);
        return new ContractArgs
        {
            In = bench.Empty((long)rows * sums, clear: true).Address,
            Weights = bench.Empty((long)outputs * sums, clear: true).Address,
            Out = bench.Empty((long)rows * outputs).Address,
            Finish = new DeviceFinish(0, bench.Empty(65536, clear: true).Address, 16),
            From = DeviceBox.Of(from),
            Box = DeviceBox.Of(new TensorShape(outputs, rows)),
            KernelX = 1,
            KernelY = 1,
            RunLog = (uint)from.Log(0),
            RowLog = (uint)from.Log(0),
            BatchWidth = 1,
        };
    }

    private void Leaves()
    {
        long bytes = small ? 1 << 14 : 1L << 28;
        CudaBuffer frame = bench.Empty(bytes, clear: true);
        CudaBuffer hashes = bench.Empty(bytes / TensorTree.LeafSize * Digest.Size);
        LeavesArgs args = ElementForm.Of(ElementType.Int8).Leaves(frame.Address, hashes.Address, bytes);
        (double, double, double) seconds = timer.Measure(() => bench.Kernels.HashLeaves(bench.Stream, args));
        Row("Keccak-256 of leaves", seconds, 2.0 * bytes / TensorTree.LeafSize / 1e6, "M permutations/s", null);
        bench.Clear();
    }

    private void Elements()
    {
        TensorShape shape = small ? new(64, 16) : new(1024, 1 << 18);
        CudaBuffer from = bench.Empty(shape.FrameCount, clear: true);
        CudaBuffer to = bench.Empty(shape.FrameCount);
        CudaBuffer table = bench.Empty(65536, clear: true);
        LutArgs args = new(from.Address, to.Address, new DeviceFinish(0, table.Address, 0), DeviceBox.Of(shape));
        (double, double, double) seconds = timer.Measure(() => bench.Kernels.Lut(bench.Stream, args));
        Row("Lut, read and written", seconds, 2.0 * shape.FrameCount / Giga, "GB/s", copy);
        bench.Clear();
    }

    private void Cnn()
    {
        Air8Model model = small ? SyntheticModels.ResidualCnn(8, 1, 16, 2, 1) : SyntheticModels.ResidualCnn(64, 32, 64, 3, 3);
        Tensor input = Tensor.FromInt8(model.InputShape, new sbyte[model.InputShape.LiveCount]);
        Model("residual CNN", model, input, 2.0 * model.Work.MultiplyAdds / Tera, "TOP/s");
    }

    private void Decoder()
    {
        Air8Model model = small ? SyntheticModels.Decoder(1, 32, 2, 40, 8, 4) : SyntheticModels.Decoder(8, 2048, 16, 8192, 256, 200);
        Model("decoder", model, Tensor.FromUInt16(new TensorShape(1, 1), [7]), model.Header.TokensMax, "tokens/s");
        double bytes = model.Header.TokensMax * (double)model.Weights.Length / Giga;
        Model("decoder, bytes of weights", model, Tensor.FromUInt16(new TensorShape(1, 1), [7]), bytes, "GB/s", copy);
    }

    /// <summary>Wall time of whole runs, from the input on the host to the output on the host, without boundaries and with.</summary>
    private void Model(string name, Air8Model model, Tensor input, double amount, string unit, double? whole = null)
    {
        using CudaSession session = new(model, bench.Device, bench.Kernels);
        double[] medians = new double[2];
        foreach (bool boundaries in new[] { false, true })
        {
            List<double> seconds = [];
            for (int round = -1; round < (small ? 1 : 7); round++)
            {
                long started = Stopwatch.GetTimestamp();
                session.Run([input], new RunOptions { Boundaries = boundaries }, CancellationToken.None);
                if (round >= 0)
                    seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
            seconds.Sort();
            medians[boundaries ? 1 : 0] = seconds[seconds.Count / 2];
            string what = $"{name}, {(boundaries ? "with" : "without")} boundaries";
            Row(what, (seconds[seconds.Count / 2], seconds[0], seconds[^1]), amount, unit, whole);
        }
        string cost = (medians[1] / medians[0] - 1).ToString("p0", CultureInfo.InvariantCulture);
        Console.WriteLine($"| {name}: boundaries cost | {cost} | | |");
    }
}
