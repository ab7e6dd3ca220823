using System.Diagnostics;
using Aether.Proofs;

namespace Aether.Cuda.Tests;

/// <summary>Kernels of proofs alone: field products, multi-scalar multiplications, rounds of a sumcheck, inverses. Everything is on the device before.</summary>
internal sealed class ProofMeasurements(KernelBench bench, DeviceTimer timer, bool small)
{
    private const double Million = 1e6;

    private readonly int log = small ? 8 : 20;
    private readonly Random random = new(20);

    public void Run()
    {
        int count = 1 << log;
        Fr[] values = ProofChecks.Any(random, count);
        CudaBuffer left = bench.Put<Fr>(values);
        CudaBuffer right = bench.Put<Fr>([.. values.Reverse()]);
        CudaBuffer made = bench.Empty((long)count * Fr.Bytes);
        FieldProductArgs products = new(left.Address, right.Address, made.Address, (ulong)count);
        Measurements.Row(
            "BN254 products",
            timer.Measure(() => bench.Proofs.FrProduct(bench.Stream, products)),
            count / Million,
            "M/s",
            null
        );

        FoldArgs fold = new(DeviceTables.Of([left]), DeviceTables.Of([made]), (ulong)count / 2) { Word = values[5] };
        Measurements.Row("BN254 folds", timer.Measure(() => bench.Proofs.Fold(bench.Stream, 1, fold)), count / 2 / Million, "M/s", null);
        CudaBuffer partial = bench.Empty(2L * bench.Proofs.Blocks(count / 2) * Fr.Bytes);
        ProductSumsArgs round = new(left.Address, right.Address, partial.Address, (ulong)count / 2);
        Measurements.Row(
            $"sums of a round of 2^{log}",
            timer.Measure(() => bench.Proofs.ProductSums(bench.Stream, round)),
            count / Million,
            "M values/s",
            null
        );

        CudaBuffer zero = bench.Empty(sizeof(uint), clear: true);
        CudaBuffer inverted = bench.Put<Fr>([.. values.Select(value => value.IsZero ? Fr.One : value)]);
        InverseArgs inverse = new(inverted.Address, made.Address, zero.Address, (ulong)count, Fr.One);
        Measurements.Row("BN254 inverses", timer.Measure(() => bench.Proofs.Inverse(bench.Stream, inverse)), count / Million, "M/s", null);

        G1Point[] some = new G1Point[256];
        some[0] = G1Point.Generator;
        for (int i = 1; i < some.Length; i++)
            some[i] = some[i - 1] + G1Point.Generator;
        CudaBuffer points = bench.Put<G1Point>([.. Enumerable.Range(0, count).Select(i => some[i % some.Length])]);
        Msm("any", points, left);
        Msm("int16", points, bench.Put<Fr>([.. values.Select(_ => new Fr(random.Next(-32768, 32768)))]));
        Msm("bool", points, bench.Put<Fr>([.. values.Select(_ => new Fr(random.Next(2)))]));
        bench.Clear();
    }

    // Wall time: the host waits twice within one, and adds the windows up.
    private void Msm(string scalars, CudaBuffer points, CudaBuffer factors)
    {
        DeviceMsm msm = new(bench.Device, bench.Proofs, bench.Stream);
        DeviceMsmPlan plan = DeviceMsmPlan.For(1 << log, msm.Bits(factors, 1 << log));
        List<double> seconds = [];
        for (int sample = -1; sample < (small ? 1 : 7); sample++)
        {
            long started = Stopwatch.GetTimestamp();
            msm.Run(points, factors, 1 << log);
            if (sample >= 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        Measurements.Row(
            $"commitment to 2^{log} values, {scalars}, {plan.Windows} windows of {plan.Window}",
            (seconds[seconds.Count / 2], seconds[0], seconds[^1]),
            plan.Windows * (double)(1 << log) / Million,
            "M additions/s",
            null
        );
    }
}
