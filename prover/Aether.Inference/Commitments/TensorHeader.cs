using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>What binds a tree to a tensor: type 1, rank 1, frame sizes 4 x 8, live sizes 4 x 8.</summary>
/// <remarks>Source: prover/AIR8.md, Trees.</remarks>
internal readonly struct TensorHeader
{
    public const int Size = 2 + 16 * TensorShape.AxisCount;

    /// <summary>Type byte of the weights section.</summary>
    public const byte Weights = 0x10;

    /// <summary>Type byte of the tables section.</summary>
    public const byte Tables = 0x11;

    private readonly byte[] bytes;

    private TensorHeader(byte type, byte rank, long byteCount, ReadOnlySpan<long> frame, ReadOnlySpan<long> live)
    {
        ByteCount = byteCount;
        bytes = new byte[Size];
        (bytes[0], bytes[1]) = (type, rank);
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2 + 8 * axis), frame[axis]);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2 + 8 * (TensorShape.AxisCount + axis)), live[axis]);
        }
    }

    public byte Type => bytes[0];

    /// <summary>Bytes under the tree.</summary>
    public long ByteCount { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    public static TensorHeader Of(ElementType type, TensorShape shape)
    {
        Span<long> frame = stackalloc long[TensorShape.AxisCount];
        Span<long> live = stackalloc long[TensorShape.AxisCount];
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
            (frame[axis], live[axis]) = (1L << shape.Log(axis), shape.Live(axis));
        return new TensorHeader((byte)type, TensorShape.AxisCount, Tensor.ByteCount(type, shape), frame, live);
    }

    public static TensorHeader Linear(byte type, long byteCount)
    {
        ReadOnlySpan<long> sizes = [byteCount, 1, 1, 1];
        return new TensorHeader(type, 1, byteCount, sizes, sizes);
    }

    /// <summary>H(06 | header | leaf count | top).</summary>
    public Digest Root(ulong leaves, Digest top)
    {
        Span<byte> fields = stackalloc byte[Size + 8 + Digest.Size];
        bytes.CopyTo(fields);
        BinaryPrimitives.WriteUInt64BigEndian(fields[Size..], leaves);
        top.CopyTo(fields[(Size + 8)..]);
        return DomainHash.Of(Domain.Tensor, fields);
    }
}
