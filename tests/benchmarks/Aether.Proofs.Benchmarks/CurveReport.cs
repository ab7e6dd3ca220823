using Aether.Inference.Benchmarks;

namespace Aether.Proofs.Benchmarks;

/// <summary>Multi-scalar multiplications: group additions of the plan per second of one thread.</summary>
internal static class CurveReport
{
    public static void Print()
    {
        G1Point[] points = Points(1 << 18);
        foreach (FieldVector<BaseModulus> field in FieldVector<BaseModulus>.All)
        {
            Console.WriteLine($"multi-scalar multiplication in G1, {field.Name}");
            foreach (int log in field.Name == "scalar" ? [14] : new[] { 14, 16, 18 })
            {
                Fr[] scalars = FieldReport.Random(3, 1 << log);
                Row($"2^{log}, any", points, scalars, field);
            }
            Random random = new(4);
            Fr[] small = new Fr[1 << 16];
            for (int i = 0; i < small.Length; i++)
                small[i] = random.Next(-32768, 32768);
            Row("2^16, int16", points, small, field);
            for (int i = 0; i < small.Length; i++)
                small[i] = random.Next(2);
            Row("2^16, bool", points, small, field);
        }
        Console.WriteLine();
    }

    private static void Row(string name, G1Point[] points, Fr[] scalars, FieldVector<BaseModulus> field)
    {
        MsmPlan plan = MsmPlan.For(scalars);
        double best = double.MaxValue;
        for (int i = 0; i < 3; i++)
            best = Math.Min(best, Measurement.Mean(1, () => Msm.Run(points, scalars, plan, field, null, CancellationToken.None)));
        Console.WriteLine(
            $"  {name, -14} {best * 1e3, 8:F1} ms best of 3, {plan.Additions / best / 1e6, 5:F2} M additions/s, windows {plan.Windows} x {plan.Window}, {plan.Bytes / 1e6:F1} MB"
        );
    }

    // Consecutive multiples of the generator, in batches.
    private static G1Point[] Points(int count)
    {
        G1Point[] points = new G1Point[count];
        points[0] = G1Point.Generator;
        AffineBatch batch = new(FieldVector<BaseModulus>.Widest, 1024);
        for (int done = 1; done < count; done *= 2)
        {
            G1Point step = points[done - 1];
            for (int i = 0; i < done; i++)
                batch.Push(points[i], step, points, done + i);
            batch.Flush(points);
        }
        return points;
    }
}
