using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Aether.Ethereum;

/// <summary>An unsigned 256-bit number. Adding and subtracting are checked; anything heavier goes through <see cref="BigInteger"/>.</summary>
public readonly record struct UInt256(UInt128 High, UInt128 Low) : IComparable<UInt256>
{
    public const int ByteLength = 32;

    /// <summary>Decimal digits of the largest.</summary>
    public const int DigitsMax = 78;

    private static readonly BigInteger Limit = BigInteger.One << 256;

    public static UInt256 Zero => default;

    public static UInt256 One => new(0, 1);

    public static UInt256 MaxValue => new(UInt128.MaxValue, UInt128.MaxValue);

    public bool IsZero => this == default;

    /// <summary>True when the value is below 2^<paramref name="bits"/>; 1 to 256.</summary>
    public bool FitsBits(int bits) =>
        bits switch
        {
            >= 256 => true,
            > 128 => High >> (bits - 128) == 0,
            128 => High == 0,
            _ => High == 0 && Low >> bits == 0,
        };

    /// <summary>Reads exactly 32 bytes, most significant first.</summary>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new FormatException($"A 256-bit number has {ByteLength} bytes, not {bytes.Length}.");
        return new UInt256(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
    }

    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public byte[] ToBigEndian()
    {
        byte[] bytes = new byte[ByteLength];
        WriteBigEndian(bytes);
        return bytes;
    }

    /// <summary>Reads decimal digits without sign, spaces or leading zeros, or 0x and 1 to 64 hex digits.</summary>
    /// <exception cref="FormatException">Any other text, or a number of 2^256 or more.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out UInt256 value)
            ? value
            : throw new FormatException($"Not a 256-bit number in decimal or 0x-hex: '{Hex.Excerpt(text)}'.");

    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return TryParseHex(text[2..], out value);
        if (text.IsEmpty || text.Length > 78 || text.ContainsAnyExceptInRange('0', '9') || (text.Length > 1 && text[0] == '0'))
            return false;
        var number = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        if (number >= Limit)
            return false;
        value = (UInt256)number;
        return true;
    }

    private static bool TryParseHex(ReadOnlySpan<char> digits, out UInt256 value)
    {
        value = default;
        if (digits.IsEmpty || digits.Length > 64)
            return false;
        UInt128 high = 0;
        ReadOnlySpan<char> low = digits;
        if (digits.Length > 32)
        {
            low = digits[^32..];
            if (!UInt128.TryParse(digits[..^32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out high))
                return false;
        }
        if (!UInt128.TryParse(low, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 rest))
            return false;
        value = new UInt256(high, rest);
        return true;
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString() =>
        High == 0 ? Low.ToString(CultureInfo.InvariantCulture) : ((BigInteger)this).ToString(CultureInfo.InvariantCulture);

    /// <summary>Decimal digits in UTF-8.</summary>
    /// <param name="digits">Room for <see cref="DigitsMax"/>.</param>
    /// <returns>How many there are.</returns>
    public int Format(Span<byte> digits)
    {
        const uint group = 1_000_000_000;
        const int groupDigits = 9;
        Span<uint> limbs = stackalloc uint[ByteLength / sizeof(uint)];
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = unchecked((uint)((i < 4 ? High : Low) >> (96 - (32 * (i % 4)))));
        // From the end, nine digits at a time.
        Span<byte> backwards = stackalloc byte[DigitsMax + groupDigits];
        int at = backwards.Length;
        int first = 0;
        while (first < limbs.Length)
        {
            if (limbs[first] == 0)
            {
                first++;
                continue;
            }
            ulong rest = 0;
            for (int i = first; i < limbs.Length; i++)
            {
                rest = (rest << 32) | limbs[i];
                limbs[i] = (uint)(rest / group);
                rest %= group;
            }
            for (int i = 0; i < groupDigits; i++, rest /= 10)
                backwards[--at] = (byte)('0' + (rest % 10));
        }
        while (at < backwards.Length && backwards[at] == '0')
            at++;
        if (at == backwards.Length)
            backwards[--at] = (byte)'0';
        backwards[at..].CopyTo(digits);
        return backwards.Length - at;
    }

    /// <summary>0x and hex digits without leading zeros, as JSON-RPC writes quantities.</summary>
    public string ToHexQuantity() =>
        High == 0
            ? string.Create(CultureInfo.InvariantCulture, $"0x{Low:x}")
            : string.Create(CultureInfo.InvariantCulture, $"0x{High:x}{Low:x32}");

    public int CompareTo(UInt256 other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public static UInt256 operator +(UInt256 left, UInt256 right)
    {
        UInt128 low = unchecked(left.Low + right.Low);
        UInt128 carry = low < left.Low ? UInt128.One : UInt128.Zero;
        return new UInt256(checked(left.High + right.High + carry), low);
    }

    public static UInt256 operator -(UInt256 left, UInt256 right)
    {
        UInt128 borrow = left.Low < right.Low ? UInt128.One : UInt128.Zero;
        return new UInt256(checked(left.High - right.High - borrow), unchecked(left.Low - right.Low));
    }

    public static UInt256 operator *(UInt256 left, UInt256 right) => (UInt256)((BigInteger)left * right);

    /// <summary>Rounds down.</summary>
    public static UInt256 operator /(UInt256 left, UInt256 right) => (UInt256)((BigInteger)left / right);

    public static UInt256 operator %(UInt256 left, UInt256 right) => (UInt256)((BigInteger)left % right);

    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    public static implicit operator UInt256(ulong value) => new(0, value);

    public static implicit operator UInt256(UInt128 value) => new(0, value);

    public static implicit operator BigInteger(UInt256 value) => ((BigInteger)value.High << 128) | value.Low;

    /// <exception cref="OverflowException">Negative, or 2^256 or more.</exception>
    public static explicit operator UInt256(BigInteger value)
    {
        if (value.Sign < 0 || value >= Limit)
            throw new OverflowException("The number does not fit into 256 unsigned bits.");
        return new UInt256((UInt128)(value >> 128), (UInt128)(value & UInt128.MaxValue));
    }

    /// <exception cref="OverflowException">2^128 or more.</exception>
    public static explicit operator UInt128(UInt256 value) =>
        value.High == 0 ? value.Low : throw new OverflowException("The number does not fit into 128 unsigned bits.");

    /// <exception cref="OverflowException">2^64 or more.</exception>
    public static explicit operator ulong(UInt256 value) => checked((ulong)(UInt128)value);
}
