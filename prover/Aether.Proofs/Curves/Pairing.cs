using System.Numerics;

namespace Aether.Proofs;

/// <summary>The optimal ate pairing of BN254, for verifying: scalar, written to be believed.</summary>
/// <remarks>Source: Vercauteren, "Optimal pairings", 2010; the curve parameter x = 4965661367192848881 gives q and r.</remarks>
public static class Pairing
{
    // 6x + 2.
    private static readonly BigInteger Loop = 6 * (BigInteger)4965661367192848881 + 2;
    private static readonly BigInteger HardPart = (BigInteger.Pow(Fq.Modulus, 4) - BigInteger.Pow(Fq.Modulus, 2) + 1) / Fr.Modulus;

    // What x to x^q does to the coordinates on the twist, beside conjugating them.
    private static readonly Fq2 TwistX = Fq2.Xi.Power((Fq.Modulus - 1) / 3);
    private static readonly Fq2 TwistY = Fq2.Xi.Power((Fq.Modulus - 1) / 2);

    /// <summary>True if the product of e(P_i, Q_i) is 1: what precompile 08 answers.</summary>
    public static bool ProductIsOne(params ReadOnlySpan<(G1Point P, G2Point Q)> pairs)
    {
        Fq12 product = Fq12.One;
        foreach ((G1Point p, G2Point q) in pairs)
            if (!p.IsInfinity && !q.IsInfinity)
                product *= Miller(p, q);
        return Final(product) == Fq12.One;
    }

    /// <summary>e(P, Q); 1 where one of them is infinity.</summary>
    public static Fq12 Of(G1Point p, G2Point q) => p.IsInfinity || q.IsInfinity ? Fq12.One : Final(Miller(p, q));

    private static Fq12 Miller(G1Point p, G2Point q)
    {
        Fq12 value = Fq12.One;
        G2Point at = q;
        for (int bit = (int)Loop.GetBitLength() - 2; bit >= 0; bit--)
        {
            value = value.Square() * Step(ref at, at, p);
            if (!(Loop >> bit).IsEven)
                value *= Step(ref at, q, p);
        }
        G2Point first = Frobenius(q);
        G2Point second = Frobenius(first);
        value *= Step(ref at, first, p);
        return value * Step(ref at, -second, p);
    }

    /// <summary>Adds other to at; returns the line through both, at P: y - slope x w + (slope xT - yT) w^3.</summary>
    private static Fq12 Step(ref G2Point at, G2Point other, G1Point p)
    {
        G2Point sum = G2Point.Sum(at, other, out Fq2 slope);
        Fq12 line = new(new(new Fq2(p.Y, default), default, default), new(-(slope * p.X), slope * at.X - at.Y, default));
        at = sum;
        return line;
    }

    private static G2Point Frobenius(G2Point point) => new(point.X.Conjugate * TwistX, point.Y.Conjugate * TwistY);

    private static Fq12 Final(Fq12 value)
    {
        Fq12 unitary = value.Conjugate * value.Inverse();
        return (unitary.FrobeniusSquared() * unitary).Power(HardPart);
    }
}
