namespace Aether.Proofs;

/// <summary>Polynomials by their coefficients, lowest first.</summary>
internal static class Polynomial
{
    public static Fr Evaluate(ReadOnlySpan<Fr> coefficients, Fr x)
    {
        Fr value = default;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = value * x + coefficients[i];
        return value;
    }

    /// <summary>(p - p(x)) / (X - x): one coefficient fewer, none of a constant.</summary>
    public static Fr[] Divide(ReadOnlySpan<Fr> coefficients, Fr x)
    {
        Fr[] quotient = new Fr[Math.Max(0, coefficients.Length - 1)];
        Fr carry = default;
        for (int i = coefficients.Length - 1; i > 0; i--)
            quotient[i - 1] = carry = carry * x + coefficients[i];
        return quotient;
    }
}
