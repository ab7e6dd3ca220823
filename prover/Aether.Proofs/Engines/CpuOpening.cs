namespace Aether.Proofs;

/// <summary>An opening's table on the processor.</summary>
internal sealed class CpuOpening(Fr[] table, FieldVector<ScalarModulus> field, Func<Fr[], G1Point> commit) : OpeningTable
{
    private readonly int _block = 1 << (System.Numerics.BitOperations.Log2((uint)table.Length) / 2);
    private Fr[] _quotient = [];

    public override Fr[] RowProducts(Fr[] e1)
    {
        Fr[] h = new Fr[_block];
        for (int j = 0; j < _block; j++)
            h[j] = field.Dot(e1, table.AsSpan(j * _block, _block));
        return h;
    }

    // f = (X^b - alpha) q + g: Horner over the blocks of b coefficients, from the highest.
    public override Fr[] Divide(Fr alpha)
    {
        _quotient = table[_block..];
        for (int at = _quotient.Length - 2 * _block; at >= 0; at -= _block)
            field.AddScaled(_quotient.AsSpan(at, _block), _quotient.AsSpan(at + _block, _block), alpha);
        Fr[] rest = table[.._block];
        field.AddScaled(rest, _quotient.AsSpan(0, _block), alpha);
        return rest;
    }

    public override G1Point CommitQuotient() => commit(_quotient);

    public override Fr[] Symmetric(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma) => Symmetric(g, e1, h, e2, gamma, field);

    public override G1Point CommitLinear(Fr factor, Fr z)
    {
        field.AddScaled(table.AsSpan(0, _quotient.Length), _quotient, factor);
        return commit(Polynomial.Divide(table, z));
    }

    public override void Dispose() { }

    internal static Fr[] Symmetric(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma, FieldVector<ScalarModulus> field)
    {
        Fr[] s = new Fr[g.Length - 1];
        for (int k = 1; k < g.Length; k++)
            s[k - 1] =
                field.Dot(g.AsSpan(k), e1.AsSpan(0, g.Length - k))
                + field.Dot(g.AsSpan(0, g.Length - k), e1.AsSpan(k))
                + gamma * (field.Dot(h.AsSpan(k), e2.AsSpan(0, g.Length - k)) + field.Dot(h.AsSpan(0, g.Length - k), e2.AsSpan(k)));
        return s;
    }
}
