using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>The Merkle-Patricia trie over a block's transactions or receipts: item i stands under the key RLP(i).</summary>
/// <remarks>Source: Ethereum yellow paper, appendix D. No key begins another one, so a branch never holds a value of its own.</remarks>
public static class OrderedTrie
{
    private const int Children = 16;
    private const byte NoChild = 0x80;
    private const int PairItems = 2;

    /// <summary>Root over items; that of no items is the hash of an empty string.</summary>
    public static Bytes32 Root(IReadOnlyList<byte[]> items) => Build(items, target: null).Root;

    /// <summary>The nodes from the root to an item, as <see cref="Open"/> reads them.</summary>
    public static IReadOnlyList<byte[]> Prove(IReadOnlyList<byte[]> items, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, items.Count);
        return Build(items, Nibbles(index)).Path;
    }

    /// <summary>The item that a root holds at an index.</summary>
    /// <param name="nodes">From the root on; a node below 32 bytes stands in its parent and not here.</param>
    /// <exception cref="ProofException">The nodes do not lead from the root to an item at that index, or there are more of them.</exception>
    public static ReadOnlyMemory<byte> Open(Bytes32 root, int index, IReadOnlyList<ReadOnlyMemory<byte>> nodes)
    {
        byte[] key = Nibbles(index);
        int depth = 0;
        int used = 0;
        ReadOnlyMemory<byte> node = Take(nodes, ref used, root);
        try
        {
            while (true)
            {
                List<ReadOnlyMemory<byte>> items = Items(node);
                ReadOnlyMemory<byte> next;
                if (items.Count == Children + 1)
                {
                    if (depth == key.Length)
                        throw new ProofException("the key ends in a branch");
                    next = items[key[depth++]];
                }
                else if (items.Count == PairItems)
                {
                    (byte[] part, bool isLeaf) = Unpack(items[0]);
                    if (!key.AsSpan(depth).StartsWith(part))
                        throw new ProofException($"the trie has no item {index}: a node's path leaves its key");
                    depth += part.Length;
                    if (isLeaf)
                        return depth == key.Length && used == nodes.Count
                            ? Payload(items[1])
                            : throw new ProofException(
                                depth == key.Length ? $"{nodes.Count - used} nodes behind the item" : "a leaf ends before the key does"
                            );
                    next = items[1];
                }
                else
                    throw new ProofException($"a node of {items.Count} items");
                node = Follow(next, nodes, ref used, index);
            }
        }
        catch (RlpException e)
        {
            throw new ProofException($"a node is not RLP: {e.Message}");
        }
    }

    /// <summary>A child is a list in its parent, or the hash of a node that comes next.</summary>
    private static ReadOnlyMemory<byte> Follow(
        ReadOnlyMemory<byte> child,
        IReadOnlyList<ReadOnlyMemory<byte>> nodes,
        ref int used,
        int index
    )
    {
        if (new RlpReader(child.Span).IsList)
            return child;
        ReadOnlyMemory<byte> hash = Payload(child);
        return hash.Length switch
        {
            0 => throw new ProofException($"the trie has no item {index}: a branch has no child there"),
            Bytes32.ByteLength => Take(nodes, ref used, new Bytes32(hash.Span)),
            _ => throw new ProofException($"a child of {hash.Length} bytes"),
        };
    }

    private static ReadOnlyMemory<byte> Take(IReadOnlyList<ReadOnlyMemory<byte>> nodes, ref int used, Bytes32 hash)
    {
        if (used == nodes.Count)
            throw new ProofException($"the proof ends before node {hash}");
        ReadOnlyMemory<byte> node = nodes[used++];
        return HashOf(node.Span) == hash ? node : throw new ProofException($"node {used - 1} is not the one with hash {hash}");
    }

    /// <summary>Items of a list, each still in RLP.</summary>
    private static List<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> node)
    {
        var whole = new RlpReader(node.Span);
        RlpReader list = whole.ReadList();
        whole.ExpectEnd();
        var items = new List<ReadOnlyMemory<byte>>(Children + 1);
        int at = node.Length - list.Remaining;
        while (!list.IsAtEnd)
        {
            if (items.Count > Children)
                throw new ProofException("a node has more than 17 items");
            int before = list.Remaining;
            list.Skip();
            int length = before - list.Remaining;
            items.Add(node.Slice(at, length));
            at += length;
        }
        return items;
    }

    private static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> item)
    {
        ReadOnlySpan<byte> bytes = new RlpReader(item.Span).ReadBytes();
        return item[^bytes.Length..];
    }

    /// <summary>Hex-prefix: a nibble of flags, odd paths with their first nibble beside it.</summary>
    private static (byte[] Path, bool IsLeaf) Unpack(ReadOnlyMemory<byte> item)
    {
        ReadOnlySpan<byte> bytes = Payload(item).Span;
        if (bytes.IsEmpty || bytes[0] >= 0x40 || (bytes[0] & 0x10) == 0 && (bytes[0] & 0x0f) != 0)
            throw new ProofException("a path without its flags");
        bool isOdd = (bytes[0] & 0x10) != 0;
        var path = new List<byte>(2 * bytes.Length);
        if (isOdd)
            path.Add((byte)(bytes[0] & 0x0f));
        foreach (byte pair in bytes[1..])
        {
            path.Add((byte)(pair >> 4));
            path.Add((byte)(pair & 0x0f));
        }
        return ([.. path], (bytes[0] & 0x20) != 0);
    }

    private static byte[] Pack(ReadOnlySpan<byte> path, bool isLeaf)
    {
        bool isOdd = path.Length % 2 == 1;
        byte[] packed = new byte[1 + path.Length / 2];
        packed[0] = (byte)((isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | path[0] : 0));
        for (int i = isOdd ? 1 : 0, to = 1; i < path.Length; i += 2, to++)
            packed[to] = (byte)(path[i] << 4 | path[i + 1]);
        return packed;
    }

    private static (Bytes32 Root, IReadOnlyList<byte[]> Path) Build(IReadOnlyList<byte[]> items, byte[]? target)
    {
        if (items.Count == 0)
            return (HashOf([NoChild]), []);
        (byte[] Key, byte[] Value)[] leaves = [.. items.Select((item, index) => (Nibbles(index), item))];
        Array.Sort(leaves, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        var path = new List<byte[]>();
        byte[] root = Node(leaves, 0, target, path);
        if (target is not null && (path.Count == 0 || !path[^1].AsSpan().SequenceEqual(root)))
            path.Add(root); // A root below 32 bytes stands in nobody.
        path.Reverse();
        return (HashOf(root), path);
    }

    /// <summary>The node over leaves that agree in their first nibbles; notes it when the target lies under it, leaves first.</summary>
    private static byte[] Node(ReadOnlySpan<(byte[] Key, byte[] Value)> leaves, int depth, byte[]? target, List<byte[]> path)
    {
        byte[] first = leaves[0].Key;
        var rlp = new RlpWriter().BeginList();
        if (leaves.Length == 1)
            rlp.Write(Pack(first.AsSpan(depth), isLeaf: true)).Write(leaves[0].Value);
        else
        {
            // Sorted: what the first and the last share, all share.
            int shared = first.AsSpan(depth).CommonPrefixLength(leaves[^1].Key.AsSpan(depth));
            if (shared > 0)
            {
                rlp.Write(Pack(first.AsSpan(depth, shared), isLeaf: false));
                Refer(rlp, Node(leaves, depth + shared, target, path));
            }
            else
            {
                for (int child = 0, at = 0; child < Children; child++)
                {
                    int end = at;
                    while (end < leaves.Length && leaves[end].Key[depth] == child)
                        end++;
                    if (end == at)
                        rlp.Write([]);
                    else
                        Refer(rlp, Node(leaves[at..end], depth + 1, target, path));
                    at = end;
                }
                rlp.Write([]);
            }
        }
        byte[] node = rlp.EndList().ToArray();
        if (target is not null && node.Length >= Bytes32.ByteLength && target.AsSpan().StartsWith(first.AsSpan(0, depth)))
        {
            // A branch's other children share its depth and not the target's path; of extension and branch both are on it.
            path.Add(node);
        }
        return node;
    }

    private static void Refer(RlpWriter rlp, byte[] node)
    {
        if (node.Length < Bytes32.ByteLength)
            rlp.WriteEncoded(node);
        else
            rlp.Write(HashOf(node));
    }

    private static byte[] Nibbles(int index)
    {
        byte[] key = new RlpWriter().Write((UInt256)(ulong)index).ToArray();
        byte[] nibbles = new byte[2 * key.Length];
        for (int i = 0; i < key.Length; i++)
            (nibbles[2 * i], nibbles[2 * i + 1]) = ((byte)(key[i] >> 4), (byte)(key[i] & 0x0f));
        return nibbles;
    }

    private static Bytes32 HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Bytes32.ByteLength];
        Keccak256.Hash(bytes, digest);
        return new Bytes32(digest);
    }
}
