namespace Aether.Proofs;

/// <summary>A multilinear function of a tensor's coordinates: a product of factors over its bits in order.</summary>
internal sealed class Functional(params IReadOnlyList<Factor> factors)
{
    public int Count => factors.Sum(factor => factor.Count);

    public Fr At(ReadOnlySpan<Fr> z)
    {
        Fr product = Fr.One;
        int start = 0;
        foreach (Factor factor in factors)
        {
            product *= factor.At(z.Slice(start, factor.Count));
            start += factor.Count;
        }
        return product;
    }

    /// <summary>Its values at all corners, in index order.</summary>
    public Fr[] Table()
    {
        Fr[] table = [Fr.One];
        foreach (Factor factor in factors)
        {
            Fr[] more = factor.Table();
            Fr[] product = new Fr[table.Length * more.Length];
            for (int high = 0; high < more.Length; high++)
            {
                for (int low = 0; low < table.Length; low++)
                    product[(high * table.Length) + low] = table[low] * more[high];
            }
            table = product;
        }
        return table;
    }
}
