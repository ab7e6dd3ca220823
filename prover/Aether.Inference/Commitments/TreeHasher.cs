using Aether.Hashing;

namespace Aether.Inference;

/// <summary>Leaves and nodes of a tree, many at a time: eight hashes stand beside each other in vector registers.</summary>
/// <remarks>Source: prover/AIR8.md, Trees. Equal to <see cref="DomainHash"/> one by one; a test compares them.</remarks>
internal sealed class TreeHasher
{
    /// <summary>Leaves of a whole batch: one subtree.</summary>
    public const int BatchLeaves = 1 << BatchLog;

    public const int BatchLog = 7;

    private const int LeafMessage = 1 + TensorTree.LeafSize;
    private const int NodeMessage = 1 + 2 * Digest.Size;

    [ThreadStatic]
    private static TreeHasher? ofThisThread;

    private readonly byte[] messages = new byte[BatchLeaves * LeafMessage];
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
        for (int i = 0; i < count; i++)
        {
            messages[i * LeafMessage] = (byte)Domain.Leaf;
            leaves.Slice(i * TensorTree.LeafSize, TensorTree.LeafSize).CopyTo(messages.AsSpan(i * LeafMessage + 1));
        }
        Keccak256Batch.Hash(messages.AsSpan(0, count * LeafMessage), LeafMessage, digests);
        return digests.AsSpan(0, count * Digest.Size);
    }

    /// <summary>Top over a power of two of hashes.</summary>
    /// <param name="level">Hashes one after another, 1 to <see cref="BatchLeaves"/> of them; overwritten.</param>
    public Digest Top(Span<byte> level)
    {
        for (; level.Length > Digest.Size; level = level[..(level.Length / 2)])
        {
            int nodes = level.Length / (2 * Digest.Size);
            for (int i = 0; i < nodes; i++)
            {
                messages[i * NodeMessage] = (byte)Domain.Node;
                level.Slice(i * 2 * Digest.Size, 2 * Digest.Size).CopyTo(messages.AsSpan(i * NodeMessage + 1));
            }
            Keccak256Batch.Hash(messages.AsSpan(0, nodes * NodeMessage), NodeMessage, level);
        }
        return new Digest(level);
    }
}
