using System.Numerics;

namespace Aether.Proofs;

/// <summary>Real + Imaginary i over F_q, i^2 = -1.</summary>
public readonly record struct Fq2(Fq Real, Fq Imaginary)
{
    public static Fq2 Zero => default;

    public static Fq2 One => new(Fq.One, default);

    /// <summary>9 + i: the sixth power of the generator of the field of 12th degree, and what twists the curve.</summary>
    public static Fq2 Xi { get; } = new(9, 1);

    public bool IsZero => Real.IsZero && Imaginary.IsZero;

    /// <summary>The image under x to x^q.</summary>
    public Fq2 Conjugate => new(Real, -Imaginary);

    public static Fq2 operator +(Fq2 a, Fq2 b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static Fq2 operator -(Fq2 a, Fq2 b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    public static Fq2 operator -(Fq2 a) => new(-a.Real, -a.Imaginary);

    public static Fq2 operator *(Fq2 a, Fq2 b)
    {
        Fq real = a.Real * b.Real;
        Fq imaginary = a.Imaginary * b.Imaginary;
        return new(real - imaginary, (a.Real + a.Imaginary) * (b.Real + b.Imaginary) - real - imaginary);
    }

    public static Fq2 operator *(Fq2 a, Fq b) => new(a.Real * b, a.Imaginary * b);

    public Fq2 Square()
    {
        Fq product = Real * Imaginary;
        return new((Real + Imaginary) * (Real - Imaginary), product + product);
    }

    /// <summary>Times 9 + i.</summary>
    public Fq2 TimesXi()
    {
        Fq2 eight = this + this;
        eight += eight;
        eight += eight;
        return new(eight.Real + Real - Imaginary, eight.Imaginary + Imaginary + Real);
    }

    /// <exception cref="DivideByZeroException">It is 0.</exception>
    public Fq2 Inverse()
    {
        Fq norm = (Real.Square() + Imaginary.Square()).Inverse();
        return new(Real * norm, -(Imaginary * norm));
    }

    public Fq2 Power(BigInteger exponent)
    {
        Fq2 result = One;
        for (long bit = (long)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!(exponent >> (int)bit).IsEven)
                result *= this;
        }
        return result;
    }
}
