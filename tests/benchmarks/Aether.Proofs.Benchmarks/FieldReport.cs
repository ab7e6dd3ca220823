using Aether.Inference.Benchmarks;

namespace Aether.Proofs.Benchmarks;

/// <summary>Field kernels on 2,048 elements, in the second-level cache.</summary>
internal static class FieldReport
{
    private const int Count = 2048;

    public static void Print()
    {
        Fr[] a = Random(1);
        Fr[] b = Random(2);
        Fr[] c = new Fr[Count];
        Fr[] scratch = new Fr[Count];
        foreach (FieldVector<ScalarModulus> vector in FieldVector<ScalarModulus>.All)
        {
            Console.WriteLine($"BN254 scalar field, {vector.Name}, M elements/s");
            Row("product", Count, () => vector.Multiply(a, b, c));
            Row("sum", Count, () => vector.Add(a, b, c));
            Row("fold", Count / 2, () => vector.FoldPairs(a, b[0], c.AsSpan(0, Count / 2)));
            Row("dot product", Count, () => vector.Dot(a, b));
            Row("inverse", Count, () => vector.Invert(a, scratch));
        }
        (double median, double best) = Measurement.Of(() => a[0].Inverse());
        Console.WriteLine($"one inverse alone: {median * 1e6:F1} us ({best * 1e6:F1})");
        Console.WriteLine();
    }

    public static Fr[] Random(int seed, int count = Count)
    {
        Random random = new(seed);
        byte[] bytes = new byte[32];
        Fr[] values = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            values[i] = Fr.ReadReduced(bytes);
        }
        return values;
    }

    private static void Row(string name, int count, Action action)
    {
        (double median, double best) = Measurement.Of(action);
        Console.WriteLine($"  {name, -14} {count / median / 1e6, 8:F1} ({count / best / 1e6:F1})");
    }
}
