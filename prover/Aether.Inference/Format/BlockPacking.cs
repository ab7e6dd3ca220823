namespace Aether.Inference;

/// <summary>The one place of every block: larger blocks first, equal ones in the order given. Aligned, disjoint and gapless by construction.</summary>
/// <remarks>Source: prover/AIR8.md, Packing.</remarks>
internal static class BlockPacking
{
    /// <param name="logs">Logarithm of each block's size, at most 47.</param>
    /// <returns>Offset of each block, and the sum of all sizes.</returns>
    public static (long[] Offsets, long Total) Pack(IReadOnlyList<int> logs)
    {
        long[] next = new long[49];
        foreach (int log in logs)
            next[log] += 1L << log;
        // next[log] becomes the start of the blocks of that size: behind all larger ones.
        long total = 0;
        for (int log = next.Length - 1; log >= 0; log--)
            (next[log], total) = (total, total + next[log]);
        long[] offsets = new long[logs.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = next[logs[i]];
            next[logs[i]] += 1L << logs[i];
        }
        return (offsets, total);
    }
}
