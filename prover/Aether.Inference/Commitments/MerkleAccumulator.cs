using System.Numerics;

namespace Aether.Inference;

/// <summary>A binary Keccak tree built from leaf hashes in order, in memory logarithmic in their number.</summary>
/// <remarks>Source: prover/AIR8.md, Trees. The leaves are followed by padding leaves H(14) up to a power of two.</remarks>
internal sealed class MerkleAccumulator
{
    private readonly Digest[] pending = new Digest[64];

    /// <summary>Number of leaves so far.</summary>
    public ulong Count { get; private set; }

    /// <summary>Top of the smallest tree, and the leaf that stands where there is none.</summary>
    public static Digest PaddingLeaf { get; } = DomainHash.Of(Domain.PaddingLeaf, []);

    public void Add(Digest leaf) => AddSubtree(0, leaf);

    /// <summary>Adds 2^log leaves by their top.</summary>
    /// <param name="log">The number of leaves so far is a multiple of 2^log.</param>
    public void AddSubtree(int log, Digest top)
    {
        // Bit i of Count says that a whole subtree of 2^i leaves waits in pending[i] for its right neighbour.
        int level = log;
        for (ulong count = Count >> log; (count & 1) == 1; count >>= 1)
            top = DomainHash.Node(pending[level++], top);
        pending[level] = top;
        Count += 1UL << log;
    }

    public Digest Top()
    {
        if (Count == 0)
            return PaddingLeaf;
        int depth = Count == 1 ? 0 : 64 - BitOperations.LeadingZeroCount(Count - 1);
        Digest padding = PaddingLeaf;
        Digest? right = null;
        for (int level = 0; level < depth; level++)
        {
            bool waiting = ((Count >> level) & 1) == 1;
            right = (waiting, right) switch
            {
                (true, null) => DomainHash.Node(pending[level], padding),
                (true, Digest value) => DomainHash.Node(pending[level], value),
                (false, Digest value) => DomainHash.Node(value, padding),
                (false, null) => null,
            };
            padding = DomainHash.Node(padding, padding);
        }
        return right ?? pending[depth];
    }
}
