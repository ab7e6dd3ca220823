namespace Aether.Proofs;

/// <summary>Product of eq3(p_t, q_t, z_t) = p q z + (1 - p)(1 - q)(1 - z): one index is the result's, the sum's and the input's.</summary>
internal sealed class TripleFactor(IReadOnlyList<Fr> left, IReadOnlyList<Fr> right) : Factor
{
    public override int Count => left.Count;

    public override Fr At(ReadOnlySpan<Fr> z)
    {
        Fr product = Fr.One;
        for (int t = 0; t < left.Count; t++)
            product *= (left[t] * right[t] * z[t]) + ((Fr.One - left[t]) * (Fr.One - right[t]) * (Fr.One - z[t]));
        return product;
    }

    public override Fr[] Table()
    {
        Fr[] table = PointFactor.Of([.. left]).Table();
        Fr[] other = PointFactor.Of([.. right]).Table();
        for (int i = 0; i < table.Length; i++)
            table[i] *= other[i];
        return table;
    }
}
