namespace Aether.Proofs;

/// <summary>A point of G1 as (X/Z^2, Y/Z^3); infinity has Z = 0. Sums cost no inversion.</summary>
/// <remarks>Formulas: Bernstein and Lange, Explicit-Formulas Database, short Weierstrass with a = 0: dbl-2009-l, add-2007-bl, madd-2007-bl.</remarks>
public readonly record struct G1Jacobian(Fq X, Fq Y, Fq Z)
{
    public bool IsInfinity => Z.IsZero;

    /// <summary>Twice the point.</summary>
    public G1Jacobian Doubled()
    {
        // No point has order 2: y is never 0, and infinity stays infinity.
        Fq a = X.Square();
        Fq b = Y.Square();
        Fq c = b.Square();
        Fq d = (X + b).Square() - a - c;
        d += d;
        Fq e = a + a + a;
        Fq x = e.Square() - (d + d);
        Fq c8 = c + c;
        c8 += c8;
        c8 += c8;
        Fq z = Y * Z;
        return new(x, e * (d - x) - c8, z + z);
    }

    public static G1Jacobian operator +(G1Jacobian left, G1Jacobian right)
    {
        if (left.IsInfinity)
            return right;
        if (right.IsInfinity)
            return left;
        Fq z1 = left.Z.Square();
        Fq z2 = right.Z.Square();
        Fq u1 = left.X * z2;
        Fq u2 = right.X * z1;
        Fq s1 = left.Y * right.Z * z2;
        Fq s2 = right.Y * left.Z * z1;
        return u1 == u2
            ? s1 == s2
                ? left.Doubled()
                : default
            : Sum(u1, s1, u2 - u1, s2 - s1, left.Z * right.Z);
    }

    public static G1Jacobian operator +(G1Jacobian left, G1Point right)
    {
        if (left.IsInfinity)
            return right.ToJacobian();
        if (right.IsInfinity)
            return left;
        Fq z1 = left.Z.Square();
        Fq u2 = right.X * z1;
        Fq s2 = right.Y * left.Z * z1;
        return left.X == u2
            ? left.Y == s2
                ? left.Doubled()
                : default
            : Sum(left.X, left.Y, u2 - left.X, s2 - left.Y, left.Z);
    }

    /// <summary>factor times point, by doubling and adding with windows of 4 bits.</summary>
    public static G1Jacobian Multiply(G1Point point, Fr factor)
    {
        Span<G1Jacobian> multiples = stackalloc G1Jacobian[16];
        multiples[0] = default;
        for (int i = 1; i < 16; i++)
            multiples[i] = multiples[i - 1] + point;
        (ulong l0, ulong l1, ulong l2, ulong l3) = factor.ToCanonical();
        ReadOnlySpan<ulong> limbs = [l0, l1, l2, l3];
        G1Jacobian sum = default;
        for (int nibble = 63; nibble >= 0; nibble--)
        {
            sum = sum.Doubled().Doubled().Doubled().Doubled();
            sum += multiples[(int)((limbs[nibble >> 4] >> (4 * (nibble & 15))) & 15)];
        }
        return sum;
    }

    /// <summary>The point itself, at the price of an inversion.</summary>
    public G1Point ToAffine()
    {
        if (IsInfinity)
            return default;
        Fq inverse = Z.Inverse();
        Fq square = inverse.Square();
        return new(X * square, Y * square * inverse);
    }

    // h = u2 - u1 and r = s2 - s1 are not both 0; z is the product of the denominators.
    private static G1Jacobian Sum(Fq u1, Fq s1, Fq h, Fq r, Fq z)
    {
        Fq hh = h.Square();
        Fq hhh = h * hh;
        Fq v = u1 * hh;
        Fq x = r.Square() - hhh - (v + v);
        return new(x, r * (v - x) - s1 * hhh, z * h);
    }
}
