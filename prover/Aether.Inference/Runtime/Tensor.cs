using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>An activation: a full frame of encoded elements, zero outside the live box. Immutable once a run has handed it out.</summary>
/// <remarks>Source: prover/AIR8.md, Tensors. These bytes are what is hashed, sent to a Node and returned by it.</remarks>
public sealed class Tensor
{
    /// <summary>Largest frame this version holds: 1 GiB.</summary>
    public const long BytesMax = 1L << 30;

    private const byte Int8Zero = 0x80;
    private const int Int16Offset = 32768;

    private readonly byte[] bytes;

    private Tensor(ElementType type, TensorShape shape, byte[] bytes) => (Type, Shape, this.bytes) = (type, shape, bytes);

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Encoded frame: 1 byte an element for Int8, else 2.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The frame while a run still writes it.</summary>
    internal byte[] Buffer => bytes;

    /// <summary>Bytes of a frame.</summary>
    public static long ByteCount(ElementType type, TensorShape shape) => shape.FrameCount * ElementBytes(type);

    /// <summary>Bytes of an element.</summary>
    public static int ElementBytes(ElementType type) => type == ElementType.Int8 ? 1 : 2;

    /// <param name="live">Elements of the live box in index order, each -127 to 127.</param>
    /// <exception cref="Air8RefusedException">X-01: another number of elements; X-03: an element is -128.</exception>
    public static Tensor FromInt8(TensorShape shape, ReadOnlySpan<sbyte> live)
    {
        Tensor tensor = ForLive(ElementType.Int8, shape, live.Length);
        int given = 0;
        foreach (int at in tensor.LiveIndices())
        {
            sbyte value = live[given++];
            Air8RefusedException.Require(value != sbyte.MinValue, Air8Rule.TensorByte, $"element {given - 1} is -128");
            tensor.bytes[at] = (byte)(value + 128);
        }
        return tensor;
    }

    /// <param name="live">Elements of the live box in index order.</param>
    /// <exception cref="Air8RefusedException">X-01: another number of elements.</exception>
    public static Tensor FromUInt16(TensorShape shape, ReadOnlySpan<ushort> live)
    {
        Tensor tensor = ForLive(ElementType.UInt16, shape, live.Length);
        int given = 0;
        foreach (int at in tensor.LiveIndices())
            BinaryPrimitives.WriteUInt16BigEndian(tensor.bytes.AsSpan(2 * at), live[given++]);
        return tensor;
    }

    /// <param name="live">Elements of the live box in index order.</param>
    /// <exception cref="Air8RefusedException">X-01: another number of elements.</exception>
    public static Tensor FromInt16(TensorShape shape, ReadOnlySpan<short> live)
    {
        Tensor tensor = ForLive(ElementType.Int16, shape, live.Length);
        int given = 0;
        foreach (int at in tensor.LiveIndices())
            BinaryPrimitives.WriteUInt16BigEndian(tensor.bytes.AsSpan(2 * at), (ushort)(live[given++] + Int16Offset));
        return tensor;
    }

    /// <summary>Reads a frame that came from somebody else.</summary>
    /// <exception cref="Air8RefusedException">X-01: wrong length; X-02: bytes outside the live box are not zero; X-03: an element is -128.</exception>
    public static Tensor Decode(ElementType type, TensorShape shape, ReadOnlySpan<byte> frame)
    {
        Air8RefusedException.Require(
            shape.IsValid && frame.Length == ByteCount(type, shape),
            Air8Rule.TensorLength,
            $"{frame.Length} bytes; a frame of {shape} {type} has {(shape.IsValid ? ByteCount(type, shape) : 0)}"
        );
        Tensor tensor = Zero(type, shape);
        int size = ElementBytes(type);
        int row = shape.Channels * size;
        for (int i = 0; i < shape.RowCount; i++)
        {
            int at = (int)shape.RowOffset(i) * size;
            frame.Slice(at, row).CopyTo(tensor.bytes.AsSpan(at));
        }
        Air8RefusedException.Require(
            frame.SequenceEqual(tensor.bytes),
            Air8Rule.TensorPadding,
            $"elements outside the live box {shape} are not zero"
        );
        Air8RefusedException.Require(type != ElementType.Int8 || !frame.Contains((byte)0), Air8Rule.TensorByte, $"an element is -128");
        return tensor;
    }

    /// <summary>A frame of zeros, for a run to write.</summary>
    internal static Tensor Zero(ElementType type, TensorShape shape) => Over(type, shape, new byte[checked((int)ByteCount(type, shape))]);

    /// <summary>Makes a frame of zeros of a buffer of its length.</summary>
    internal static Tensor Over(ElementType type, TensorShape shape, byte[] buffer)
    {
        TensorTree.FillZeros((byte)type, buffer);
        return new Tensor(type, shape, buffer);
    }

    /// <summary>A frame as it stands: padding and range are not looked at.</summary>
    /// <param name="bytes">As many as the frame has.</param>
    internal static Tensor OfFrame(ElementType type, TensorShape shape, byte[] bytes) => new(type, shape, bytes);

    /// <summary>The same bytes read under another shape of the same frame size.</summary>
    internal Tensor As(TensorShape shape) => new(Type, shape, bytes);

    /// <summary>Elements of the live box in index order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not Int8.</exception>
    public sbyte[] ToInt8()
    {
        RequireType(ElementType.Int8);
        sbyte[] live = new sbyte[Shape.LiveCount];
        int next = 0;
        foreach (int at in LiveIndices())
            live[next++] = (sbyte)(bytes[at] - 128);
        return live;
    }

    /// <summary>Elements of the live box in index order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not UInt16.</exception>
    public ushort[] ToUInt16()
    {
        RequireType(ElementType.UInt16);
        ushort[] live = new ushort[Shape.LiveCount];
        int next = 0;
        foreach (int at in LiveIndices())
            live[next++] = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * at));
        return live;
    }

    /// <summary>Elements of the live box in index order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not Int16.</exception>
    public short[] ToInt16()
    {
        RequireType(ElementType.Int16);
        short[] live = new short[Shape.LiveCount];
        int next = 0;
        foreach (int at in LiveIndices())
            live[next++] = (short)(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * at)) - Int16Offset);
        return live;
    }

    private static Tensor ForLive(ElementType type, TensorShape shape, long given)
    {
        Air8RefusedException.Require(
            shape.IsValid && given == shape.LiveCount,
            Air8Rule.TensorLength,
            $"{given} elements; a tensor of {shape} has {(shape.IsValid ? shape.LiveCount : 0)}"
        );
        return Zero(type, shape);
    }

    private IEnumerable<int> LiveIndices()
    {
        for (long row = 0; row < Shape.RowCount; row++)
        {
            int offset = (int)Shape.RowOffset(row);
            for (int c = 0; c < Shape.Channels; c++)
                yield return offset + c;
        }
    }

    private void RequireType(ElementType wanted)
    {
        if (Type != wanted)
            throw new InvalidOperationException($"a tensor of {Type} has no elements of {wanted}");
    }
}
