using Aether.Hashing;

namespace Aether.Inference;

/// <summary>Leaves and nodes of a tree, many at a time: eight hashes stand beside each other in vector registers.</summary>
/// <remarks>Source: prover/AIR8.md, Trees. Equal to <see cref="DomainHash"/> one by one; a test compares them.</remarks>
internal sealed class TreeHasher
{
    /// <summary>Leaves of a whole batch: one subtree.</summary>
    public const int BatchLeaves = 1 << BatchLog;

    public const int BatchLog = 8;

    [ThreadStatic]
    private static TreeHasher? ofThisThread;

    private readonly byte[] digests = new byte[BatchLeaves * Digest.Size];

    private TreeHasher() { }

    /// <summary>The thread's own: what it returns is used before anybody else of the thread calls it.</summary>
    public static TreeHasher OfThisThread => ofThisThread ??= new TreeHasher();

    /// <summary>Hashes leaves that lie one after another.</summary>
    /// <param name="leaves">Whole leaves of 256 bytes, 1 to <see cref="BatchLeaves"/> of them.</param>
    /// <returns>Their hashes, valid until the next call.</returns>
    public Span<byte> Leaves(ReadOnlySpan<byte> leaves)
    {
        int count = leaves.Length / TensorTree.LeafSize;
        Keccak256Batch.Hash((byte)Domain.Leaf, leaves, TensorTree.LeafSize, digests);
        return digests.AsSpan(0, count * Digest.Size);
    }

    /// <summary>Top over a power of two of hashes.</summary>
    /// <param name="level">Hashes one after another, 1 to <see cref="BatchLeaves"/> of them; overwritten.</param>
    public static Digest Top(Span<byte> level)
    {
        for (; level.Length > Digest.Size; level = level[..(level.Length / 2)])
            Keccak256Batch.Hash((byte)Domain.Node, level, 2 * Digest.Size, level);
        return new Digest(level);
    }
}
