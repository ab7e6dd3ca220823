using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Proofs;

/// <summary>A number mod p, immutable, always canonical: 32 bytes in memory, the Montgomery form x 2^256 mod p in four little-endian limbs.</summary>
/// <remarks>
/// The scalar reference: the vector kernels are compared with it byte for byte. Not constant-time; no secret of ours depends on it.
/// The default value is zero.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct Element<TModulus> : IEquatable<Element<TModulus>>
    where TModulus : struct, IModulus
{
    /// <summary>Bytes of an element, in memory and on the wire.</summary>
    public const int Bytes = 32;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Element(ulong l0, ulong l1, ulong l2, ulong l3) => (_l0, _l1, _l2, _l3) = (l0, l1, l2, l3);

    /// <summary>0.</summary>
    public static Element<TModulus> Zero => default;

    /// <summary>1.</summary>
    public static Element<TModulus> One => Montgomery<TModulus>.One;

    /// <summary>p itself.</summary>
    public static BigInteger Modulus { get; } =
        new(LimbBytes(TModulus.Limb0, TModulus.Limb1, TModulus.Limb2, TModulus.Limb3), isUnsigned: true);

    /// <summary>True for 0.</summary>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <summary>True for 1.</summary>
    public bool IsOne => this == One;

    public static bool operator ==(Element<TModulus> left, Element<TModulus> right) => left.Equals(right);

    public static bool operator !=(Element<TModulus> left, Element<TModulus> right) => !left.Equals(right);

    /// <summary>The element whose limbs in Montgomery form are given.</summary>
    /// <exception cref="FieldFormatException">The limbs are p or more.</exception>
    public static Element<TModulus> FromMontgomery(ulong l0, ulong l1, ulong l2, ulong l3) =>
        IsCanonical(l0, l1, l2, l3)
            ? new Element<TModulus>(l0, l1, l2, l3)
            : throw new FieldFormatException("A field element is not below the modulus.");

    /// <summary>Reads 32 bytes, big-endian.</summary>
    /// <exception cref="FieldFormatException">Not 32 bytes, or p or more (R-2: one element has one encoding).</exception>
    public static Element<TModulus> Read(ReadOnlySpan<byte> bytes) =>
        TryRead(bytes, out Element<TModulus> value)
            ? value
            : throw new FieldFormatException($"A field element is {Bytes} bytes, big-endian, below the modulus.");

    /// <summary>As <see cref="Read"/>; false where it would throw.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Element<TModulus> value)
    {
        value = default;
        if (bytes.Length != Bytes)
            return false;
        ulong l3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong l2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong l1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        ulong l0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        if (!IsCanonical(l0, l1, l2, l3))
            return false;
        value = new Element<TModulus>(l0, l1, l2, l3) * Montgomery<TModulus>.SquareOfR;
        return true;
    }

    /// <summary>32 bytes, big-endian, taken mod p: a hash becomes a challenge. Any value is allowed.</summary>
    public static Element<TModulus> ReadReduced(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new ArgumentException($"Needs {Bytes} bytes; there are {bytes.Length}.", nameof(bytes));
        return new(new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
    }

    /// <summary>Writes 32 bytes, big-endian, canonical.</summary>
    public void Write(Span<byte> destination)
    {
        (ulong l0, ulong l1, ulong l2, ulong l3) = ToCanonical();
        BinaryPrimitives.WriteUInt64BigEndian(destination, l3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], l2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], l1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], l0);
    }

    /// <summary>32 bytes, big-endian, canonical.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>The integer mod p.</summary>
    public Element(BigInteger value)
    {
        BigInteger rest = BigInteger.Remainder(value, Modulus);
        if (rest.Sign < 0)
            rest += Modulus;
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes.Clear();
        rest.TryWriteBytes(bytes, out _, isUnsigned: true);
        this = new Element<TModulus>(Limb(bytes), Limb(bytes[8..]), Limb(bytes[16..]), Limb(bytes[24..])) * Montgomery<TModulus>.SquareOfR;
    }

    public static implicit operator Element<TModulus>(int value) => new((long)value);

    /// <summary>The integer mod p.</summary>
    public Element(long value)
    {
        ulong magnitude = value < 0 ? unchecked(0 - (ulong)value) : (ulong)value;
        Element<TModulus> positive = new Element<TModulus>(magnitude, 0, 0, 0) * Montgomery<TModulus>.SquareOfR;
        this = value < 0 ? -positive : positive;
    }

    /// <summary>The integer in [0, p).</summary>
    public BigInteger ToBigInteger() => new(ToBytes(), isUnsigned: true, isBigEndian: true);

    /// <summary>The integer in [0, p), little-endian limbs.</summary>
    public (ulong L0, ulong L1, ulong L2, ulong L3) ToCanonical()
    {
        Element<TModulus> plain = this * new Element<TModulus>(1, 0, 0, 0);
        return (plain._l0, plain._l1, plain._l2, plain._l3);
    }

    /// <summary>The limbs of the Montgomery form, little-endian.</summary>
    public (ulong L0, ulong L1, ulong L2, ulong L3) ToMontgomery() => (_l0, _l1, _l2, _l3);

    public bool Equals(Element<TModulus> other) => ((_l0 ^ other._l0) | (_l1 ^ other._l1) | (_l2 ^ other._l2) | (_l3 ^ other._l3)) == 0;

    public override bool Equals(object? obj) => obj is Element<TModulus> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    /// <summary>0x and 64 digits.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(ToBytes())}";

    /// <summary>Limbs taken as they are; the caller knows that they are below p.</summary>
    internal static Element<TModulus> FromLimbs(ulong l0, ulong l1, ulong l2, ulong l3) => new(l0, l1, l2, l3);

    private static bool IsCanonical(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        if (l3 != TModulus.Limb3)
            return l3 < TModulus.Limb3;
        if (l2 != TModulus.Limb2)
            return l2 < TModulus.Limb2;
        return l1 != TModulus.Limb1 ? l1 < TModulus.Limb1 : l0 < TModulus.Limb0;
    }

    private static ulong Limb(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static byte[] LimbBytes(params ReadOnlySpan<ulong> limbs)
    {
        byte[] bytes = new byte[Bytes];
        for (int i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), limbs[i]);
        return bytes;
    }
}
