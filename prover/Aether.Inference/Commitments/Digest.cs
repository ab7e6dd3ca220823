using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Aether.Inference;

/// <summary>A 32-byte value: a Keccak-256 hash, a salt, a key or a word of a commitment. Big-endian where it is read as a number.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong word0;
    private readonly ulong word1;
    private readonly ulong word2;
    private readonly ulong word3;

    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"a digest has {Size} bytes, not {bytes.Length}", nameof(bytes));
        word0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        word1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        word2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        word3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>32 zero bytes.</summary>
    public static Digest Zero => default;

    public bool IsZero => (word0 | word1 | word2 | word3) == 0;

    /// <summary>Reads 64 hexadecimal digits, with or without 0x in front.</summary>
    /// <exception cref="FormatException">Another length, or a character that is no hexadecimal digit.</exception>
    public static Digest Parse(string hex)
    {
        ReadOnlySpan<char> digits = hex.AsSpan();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        return digits.Length == 2 * Size
            ? new Digest(Convert.FromHexString(digits))
            : throw new FormatException($"a digest has {2 * Size} hexadecimal digits, not {digits.Length}");
    }

    /// <param name="destination">At least 32 bytes; the first 32 are written.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, word0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], word1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], word2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], word3);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public bool Equals(Digest other) => word0 == other.word0 && word1 == other.word1 && word2 == other.word2 && word3 == other.word3;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Digest other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(word0, word1, word2, word3);

    /// <returns>0x and 64 lower-case hexadecimal digits.</returns>
    public override string ToString() => "0x" + Convert.ToHexStringLower(ToArray());

    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
