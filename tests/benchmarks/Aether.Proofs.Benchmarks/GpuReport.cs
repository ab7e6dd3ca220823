using System.Diagnostics;
using Aether.Cuda;

namespace Aether.Proofs.Benchmarks;

/// <summary>The same on a GPU: wall time, tables going to the device included, from the second run on, so that the powers are there.</summary>
internal static class GpuReport
{
    private const int Log = 20;
    private const int Samples = 7;

    public static void Print()
    {
        using CudaProofEngine engine = new();
        if (engine.Unavailable is string reason)
        {
            foreach (
                string row in new[]
                {
                    $"commitment to 2^{Log} values, any, int16, bool",
                    $"sumcheck of products of 2^{Log} values",
                    "MLP 784-128-10",
                    "CNN of 264,234 parameters",
                }
            )
                Console.WriteLine($"GPU: {row}: not measured");
            Console.WriteLine($"  {reason}");
            Console.WriteLine();
            return;
        }
        Console.WriteLine($"{engine.Device}: wall time, median of {Samples} (best in brackets)");
        Srs srs = Srs.ForTests(Log);
        Random random = new(5);
        Fr[] any = FieldReport.Random(6, 1 << Log);
        Row($"commitment to 2^{Log} values, any", () => engine.Commit(srs, any, 1, CancellationToken.None));
        Fr[] small = Array.ConvertAll(any, _ => new Fr(random.Next(-32768, 32768)));
        Row($"commitment to 2^{Log} values, int16", () => engine.Commit(srs, small, 1, CancellationToken.None));
        Fr[] bits = Array.ConvertAll(any, _ => new Fr(random.Next(2)));
        Row($"commitment to 2^{Log} values, bool", () => engine.Commit(srs, bits, 1, CancellationToken.None));
        Row($"sumcheck of products of 2^{Log} values, {Log} rounds", () => Sumcheck(engine, any, small));
        ProofReport.Row("MLP 784-128-10", ProvedModels.Mlp(), Samples, engine);
        ProofReport.Row("CNN of 264,234 parameters", ProvedModels.Cnn(), Samples, engine);
        Console.WriteLine();
    }

    private static void Sumcheck(ProofEngine engine, Fr[] left, Fr[] right)
    {
        using ProductTables tables = engine.Products(left, right, 1);
        while (tables.Length > 1)
        {
            tables.Sums();
            tables.Fold(left[tables.Length]);
        }
    }

    private static void Row(string name, Action step)
    {
        double[] seconds = new double[Samples];
        for (int sample = -1; sample < Samples; sample++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            step();
            if (sample >= 0)
                seconds[sample] = watch.Elapsed.TotalSeconds;
        }
        Array.Sort(seconds);
        Console.WriteLine($"  {name}: {seconds[Samples / 2] * 1e3:F2} ms ({seconds[0] * 1e3:F2})");
    }
}
