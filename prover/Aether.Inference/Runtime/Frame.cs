using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Reads elements of a tensor by their index in the frame. Elements outside the live box are zero and never needed.</summary>
internal readonly ref struct Frame
{
    private readonly int bitX;
    private readonly int bitY;
    private readonly int bitB;

    public Frame(Tensor tensor)
    {
        Bytes = tensor.Buffer;
        Shape = tensor.Shape;
        (bitX, bitY, bitB) = (Shape.Bit(1), Shape.Bit(2), Shape.Bit(3));
    }

    public Span<byte> Bytes { get; }

    public TensorShape Shape { get; }

    public int At(int c, int x, int y, int b) => c | (x << bitX) | (y << bitY) | (b << bitB);

    public int At(Row row) => At(0, row.X, row.Y, row.B);

    public int Int8(int index) => Bytes[index] - 128;

    public int UInt16(int index) => BinaryPrimitives.ReadUInt16BigEndian(Bytes[(2 * index)..]);

    public int Int16(int index) => UInt16(index) - 32768;

    public void SetInt8(int index, int value) => Bytes[index] = (byte)(value + 128);

    public void SetUInt16(int index, int value) => BinaryPrimitives.WriteUInt16BigEndian(Bytes[(2 * index)..], (ushort)value);

    public void SetInt16(int index, int value) => SetUInt16(index, value + 32768);
}
