using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Labelled examples of one shape, as a file that a root names.</summary>
/// <remarks>
/// Header of 64 bytes: "AIRD", version u16 = 1, zero u16, live sizes 4 x u32 (batch 1), classes u16, element type u8 = 1, zero u8, count u32, zeros. Then for
/// each example its label u16 and the frame of its tensor. Root = H(17 | header | top), leaves H(00 | label | frame).
/// Source: prover/AIR8.md, Training runs.
/// </remarks>
public sealed class TrainingSet
{
    public const int HeaderSize = 64;

    private const int LabelSize = 2;
    private const int CountMax = 1 << 24;

    private readonly ReadOnlyMemory<byte> file;
    private readonly int frameBytes;

    private TrainingSet(ReadOnlyMemory<byte> file, TensorShape shape, int classes, int count)
    {
        (this.file, Shape, Classes, Count) = (file, shape, classes, count);
        frameBytes = (int)Tensor.ByteCount(ElementType.Int8, shape);
        MerkleAccumulator tree = new();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> example = Example(i);
            int label = BinaryPrimitives.ReadUInt16BigEndian(example);
            if (label >= classes)
                throw new InvalidDataException($"example {i} has label {label}; there are {classes} classes");
            try
            {
                _ = Tensor.Decode(ElementType.Int8, shape, example[LabelSize..]);
            }
            catch (Air8RefusedException e)
            {
                throw new InvalidDataException($"example {i} is no tensor of {shape}: {e.Message}", e);
            }
            tree.Add(DomainHash.Of(Domain.Leaf, example));
        }
        Root = new Preimage(Domain.TrainingSet).Add(file.Span[..HeaderSize]).Add(tree.Top()).Hash();
    }

    /// <summary>Of one example: int8, batch 1.</summary>
    public TensorShape Shape { get; }

    /// <summary>Labels are below it; 2 to 1,024.</summary>
    public int Classes { get; }

    /// <summary>1 to 2^24.</summary>
    public int Count { get; }

    /// <summary>Names the examples, their labels and their order.</summary>
    public Digest Root { get; }

    public int Label(int index) => BinaryPrimitives.ReadUInt16BigEndian(Example(index));

    /// <summary>The frame of an example's tensor.</summary>
    public ReadOnlySpan<byte> Frame(int index) => Example(index)[LabelSize..];

    /// <summary>Reads and checks a whole file. The bytes are kept, not copied.</summary>
    /// <exception cref="InvalidDataException">Not a training set, in words.</exception>
    public static TrainingSet Load(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < HeaderSize || !bytes[..4].SequenceEqual("AIRD"u8) || bytes[4] != 0 || bytes[5] != 1)
            throw new InvalidDataException("it does not begin as a training set of version 1");
        int[] live = new int[TensorShape.AxisCount];
        for (int axis = 0; axis < live.Length; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes[(8 + 4 * axis)..]);
            if (size is 0 or > 1 << 24)
                throw new InvalidDataException($"live size {size} of axis {axis} is not 1 to 2^24");
            live[axis] = (int)size;
        }
        TensorShape shape = new(live[0], live[1], live[2], live[3]);
        int classes = BinaryPrimitives.ReadUInt16BigEndian(bytes[24..]);
        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]);
        if (live[3] != 1 || classes is < 2 or > 1024 || bytes[26] != (byte)ElementType.Int8 || count is 0 or > CountMax)
            throw new InvalidDataException($"batch {live[3]}, {classes} classes, type {bytes[26]} or {count} examples are out of range");
        if (bytes[6] != 0 || bytes[7] != 0 || bytes[27] != 0 || bytes[32..HeaderSize].ContainsAnyExcept((byte)0))
            throw new InvalidDataException("reserved bytes of the header are not zero");
        Int128 length = HeaderSize + (Int128)count * (LabelSize + Tensor.ByteCount(ElementType.Int8, shape));
        if (bytes.Length != length)
            throw new InvalidDataException($"it has {bytes.Length} bytes; {count} examples of {shape} make {length}");
        return new TrainingSet(file, shape, classes, (int)count);
    }

    /// <summary>The file of examples given as frames.</summary>
    public static byte[] Write(TensorShape shape, int classes, IReadOnlyList<(int Label, byte[] Frame)> examples)
    {
        byte[] bytes = new byte[checked(HeaderSize + examples.Count * (LabelSize + (int)Tensor.ByteCount(ElementType.Int8, shape)))];
        "AIRD"u8.CopyTo(bytes);
        bytes[5] = 1;
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + 4 * axis), (uint)shape.Live(axis));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(24), (ushort)classes);
        bytes[26] = (byte)ElementType.Int8;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), (uint)examples.Count);
        int at = HeaderSize;
        foreach ((int label, byte[] frame) in examples)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)label);
            frame.CopyTo(bytes, at + LabelSize);
            at += LabelSize + frame.Length;
        }
        return bytes;
    }

    private ReadOnlySpan<byte> Example(int index) => file.Span.Slice(HeaderSize + index * (LabelSize + frameBytes), LabelSize + frameBytes);
}
