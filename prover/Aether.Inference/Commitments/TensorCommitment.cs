namespace Aether.Inference;

/// <summary>Commits to a tensor whose bytes arrive piece by piece: memory does not grow with the tensor.</summary>
/// <remarks>Source: prover/AIR8.md, Tensor root. At most 66 KiB each, and scratch that the thread's commitments share.</remarks>
public sealed class TensorCommitment
{
    private const int WordSize = 32;
    private const int BatchBytes = TreeHasher.BatchLeaves * TensorTree.LeafSize;

    private readonly TensorHeader header;
    private readonly MerkleAccumulator tree = new();
    private byte[] pending = [];
    private int filled;
    private long appended;

    private TensorCommitment(TensorHeader header) => this.header = header;

    /// <summary>Begins the root of an activation or state tensor.</summary>
    public static TensorCommitment Of(ElementType type, TensorShape shape) => new(TensorHeader.Of(type, shape));

    /// <summary>Begins the root of a weights section: the bytes of every 32-byte word of a leaf are reversed.</summary>
    public static TensorCommitment OfWeights(long slots) => new(TensorHeader.Linear(TensorHeader.Weights, slots));

    /// <summary>Begins the root of a tables section.</summary>
    public static TensorCommitment OfTables(long bytes) => new(TensorHeader.Linear(TensorHeader.Tables, bytes));

    /// <summary>Adds the next bytes of the frame or section.</summary>
    /// <exception cref="ArgumentException">More than the tensor has.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > header.ByteCount - appended)
            throw new ArgumentException($"{appended} and {bytes.Length} bytes; the tensor has {header.ByteCount}", nameof(bytes));
        appended += bytes.Length;
        while (!bytes.IsEmpty)
        {
            // Whole batches are hashed where they lie; weights are turned round on the way.
            if (filled == 0 && bytes.Length >= BatchBytes && header.Type != TensorHeader.Weights)
            {
                Hash(bytes[..BatchBytes]);
                bytes = bytes[BatchBytes..];
                continue;
            }
            if (pending.Length == 0)
                pending = Pending();
            int taken = Math.Min(bytes.Length, pending.Length - filled);
            bytes[..taken].CopyTo(pending.AsSpan(filled));
            filled += taken;
            bytes = bytes[taken..];
            if (filled == pending.Length)
                Flush();
        }
    }

    /// <summary>The tensor's root; ends the commitment.</summary>
    /// <exception cref="InvalidOperationException">Bytes are missing.</exception>
    public Digest Root()
    {
        if (appended != header.ByteCount)
            throw new InvalidOperationException($"{appended} bytes were given; the tensor has {header.ByteCount}");
        int rest = filled % TensorTree.LeafSize;
        if (rest > 0)
        {
            TensorTree.FillZeros(header.Type, pending.AsSpan(filled, TensorTree.LeafSize - rest));
            filled += TensorTree.LeafSize - rest;
        }
        Flush();
        return header.Root(tree.Count, tree.Top());
    }

    /// <summary>Decode loops commit to thousands of small slices: they get what they need.</summary>
    private byte[] Pending()
    {
        long leaves = (header.ByteCount + TensorTree.LeafSize - 1) / TensorTree.LeafSize;
        return new byte[Math.Min(leaves, TreeHasher.BatchLeaves) * TensorTree.LeafSize];
    }

    private void Flush()
    {
        Span<byte> leaves = pending.AsSpan(0, filled);
        filled = 0;
        if (leaves.IsEmpty)
            return;
        if (header.Type == TensorHeader.Weights)
        {
            for (int word = 0; word < leaves.Length; word += WordSize)
                leaves.Slice(word, WordSize).Reverse();
        }
        Hash(leaves);
    }

    private void Hash(ReadOnlySpan<byte> leaves)
    {
        TreeHasher hasher = TreeHasher.OfThisThread;
        Span<byte> hashes = hasher.Leaves(leaves);
        if (hashes.Length == TreeHasher.BatchLeaves * Digest.Size)
        {
            tree.AddSubtree(TreeHasher.BatchLog, TreeHasher.Top(hashes));
            return;
        }
        // The last leaves: subtrees of falling size, so that these are hashed together as well.
        int count = hashes.Length / Digest.Size;
        for (int log = TreeHasher.BatchLog - 1, done = 0; log >= 0; log--)
        {
            if (((count >> log) & 1) == 0)
                continue;
            tree.AddSubtree(log, TreeHasher.Top(hashes.Slice(done * Digest.Size, Digest.Size << log)));
            done += 1 << log;
        }
    }
}
