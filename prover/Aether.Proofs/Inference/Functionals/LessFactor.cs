namespace Aether.Proofs;

/// <summary>eq(p, z) over the indices of an axis that are below a live size: sum over i &lt; L of eq(p, i) eq(z, i).</summary>
/// <param name="words">p, a word for every bit of the axis.</param>
internal sealed class LessFactor(IReadOnlyList<Fr> words, int live) : Factor
{
    public override int Count => words.Count;

    public override Fr At(ReadOnlySpan<Fr> z)
    {
        // What was read so far is below the same bits of L, or is not.
        Fr below = Fr.Zero;
        Fr other = Fr.One;
        for (int t = 0; t < words.Count; t++)
        {
            Fr one = words[t] * z[t];
            Fr zero = Fr.One - words[t] - z[t] + one;
            (below, other) =
                ((live >> t) & 1) == 1
                    ? ((below + other) * zero + below * one, other * one)
                    : (below * zero, (below + other) * one + other * zero);
        }
        return below;
    }

    public override Fr[] Table()
    {
        Fr[] table = PointFactor.Of([.. words]).Table();
        table.AsSpan(live).Clear();
        return table;
    }
}
