using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>A 20-byte account address. Held as three words, so that it costs no allocation and compares by bytes.</summary>
public readonly record struct Address : IComparable<Address>
{
    public const int ByteLength = 20;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly uint _c;

    /// <summary>Reads exactly 20 bytes.</summary>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new FormatException($"An address has {ByteLength} bytes, not {bytes.Length}.");
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The address of twenty zero bytes.</summary>
    public static Address Zero => default;

    public bool IsZero => this == default;

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _c);
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

    /// <summary>Mixed case hex whose case is a checksum (EIP-55).</summary>
    public string ToChecksumString()
    {
        char[] text = ToString().ToCharArray();
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        Keccak256.Hash(Encoding.ASCII.GetBytes(text, 2, 40), digest);
        for (int i = 0; i < 40; i++)
            if (((digest[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15) >= 8)
                text[i + 2] = char.ToUpperInvariant(text[i + 2]);
        return new string(text);
    }

    /// <summary>Reads 0x and 40 hex digits; mixed case must be a valid EIP-55 checksum.</summary>
    /// <exception cref="FormatException">Wrong length, a bad digit, or a checksum that does not match.</exception>
    public static Address Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (!Hex.TryParseExact(text, bytes))
            throw new FormatException($"An address is 0x and 40 hex digits, not '{Hex.Excerpt(text)}'.");
        var address = new Address(bytes);
        ReadOnlySpan<char> digits = text[2..];
        bool lower = digits.IndexOfAnyInRange('a', 'f') >= 0;
        bool upper = digits.IndexOfAnyInRange('A', 'F') >= 0;
        if (lower && upper && !text.SequenceEqual(address.ToChecksumString()))
            throw new FormatException($"The checksum of address '{text}' is wrong: a digit was mistyped, or the case was changed.");
        return address;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        try
        {
            address = text is null ? default : Parse(text);
            return text is not null;
        }
        catch (FormatException)
        {
            address = default;
            return false;
        }
    }

    public int CompareTo(Address other)
    {
        int order = _a.CompareTo(other._a);
        if (order == 0)
            order = _b.CompareTo(other._b);
        return order == 0 ? _c.CompareTo(other._c) : order;
    }

    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;
}
