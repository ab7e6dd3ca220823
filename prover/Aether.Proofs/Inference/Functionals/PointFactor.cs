namespace Aether.Proofs;

/// <summary>Product of eq(p_t, z_t); a coordinate without a word is free: factor 1, the sum over that bit.</summary>
internal sealed class PointFactor(IReadOnlyList<Fr?> words) : Factor
{
    public override int Count => words.Count;

    public static PointFactor Of(ReadOnlySpan<Fr> words) => new([.. words.ToArray().Select(word => (Fr?)word)]);

    /// <summary>So many free coordinates.</summary>
    public static PointFactor Free(int count) => new(new Fr?[count]);

    public override Fr At(ReadOnlySpan<Fr> z)
    {
        Fr product = Fr.One;
        for (int t = 0; t < words.Count; t++)
        {
            if (words[t] is Fr word)
                product *= Eq(word, z[t]);
        }
        return product;
    }

    public override Fr[] Table()
    {
        Fr[] table = new Fr[1 << words.Count];
        table[0] = Fr.One;
        for (int t = 0; t < words.Count; t++)
        {
            int half = 1 << t;
            for (int i = 0; i < half; i++)
            {
                Fr high = words[t] is Fr word ? table[i] * word : table[i];
                table[half + i] = high;
                table[i] = words[t] is null ? table[i] : table[i] - high;
            }
        }
        return table;
    }
}
