namespace Aether.Inference;

/// <summary>e to the power of x for x at most 0, from exact operations alone: mathematical libraries differ between systems.</summary>
internal static class Exponential
{
    private const double Ln2 = 0.693147180559945309;
    private const int Terms = 13;

    public static double Of(double x)
    {
        if (x < -700)
            return 0;
        double halvings = Math.Floor(x / Ln2);
        double rest = x - halvings * Ln2;
        double sum = 1;
        for (int n = Terms; n >= 1; n--)
            sum = 1 + rest * sum / n;
        return sum * BitConverter.Int64BitsToDouble(((long)halvings + 1023) << 52);
    }
}
