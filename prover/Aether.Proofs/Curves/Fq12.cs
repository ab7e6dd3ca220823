using System.Numerics;

namespace Aether.Proofs;

/// <summary>A + B w over F_q6, w^2 = v.</summary>
public readonly record struct Fq12(Fq6 A, Fq6 B)
{
    // w^(q^2 - 1), a number of F_q.
    private static readonly Fq2 Gamma = Fq2.Xi.Power((Fq.Modulus * Fq.Modulus - 1) / 6);

    public static Fq12 One => new(Fq6.One, default);

    /// <summary>The image under x to x^(q^6); the inverse where the norm to F_q6 is 1.</summary>
    public Fq12 Conjugate => new(A, -B);

    public static Fq12 operator *(Fq12 a, Fq12 b)
    {
        Fq6 aa = a.A * b.A;
        Fq6 bb = a.B * b.B;
        return new(aa + bb.TimesV(), (a.A + a.B) * (b.A + b.B) - aa - bb);
    }

    public Fq12 Square()
    {
        Fq6 product = A * B;
        return new((A + B) * (A + B.TimesV()) - product - product.TimesV(), product + product);
    }

    /// <exception cref="DivideByZeroException">It is 0.</exception>
    public Fq12 Inverse()
    {
        Fq6 norm = (A * A - (B * B).TimesV()).Inverse();
        return new(A * norm, -(B * norm));
    }

    /// <summary>The image under x to x^(q^2).</summary>
    public Fq12 FrobeniusSquared()
    {
        Fq2 g2 = Gamma.Square();
        Fq2 g3 = g2 * Gamma;
        return new(new(A.A, A.B * g2, A.C * g2.Square()), new(B.A * Gamma, B.B * g3, B.C * (g3 * g2)));
    }

    public Fq12 Power(BigInteger exponent)
    {
        Fq12 result = One;
        for (long bit = (long)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!(exponent >> (int)bit).IsEven)
                result *= this;
        }
        return result;
    }
}
