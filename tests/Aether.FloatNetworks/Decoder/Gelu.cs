using System.Runtime.Intrinsics;

namespace Aether.FloatNetworks;

/// <summary>y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, with its gradient. Source: D. Hendrycks and K. Gimpel, Gaussian Error Linear Units, 2016.</summary>
internal static class Gelu
{
    public const float Cubic = 0.044715f;

    public static readonly float Root = MathF.Sqrt(2 / MathF.PI);

    /// <param name="count">A multiple of 8.</param>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.Create(x[i..]);
            (0.5f * value * (Vector256<float>.One + Tanh(value))).CopyTo(y[i..]);
        }
    }

    /// <param name="back">Gradient by y; becomes that by x.</param>
    public static void Backward(ReadOnlySpan<float> x, Span<float> back)
    {
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.Create(x[i..]);
            Vector256<float> tanh = Tanh(value);
            Vector256<float> one = Vector256<float>.One;
            Vector256<float> slope = 0.5f * (one + tanh) + 0.5f * value * (one - tanh * tanh) * Root * (one + 3 * Cubic * value * value);
            (Vector256.Create<float>(back[i..]) * slope).CopyTo(back[i..]);
        }
    }

    private static Vector256<float> Tanh(Vector256<float> value)
    {
        Vector256<float> inside = Root * (value + Cubic * value * value * value);
        return Vector256<float>.One - Vector256.Create(2f) / (Vector256.Exp(inside + inside) + Vector256<float>.One);
    }
}
