namespace Aether.Proofs;

/// <summary>A point of y^2 = x^3 + 3 / (9 + i) over F_q2, in the subgroup of order r; infinity is (0, 0).</summary>
public readonly record struct G2Point(Fq2 X, Fq2 Y)
{
    /// <summary>Bytes of x | y, each imaginary part first, as precompile 08 reads them (EIP-197).</summary>
    public const int Bytes = 128;

    private static readonly Fq2 Coefficient = new Fq2(3, default) * Fq2.Xi.Inverse();

    /// <summary>The generator of EIP-197.</summary>
    public static G2Point Generator { get; } =
        Read(
            Convert.FromHexString(
                "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                    + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                    + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                    + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"
            )
        );

    public static G2Point Infinity => default;

    public bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>True for infinity and for every point that satisfies the equation.</summary>
    public bool IsOnCurve => IsInfinity || Y.Square() == X.Square() * X + Coefficient;

    /// <summary>True in the subgroup of order r; the curve has many points outside of it.</summary>
    public bool IsInSubgroup => IsOnCurve && Multiply(Fr.Modulus).IsInfinity;

    public static G2Point operator -(G2Point point) => new(point.X, -point.Y);

    public static G2Point operator +(G2Point left, G2Point right) => Sum(left, right, out _);

    public static G2Point operator *(Fr factor, G2Point point) => point.Multiply(factor.ToBigInteger());

    /// <summary>Reads 128 bytes; zeros are infinity.</summary>
    /// <exception cref="FieldFormatException">Not 128 bytes, a coordinate of q or more, not on the curve, or not in the subgroup.</exception>
    public static G2Point Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new FieldFormatException($"A point of G2 is {Bytes} bytes; there are {bytes.Length}.");
        G2Point point = new(new(Fq.Read(bytes[32..64]), Fq.Read(bytes[..32])), new(Fq.Read(bytes[96..]), Fq.Read(bytes[64..96])));
        return point.IsInSubgroup
            ? point
            : throw new FieldFormatException("A point of G2 is not on the curve, or not in the subgroup of order r.");
    }

    /// <summary>Writes 128 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        X.Imaginary.Write(destination);
        X.Real.Write(destination[32..]);
        Y.Imaginary.Write(destination[64..]);
        Y.Real.Write(destination[96..]);
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>The sum, and the slope of the line through both points where it has one.</summary>
    internal static G2Point Sum(G2Point left, G2Point right, out Fq2 slope)
    {
        slope = default;
        if (left.IsInfinity)
            return right;
        if (right.IsInfinity)
            return left;
        if (left.X == right.X)
        {
            if (left.Y != right.Y || left.Y.IsZero)
                return default;
            Fq2 square = left.X.Square();
            slope = (square + square + square) * (left.Y + left.Y).Inverse();
        }
        else
        {
            slope = (right.Y - left.Y) * (right.X - left.X).Inverse();
        }
        Fq2 x = slope.Square() - left.X - right.X;
        return new(x, slope * (left.X - x) - left.Y);
    }

    private G2Point Multiply(System.Numerics.BigInteger factor)
    {
        G2Point sum = default;
        for (long bit = (long)factor.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum += sum;
            if (!(factor >> (int)bit).IsEven)
                sum += this;
        }
        return sum;
    }
}
