using System.Runtime.InteropServices;

namespace Aether.Proofs;

/// <summary>A point of y^2 = x^3 + 3 over F_q in affine coordinates; infinity is (0, 0), which is not on the curve. 64 bytes in memory.</summary>
/// <remarks>The group has prime order: every point on the curve is in it.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct G1Point(Fq X, Fq Y)
{
    /// <summary>Bytes of x | y, big-endian, as the precompiles 06 to 08 read them.</summary>
    public const int Bytes = 64;

    /// <summary>(1, 2).</summary>
    public static G1Point Generator { get; } = new(1, 2);

    /// <summary>The neutral element.</summary>
    public static G1Point Infinity => default;

    public bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>True for infinity and for every point that satisfies the equation.</summary>
    public bool IsOnCurve => IsInfinity || Y.Square() == X.Square() * X + 3;

    public static G1Point operator -(G1Point point) => new(point.X, -point.Y);

    /// <summary>The sum. One inversion; <see cref="G1Jacobian"/> adds many without.</summary>
    public static G1Point operator +(G1Point left, G1Point right) => (left.ToJacobian() + right).ToAffine();

    public static G1Point operator -(G1Point left, G1Point right) => left + -right;

    /// <summary>The multiple.</summary>
    public static G1Point operator *(Fr factor, G1Point point) => G1Jacobian.Multiply(point, factor).ToAffine();

    /// <summary>Reads x | y, 64 bytes; zeros are infinity.</summary>
    /// <exception cref="FieldFormatException">Not 64 bytes, a coordinate of q or more, or not on the curve.</exception>
    public static G1Point Read(ReadOnlySpan<byte> bytes) =>
        TryRead(bytes, out G1Point point)
            ? point
            : throw new FieldFormatException($"A point of G1 is {Bytes} bytes x | y, big-endian, each below q, on the curve.");

    /// <summary>As <see cref="Read"/>; false where it would throw.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out G1Point point)
    {
        point = default;
        if (bytes.Length != Bytes || !Fq.TryRead(bytes[..Fq.Bytes], out Fq x) || !Fq.TryRead(bytes[Fq.Bytes..], out Fq y))
            return false;
        G1Point read = new(x, y);
        if (!read.IsOnCurve)
            return false;
        point = read;
        return true;
    }

    /// <summary>Writes x | y, 64 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        X.Write(destination);
        Y.Write(destination[Fq.Bytes..]);
    }

    /// <summary>x | y, 64 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    public G1Jacobian ToJacobian() => IsInfinity ? default : new(X, Y, Fq.One);
}
