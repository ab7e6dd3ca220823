namespace Aether.Inference;

/// <summary>The tree of <see cref="MerkleAccumulator"/>, kept whole so that its leaves can be opened.</summary>
/// <remarks>Source: prover/AIR8.md, Trees. For trees of messages, thousands of leaves; traces are hashed without keeping them.</remarks>
public sealed class MerkleTree
{
    // From the leaves up; each level without the padding to its right.
    private readonly List<Digest[]> levels = [];
    private readonly List<Digest> padding = [MerkleAccumulator.PaddingLeaf];

    /// <param name="leaves">Leaf hashes in order.</param>
    public MerkleTree(IReadOnlyList<Digest> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        levels.Add([.. leaves]);
        while (levels[^1].Length > 1)
        {
            Digest[] below = levels[^1];
            Digest filler = padding[^1];
            Digest[] level = new Digest[(below.Length + 1) / 2];
            for (int i = 0; i < level.Length; i++)
                level[i] = DomainHash.Node(below[2 * i], 2 * i + 1 < below.Length ? below[2 * i + 1] : filler);
            levels.Add(level);
            padding.Add(DomainHash.Node(filler, filler));
        }
    }

    public int Count => levels[0].Length;

    public Digest Top => Count == 0 ? padding[0] : levels[^1][0];

    /// <summary>H(00 | bytes).</summary>
    public static Digest Leaf(ReadOnlySpan<byte> bytes) => DomainHash.Of(Domain.Leaf, bytes);

    /// <summary>Siblings of a leaf, from the leaf up: as many as the tree is deep.</summary>
    /// <param name="index">0 to Count - 1.</param>
    public Digest[] Path(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        Digest[] path = new Digest[levels.Count - 1];
        for (int level = 0; level < path.Length; level++, index >>= 1)
            path[level] = (index ^ 1) < levels[level].Length ? levels[level][index ^ 1] : padding[level];
        return path;
    }
}
