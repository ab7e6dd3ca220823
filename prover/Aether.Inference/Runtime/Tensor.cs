using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>An activation: a full frame of encoded elements, zero outside the live box. Immutable.</summary>
/// <remarks>Source: prover/AIR8.md, Tensors. These bytes are what is hashed, sent to a Node and returned by it.</remarks>
public sealed class Tensor
{
    private readonly byte[] bytes;

    private Tensor(ElementType type, TensorShape shape, byte[] bytes) => (Type, Shape, this.bytes) = (type, shape, bytes);

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Encoded frame: 1 byte an element for Int8, else 2.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Bytes of a frame.</summary>
    public static long ByteCount(ElementType type, TensorShape shape) => shape.FrameCount * (type == ElementType.Int8 ? 1 : 2);

    /// <param name="live">Elements of the live box in index order, each -127 to 127.</param>
    /// <exception cref="Air8RefusedException">X-01: another number of elements; X-03: an element is -128.</exception>
    public static Tensor FromInt8(TensorShape shape, ReadOnlySpan<sbyte> live)
    {
        Air8RefusedException.Require(
            live.Length == shape.LiveCount,
            Air8Rule.TensorLength,
            $"{live.Length} elements; a tensor of {shape} has {shape.LiveCount}"
        );
        byte[] frame = new byte[checked((int)ByteCount(ElementType.Int8, shape))];
        frame.AsSpan().Fill(0x80);
        for (int row = 0; row < shape.RowCount; row++)
        {
            int offset = (int)shape.RowOffset(row);
            for (int c = 0; c < shape.Channels; c++)
            {
                sbyte value = live[row * shape.Channels + c];
                Air8RefusedException.Require(value != sbyte.MinValue, Air8Rule.TensorByte, $"element {row * shape.Channels + c} is -128");
                frame[offset + c] = (byte)(value + 128);
            }
        }
        return new Tensor(ElementType.Int8, shape, frame);
    }

    /// <param name="live">Elements of the live box in index order.</param>
    /// <exception cref="Air8RefusedException">X-01: another number of elements.</exception>
    public static Tensor FromUInt16(TensorShape shape, ReadOnlySpan<ushort> live)
    {
        Air8RefusedException.Require(
            live.Length == shape.LiveCount,
            Air8Rule.TensorLength,
            $"{live.Length} elements; a tensor of {shape} has {shape.LiveCount}"
        );
        byte[] frame = new byte[checked((int)ByteCount(ElementType.UInt16, shape))];
        for (int row = 0; row < shape.RowCount; row++)
        {
            int offset = (int)shape.RowOffset(row);
            for (int c = 0; c < shape.Channels; c++)
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2 * (offset + c)), live[row * shape.Channels + c]);
        }
        return new Tensor(ElementType.UInt16, shape, frame);
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
        Tensor tensor = type switch
        {
            ElementType.Int8 => FromInt8(shape, LiveInt8(shape, frame)),
            ElementType.UInt16 => FromUInt16(shape, LiveUInt16(shape, frame)),
            _ => throw new ArgumentException($"tensors of {type} are not exchanged", nameof(type)),
        };
        Air8RefusedException.Require(
            frame.SequenceEqual(tensor.bytes),
            Air8Rule.TensorPadding,
            $"elements outside the live box {shape} are not zero"
        );
        return tensor;
    }

    /// <summary>Elements of the live box in index order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not Int8.</exception>
    public sbyte[] ToInt8() =>
        Type == ElementType.Int8 ? LiveInt8(Shape, bytes) : throw new InvalidOperationException($"a tensor of {Type} has no int8 elements");

    /// <summary>Elements of the live box in index order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not UInt16.</exception>
    public ushort[] ToUInt16() =>
        Type == ElementType.UInt16
            ? LiveUInt16(Shape, bytes)
            : throw new InvalidOperationException($"a tensor of {Type} has no uint16 elements");

    private static sbyte[] LiveInt8(TensorShape shape, ReadOnlySpan<byte> frame)
    {
        sbyte[] live = new sbyte[shape.LiveCount];
        for (int row = 0; row < shape.RowCount; row++)
        {
            int offset = (int)shape.RowOffset(row);
            for (int c = 0; c < shape.Channels; c++)
                live[row * shape.Channels + c] = (sbyte)(frame[offset + c] - 128);
        }
        return live;
    }

    private static ushort[] LiveUInt16(TensorShape shape, ReadOnlySpan<byte> frame)
    {
        ushort[] live = new ushort[shape.LiveCount];
        for (int row = 0; row < shape.RowCount; row++)
        {
            int offset = (int)shape.RowOffset(row);
            for (int c = 0; c < shape.Channels; c++)
                live[row * shape.Channels + c] = BinaryPrimitives.ReadUInt16BigEndian(frame[(2 * (offset + c))..]);
        }
        return live;
    }
}
