namespace Aether.Onnx;

/// <summary>Scalar functions of the float graph, in double precision.</summary>
internal static class Functions
{
    private const double SeriesMax = 3;
    private const int FractionTerms = 60;

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double Softplus(double x) => x > 30 ? x : Math.Log(1 + Math.Exp(x));

    /// <summary>Error function: Taylor series up to 3, continued fraction of its complement above. Error below 1e-11.</summary>
    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude > 6)
            return Math.Sign(x);
        double value;
        if (magnitude <= SeriesMax)
        {
            double term = magnitude;
            value = term;
            for (int n = 1; n < 80 && Math.Abs(term) > 1e-18; n++)
            {
                term *= -magnitude * magnitude / n;
                value += term / (2 * n + 1);
            }
            value *= 2 / Math.Sqrt(Math.PI);
        }
        else
        {
            double tail = magnitude;
            for (int n = FractionTerms; n >= 1; n--)
                tail = magnitude + n / 2.0 / tail;
            value = 1 - Math.Exp(-magnitude * magnitude) / (Math.Sqrt(Math.PI) * tail);
        }
        return x < 0 ? -value : value;
    }

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>Rounds half to even, as QuantizeLinear does.</summary>
    public static double RoundEven(double x) => Math.Round(x, MidpointRounding.ToEven);
}
