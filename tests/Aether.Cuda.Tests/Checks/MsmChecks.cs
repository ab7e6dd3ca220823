using Aether.Proofs;

namespace Aether.Cuda.Tests;

/// <summary>Multi-scalar multiplications against the host's scalar ones: any plan, any scalars, points that are equal, opposite or infinity.</summary>
internal static class MsmChecks
{
    private const int CountMax = 150;

    private static readonly Lazy<G1Point[]> Multiples = new(() =>
    {
        G1Point[] points = new G1Point[64];
        points[0] = G1Point.Generator;
        for (int i = 1; i < points.Length; i++)
            points[i] = points[i - 1] + G1Point.Generator;
        return points;
    });

    public static IEnumerable<KernelCheck> All =>
        [new("proofs-msm", Any), new("proofs-msm-one-bucket", OneBucket), new("proofs-msm-small", Small)];

    private static void Any(KernelBench bench, Random random)
    {
        int count = random.Next(1, CountMax);
        Fr[] scalars = ProofChecks.Any(random, count);
        Same(bench, random, Points(random, count), scalars);
    }

    /// <summary>All scalars equal, so that one bucket has everything: pieces of pieces.</summary>
    private static void OneBucket(KernelBench bench, Random random)
    {
        int count = random.Next(1, random.Next(3) == 0 ? 2500 : CountMax);
        Fr[] scalars = new Fr[count];
        Array.Fill(scalars, random.Next(2) == 0 ? Fr.One : new Fr(random.Next(-128, 128)));
        Same(bench, random, Points(random, count), scalars);
    }

    private static void Small(KernelBench bench, Random random)
    {
        int count = random.Next(1, 3 * CountMax);
        int most = 1 << random.Next(1, 17);
        Fr[] scalars = [.. Enumerable.Range(0, count).Select(_ => new Fr(random.Next(-most, most)))];
        Same(bench, random, Points(random, count), scalars);
    }

    private static void Same(KernelBench bench, Random random, G1Point[] points, Fr[] scalars)
    {
        DeviceMsm msm = new(bench.Device, bench.Proofs, bench.Stream);
        CudaBuffer there = bench.Put<G1Point>(points);
        CudaBuffer factors = bench.Put<Fr>(scalars);
        int bits = SignedScalars.Bits(scalars);
        G1Point expected = Msm.Run(points, scalars, MsmPlan.For(scalars), FieldVector<BaseModulus>.All[0], null, CancellationToken.None);
        KernelCheck.Same([bits], [msm.Bits(factors, scalars.Length)], "bits of the largest magnitude");
        DeviceMsmPlan plan = new(scalars.Length, random.Next(3) == 0 ? DeviceMsmPlan.BitsMost : bits, random.Next(2, 9), 1);
        plan = plan with { WindowsAtOnce = random.Next(1, plan.Windows + 1) };
        KernelCheck.Same([expected], [msm.Run(there, factors, scalars.Length, plan)], $"{plan}");
        KernelCheck.Same([expected], [msm.Run(there, factors, scalars.Length)], "the plan made for the scalars");
    }

    private static G1Point[] Points(Random random, int count)
    {
        G1Point[] points = new G1Point[count];
        bool same = random.Next(4) == 0;
        for (int i = 0; i < count; i++)
        {
            G1Point point = Multiples.Value[same ? 7 : random.Next(Multiples.Value.Length)];
            points[i] = random.Next(8) switch
            {
                0 => G1Point.Infinity,
                1 => -point,
                _ => point,
            };
        }
        return points;
    }
}
