using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>The 11 bytes at offset 52 of a record; every operator says itself what they mean.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
public readonly record struct OperatorParameters
{
    /// <summary>Number of parameter bytes.</summary>
    public const int Size = 11;

    private const int NumberOffset = 4;

    // Byte k of the record stands at bits 8 (15 - k): the order of a big-endian number.
    private readonly UInt128 bytes;

    private OperatorParameters(UInt128 bytes) => this.bytes = bytes;

    /// <summary>Parameter pk.</summary>
    public int this[int k] => (byte)((bytes >> (8 * (15 - k))) & 0xff);

    /// <summary>u16 at offset 52: an index or a learning rate.</summary>
    public int Word => (this[0] << 8) | this[1];

    /// <summary>u32 at offset 56: a start, a vocabulary or an epsilon.</summary>
    public uint Number
    {
        get
        {
            uint number = 0;
            for (int k = NumberOffset; k < NumberOffset + 4; k++)
                number = (number << 8) | (uint)this[k];
            return number;
        }
    }

    /// <summary>The parameters p0, p1, ..; those not given are zero.</summary>
    public static OperatorParameters Of(params ReadOnlySpan<int> values)
    {
        Span<byte> all = stackalloc byte[16];
        all.Clear();
        for (int k = 0; k < values.Length; k++)
            all[k] = checked((byte)values[k]);
        return new OperatorParameters(BinaryPrimitives.ReadUInt128BigEndian(all));
    }

    /// <summary>p0 and the number at offset 56.</summary>
    public static OperatorParameters OfNumber(int p0, uint number) =>
        Of(p0, 0, 0, 0, (int)(number >> 24), (int)((number >> 16) & 0xff), (int)((number >> 8) & 0xff), (int)(number & 0xff));

    /// <summary>The word at offset 52.</summary>
    public static OperatorParameters OfWord(int word) => Of(word >> 8, word & 0xff);

    internal static OperatorParameters Read(ReadOnlySpan<byte> source)
    {
        Span<byte> all = stackalloc byte[16];
        all.Clear();
        source[..Size].CopyTo(all);
        return new OperatorParameters(BinaryPrimitives.ReadUInt128BigEndian(all));
    }

    internal void Write(Span<byte> destination)
    {
        for (int k = 0; k < Size; k++)
            destination[k] = (byte)this[k];
    }
}
