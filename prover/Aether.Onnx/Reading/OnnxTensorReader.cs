using System.Buffers.Binary;

namespace Aether.Onnx;

/// <summary>Reads a tensor with its data.</summary>
internal static class OnnxTensorReader
{
    /// <summary>The type with this number.</summary>
    public static OnnxType TypeOf(long number)
    {
        OnnxType type = number is > 0 and < 64 ? (OnnxType)number : OnnxType.None;
        OnnxRefusedException.Require(
            type != OnnxType.None && Enum.IsDefined(type),
            $"element type {number} is not supported (strings, complex numbers, float8 and 4-bit types are not)"
        );
        return type;
    }

    public static (string Name, NdArray Tensor) Read(ProtoReader reader)
    {
        string name = "";
        List<long> dims = [];
        OnnxType type = OnnxType.None;
        List<float> floats = [];
        List<long> ints = [];
        ArraySegment<byte>? raw = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Int64s(dims, OnnxLimits.RankMax);
                    break;
                case 2:
                    type = TypeOf(reader.Int64());
                    break;
                case 4:
                    reader.Floats(floats, OnnxLimits.ElementsMax);
                    break;
                case 5 or 7 or 11:
                    reader.Int64s(ints, OnnxLimits.ElementsMax);
                    break;
                case 8:
                    name = reader.Text();
                    break;
                case 9:
                    raw = reader.Bytes();
                    break;
                case 10:
                    reader.Doubles(floats, OnnxLimits.ElementsMax);
                    break;
                case 13:
                    throw External(name);
                case 14:
                    if (reader.Int64() != 0)
                        throw External(name);
                    break;
                case 12:
                    reader.Skip();
                    break;
                default:
                    throw new OnnxRefusedException($"tensor '{OnnxRefusedException.Shown(name)}' is a segment, or of strings");
            }
        }
        string shown = OnnxRefusedException.Shown(name);
        OnnxRefusedException.Require(type != OnnxType.None, $"tensor '{shown}' does not say its element type");
        int[] sizes = Sizes(dims, shown);
        float[] values = raw is ArraySegment<byte> bytes
            ? FromRaw(type, bytes, NdShape.Count(sizes), shown)
            : FromLists(type, floats, ints);
        OnnxRefusedException.Require(
            values.Length == NdShape.Count(sizes),
            $"tensor '{shown}' of shape {NdShape.Text(sizes)} has {values.Length} values"
        );
        OnnxRefusedException.Require(!Array.Exists(values, float.IsNaN), $"tensor '{shown}' holds a value that is not a number");
        return (name, new NdArray(type, sizes, values));
    }

    private static OnnxRefusedException External(string name) =>
        new($"tensor '{OnnxRefusedException.Shown(name)}' keeps its data in another file; save the model as one file");

    private static int[] Sizes(List<long> dims, string shown)
    {
        long count = 1;
        foreach (long size in dims)
        {
            OnnxRefusedException.Require(size is >= 0 and <= OnnxLimits.SizeMax, $"tensor '{shown}' has an axis of size {size}");
            count *= size;
            OnnxRefusedException.Require(
                count <= OnnxLimits.ElementsMax,
                $"tensor '{shown}' has more than {OnnxLimits.ElementsMax} elements"
            );
        }
        return [.. dims.Select(size => (int)size)];
    }

    private static float[] FromLists(OnnxType type, List<float> floats, List<long> ints)
    {
        if (type is OnnxType.Float or OnnxType.Double)
            return [.. floats];
        float[] values = new float[ints.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type switch
            {
                OnnxType.Float16 => (float)BitConverter.UInt16BitsToHalf((ushort)(ints[i] & 0xffff)),
                OnnxType.BFloat16 => BitConverter.Int32BitsToSingle((int)((uint)(ints[i] & 0xffff) << 16)),
                _ => ints[i],
            };
        }
        return values;
    }

    private static float[] FromRaw(OnnxType type, ReadOnlySpan<byte> bytes, int count, string shown)
    {
        OnnxRefusedException.Require(
            bytes.Length == (long)count * type.Size(),
            $"tensor '{shown}' of {count} elements of {type} has {bytes.Length} bytes"
        );
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = FromRaw(type, bytes[(i * type.Size())..]);
        return values;
    }

    private static float FromRaw(OnnxType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            OnnxType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            OnnxType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            OnnxType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            OnnxType.UInt8 or OnnxType.Bool => bytes[0],
            OnnxType.Int8 => unchecked((sbyte)bytes[0]),
            OnnxType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            OnnxType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            OnnxType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            OnnxType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            OnnxType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
}
