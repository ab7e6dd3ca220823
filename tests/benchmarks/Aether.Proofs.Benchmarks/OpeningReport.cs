using System.Diagnostics;
using Aether.Inference.Benchmarks;

namespace Aether.Proofs.Benchmarks;

/// <summary>Mercury openings of random tables: CPU time of one thread; what a table of weights costs to commit to, and a verification.</summary>
internal static class OpeningReport
{
    private const int LogMax = 18;

    public static void Print()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Srs srs = Srs.ForTests(LogMax);
        Console.WriteLine($"test reference string of 2^{LogMax} powers: {watch.Elapsed.TotalSeconds:F1} s; its check:");
        Console.WriteLine($"  {Best(() => srs.Check(), 1) * 1e3, 8:F0} ms");
        Console.WriteLine("opening of 2^n random values, one thread, best of 3");
        for (int n = 12; n <= LogMax; n += 2)
        {
            Fr[] table = FieldReport.Random(n, 1 << n);
            Fr[] point = FieldReport.Random(n + 1, n);
            double best = Best(() => MercuryProver.Open(srs, table, point, new Transcript()), 3);
            Console.WriteLine($"  2^{n}: {best * 1e3, 8:F1} ms, {best / (1 << n) * 1e6:F2} us a value");
        }
        Random random = new(9);
        Fr[] weights = new Fr[1 << LogMax];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = random.Next(-127, 128);
        Console.WriteLine($"commitment to 2^{LogMax} int8 values: {Best(() => srs.Commit(weights), 3) * 1e3, 8:F1} ms");
        Fr[] small = FieldReport.Random(1, 1 << 12);
        Fr[] at = FieldReport.Random(2, 12);
        byte[] proof = MercuryProver.Open(srs, small, at, new Transcript());
        G1Point commitment = srs.Commit(small);
        Fr value = MultilinearTable.Evaluate(small, at);
        Console.WriteLine(
            $"verification: {Best(() => MercuryVerifier.Verify(srs.TauG2, commitment, at, value, proof, new Transcript()), 9) * 1e3, 8:F1} ms"
        );
        Console.WriteLine();
    }

    private static double Best(Action action, int times)
    {
        double best = double.MaxValue;
        for (int i = 0; i < times; i++)
            best = Math.Min(best, Measurement.Mean(1, action));
        return best;
    }
}
