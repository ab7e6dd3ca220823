using System.Buffers.Binary;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>32 bytes: a hash, a topic, a storage word. Held as four words, so that it costs no allocation and compares by bytes.</summary>
public readonly record struct Bytes32 : IComparable<Bytes32>
{
    public const int ByteLength = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Reads exactly 32 bytes.</summary>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new FormatException($"A 32-byte value was expected; there are {bytes.Length} bytes.");
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    public static Bytes32 Zero => default;

    public bool IsZero => this == default;

    /// <summary>Keccak-256 of the bytes.</summary>
    public static Bytes32 Keccak(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[ByteLength];
        Keccak256.Hash(data, digest);
        return new Bytes32(digest);
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[ByteLength];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Lower case hex with 0x.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        CopyTo(bytes);
        return Hex.Format(bytes);
    }

    /// <exception cref="FormatException">Not 0x and 64 hex digits.</exception>
    public static Bytes32 Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        return Hex.TryParseExact(text, bytes)
            ? new Bytes32(bytes)
            : throw new FormatException($"A 32-byte value is 0x and 64 hex digits, not '{Hex.Excerpt(text)}'.");
    }

    public int CompareTo(Bytes32 other)
    {
        int order = _a.CompareTo(other._a);
        if (order == 0)
            order = _b.CompareTo(other._b);
        if (order == 0)
            order = _c.CompareTo(other._c);
        return order == 0 ? _d.CompareTo(other._d) : order;
    }

    public static bool operator <(Bytes32 left, Bytes32 right) => left.CompareTo(right) < 0;

    public static bool operator <=(Bytes32 left, Bytes32 right) => left.CompareTo(right) <= 0;

    public static bool operator >(Bytes32 left, Bytes32 right) => left.CompareTo(right) > 0;

    public static bool operator >=(Bytes32 left, Bytes32 right) => left.CompareTo(right) >= 0;
}
