using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Aether.Onnx;

/// <summary>Reads the fields of one protobuf message in place: nested messages and bytes are ranges of the file, never copies.</summary>
/// <remarks>
/// Wire format by Google.Protobuf. Messages are not generated from a schema, since a generated parser builds an object per nested message
/// before anybody can count them: two bytes of a file become a hundred of memory.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "a stream over an array holds nothing to release")]
internal sealed class ProtoReader(byte[] file, int start, int end)
{
    private CodedInputStream stream = new(file, start, end - start);
    private uint tag;

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field => WireFormat.GetTagFieldNumber(tag);

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next() => (tag = stream.ReadTag()) != 0;

    public void Skip() => stream.SkipLastField();

    public long Int64()
    {
        RequireType(WireFormat.WireType.Varint);
        return stream.ReadInt64();
    }

    public float Float()
    {
        RequireType(WireFormat.WireType.Fixed32);
        return stream.ReadFloat();
    }

    public string Text()
    {
        ArraySegment<byte> bytes = Bytes();
        OnnxRefusedException.Require(
            bytes.Count <= OnnxLimits.NameMax,
            $"a name of {bytes.Count} bytes is longer than {OnnxLimits.NameMax}"
        );
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    public ArraySegment<byte> Bytes()
    {
        RequireType(WireFormat.WireType.LengthDelimited);
        int length = stream.ReadLength();
        int from = checked((int)stream.Position);
        OnnxRefusedException.Require(length >= 0 && length <= end - from, $"a field of {length} bytes is longer than its message");
        stream = new CodedInputStream(file, from + length, end - from - length);
        return new ArraySegment<byte>(file, from, length);
    }

    public ProtoReader Message()
    {
        ArraySegment<byte> bytes = Bytes();
        return new ProtoReader(file, bytes.Offset, bytes.Offset + bytes.Count);
    }

    /// <summary>Reads a repeated varint, packed or not.</summary>
    public void Int64s(List<long> into, long countMax)
    {
        if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
        {
            ArraySegment<byte> bytes = Bytes();
            CodedInputStream packed = new(file, bytes.Offset, bytes.Count);
            while (!packed.IsAtEnd)
                Add(into, packed.ReadInt64(), countMax);
        }
        else
        {
            Add(into, Int64(), countMax);
        }
    }

    /// <summary>Reads a repeated float, packed or not.</summary>
    public void Floats(List<float> into, long countMax)
    {
        if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
        {
            ArraySegment<byte> bytes = Bytes();
            CodedInputStream packed = new(file, bytes.Offset, bytes.Count);
            while (!packed.IsAtEnd)
                Add(into, packed.ReadFloat(), countMax);
        }
        else
        {
            Add(into, Float(), countMax);
        }
    }

    /// <summary>Reads a repeated double, packed or not.</summary>
    public void Doubles(List<float> into, long countMax)
    {
        if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
        {
            ArraySegment<byte> bytes = Bytes();
            CodedInputStream packed = new(file, bytes.Offset, bytes.Count);
            while (!packed.IsAtEnd)
                Add(into, (float)packed.ReadDouble(), countMax);
        }
        else
        {
            RequireType(WireFormat.WireType.Fixed64);
            Add(into, (float)stream.ReadDouble(), countMax);
        }
    }

    private static void Add<T>(List<T> into, T value, long countMax)
    {
        OnnxRefusedException.Require(into.Count < countMax, $"a list holds more than the {countMax} numbers it should");
        into.Add(value);
    }

    private void RequireType(WireFormat.WireType type) =>
        OnnxRefusedException.Require(
            WireFormat.GetTagWireType(tag) == type,
            $"field {Field} is written as {WireFormat.GetTagWireType(tag)}, not as {type}"
        );
}
