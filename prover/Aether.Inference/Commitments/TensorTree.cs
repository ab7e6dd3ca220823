using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Roots of tensors: a tree over 256-byte leaves, bound to element type, frame, live box and leaf count.</summary>
/// <remarks>Source: prover/AIR8.md, Trees.</remarks>
public static class TensorTree
{
    /// <summary>Bytes hashed into one leaf.</summary>
    public const int LeafSize = 256;

    /// <summary>Bytes of what binds a root to type and shape: type 1, rank 1, frame sizes 4 x 8, live sizes 4 x 8.</summary>
    public const int HeaderSize = 2 + 16 * TensorShape.AxisCount;

    private const int WordSize = 32;
    private const byte EncodedZero = 0x80;

    /// <summary>Root of an activation.</summary>
    public static Digest Root(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Root((byte)tensor.Type, tensor.Shape, tensor.Bytes, reversed: false);
    }

    /// <summary>The root that a header, a number of leaves and the top over them make: H(06 | header | count | top).</summary>
    /// <param name="header">Of <see cref="Header"/>, <see cref="HeaderSize"/> bytes.</param>
    public static Digest Root(ReadOnlySpan<byte> header, ulong leafCount, Digest top) =>
        header.Length == HeaderSize
            ? new Preimage(Domain.Tensor).Add(header).Add(leafCount).Add(top).Hash()
            : throw new ArgumentException($"a tensor header has {HeaderSize} bytes, not {header.Length}", nameof(header));

    /// <summary>The header under the root of an activation, <see cref="HeaderSize"/> bytes.</summary>
    public static byte[] Header(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        byte[] header = new byte[HeaderSize];
        (header[0], header[1]) = ((byte)tensor.Type, TensorShape.AxisCount);
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2 + 8 * axis), 1UL << tensor.Shape.Log(axis));
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2 + 8 * (TensorShape.AxisCount + axis)), (ulong)tensor.Shape.Live(axis));
        }
        return header;
    }

    /// <summary>The frame cut into leaves of <see cref="LeafSize"/> bytes, the last one filled up with zeros of its type.</summary>
    public static byte[] LeafBytes(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ReadOnlySpan<byte> bytes = tensor.Bytes;
        byte[] leaves = new byte[(bytes.Length + LeafSize - 1) / LeafSize * LeafSize];
        bytes.CopyTo(leaves);
        int last = (bytes.Length - 1) / LeafSize * LeafSize;
        FillZeros((byte)tensor.Type, leaves.AsSpan(last), bytes.Length - last);
        return leaves;
    }

    /// <summary>Root of the weights section: the same tree, with the bytes of every 32-byte word of a leaf in reverse order.</summary>
    /// <param name="weights">Weight slots in column order, excess-128.</param>
    public static Digest WeightsRoot(ReadOnlySpan<byte> weights) => LinearRoot(0x10, weights, reversed: true);

    /// <summary>Root of the tables section.</summary>
    /// <param name="tables">All tables in the order of their ids, as in the file.</param>
    public static Digest TablesRoot(ReadOnlySpan<byte> tables) => LinearRoot(0x11, tables, reversed: false);

    private static Digest Root(byte type, TensorShape shape, ReadOnlySpan<byte> bytes, bool reversed)
    {
        Span<ulong> frame = stackalloc ulong[TensorShape.AxisCount];
        Span<ulong> live = stackalloc ulong[TensorShape.AxisCount];
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            live[axis] = (ulong)shape.Live(axis);
            frame[axis] = 1UL << shape.Log(axis);
        }
        return Root(type, TensorShape.AxisCount, frame, live, bytes, reversed);
    }

    private static Digest LinearRoot(byte type, ReadOnlySpan<byte> bytes, bool reversed)
    {
        ReadOnlySpan<ulong> sizes = [(ulong)bytes.Length, 1, 1, 1];
        return Root(type, 1, sizes, sizes, bytes, reversed);
    }

    private static Digest Root(
        byte type,
        byte rank,
        ReadOnlySpan<ulong> frame,
        ReadOnlySpan<ulong> live,
        ReadOnlySpan<byte> bytes,
        bool reversed
    )
    {
        MerkleAccumulator tree = Leaves(type, bytes, reversed);
        Span<byte> header = stackalloc byte[1 + 1 + 1 + 16 * TensorShape.AxisCount + 8 + Digest.Size];
        header[0] = (byte)Domain.Tensor;
        header[1] = type;
        header[2] = rank;
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(header[(3 + 8 * axis)..], frame[axis]);
            BinaryPrimitives.WriteUInt64BigEndian(header[(3 + 8 * (TensorShape.AxisCount + axis))..], live[axis]);
        }
        BinaryPrimitives.WriteUInt64BigEndian(header[67..], tree.Count);
        tree.Top().CopyTo(header[75..]);
        return DomainHash.OfMessage(header);
    }

    private static MerkleAccumulator Leaves(byte type, ReadOnlySpan<byte> bytes, bool reversed)
    {
        MerkleAccumulator tree = new();
        Span<byte> leaf = stackalloc byte[1 + LeafSize];
        leaf[0] = (byte)Domain.Leaf;
        for (int start = 0; start < bytes.Length; start += LeafSize)
        {
            ReadOnlySpan<byte> slice = bytes.Slice(start, Math.Min(LeafSize, bytes.Length - start));
            slice.CopyTo(leaf[1..]);
            FillZeros(type, leaf[1..], slice.Length);
            if (reversed)
            {
                for (int word = 1; word < leaf.Length; word += WordSize)
                    leaf.Slice(word, WordSize).Reverse();
            }
            tree.Add(DomainHash.OfMessage(leaf));
        }
        return tree;
    }

    /// <summary>Bytes behind the end of the data hold the element type's zero.</summary>
    private static void FillZeros(byte type, Span<byte> leaf, int length) => FillZeros(type, leaf[length..]);

    /// <summary>Fills with zeros of an element type.</summary>
    internal static void FillZeros(byte type, Span<byte> rest)
    {
        switch (type)
        {
            case (byte)ElementType.Int8 or 0x10:
                rest.Fill(EncodedZero);
                break;
            case (byte)ElementType.Int16:
                rest.Clear();
                for (int i = 0; i < rest.Length; i += 2)
                    rest[i] = EncodedZero;
                break;
            default:
                rest.Clear();
                break;
        }
    }
}
