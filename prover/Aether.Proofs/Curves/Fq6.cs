namespace Aether.Proofs;

/// <summary>A + B v + C v^2 over F_q2, v^3 = 9 + i.</summary>
public readonly record struct Fq6(Fq2 A, Fq2 B, Fq2 C)
{
    public static Fq6 Zero => default;

    public static Fq6 One => new(Fq2.One, default, default);

    public static Fq6 operator +(Fq6 a, Fq6 b) => new(a.A + b.A, a.B + b.B, a.C + b.C);

    public static Fq6 operator -(Fq6 a, Fq6 b) => new(a.A - b.A, a.B - b.B, a.C - b.C);

    public static Fq6 operator -(Fq6 a) => new(-a.A, -a.B, -a.C);

    public static Fq6 operator *(Fq6 a, Fq6 b)
    {
        Fq2 aa = a.A * b.A;
        Fq2 bb = a.B * b.B;
        Fq2 cc = a.C * b.C;
        return new(
            aa + ((a.B + a.C) * (b.B + b.C) - bb - cc).TimesXi(),
            (a.A + a.B) * (b.A + b.B) - aa - bb + cc.TimesXi(),
            (a.A + a.C) * (b.A + b.C) - aa - cc + bb
        );
    }

    /// <summary>Times v.</summary>
    public Fq6 TimesV() => new(C.TimesXi(), A, B);

    /// <exception cref="DivideByZeroException">It is 0.</exception>
    public Fq6 Inverse()
    {
        Fq2 x = A.Square() - (B * C).TimesXi();
        Fq2 y = C.Square().TimesXi() - A * B;
        Fq2 z = B.Square() - A * C;
        Fq2 norm = (A * x + (C * y + B * z).TimesXi()).Inverse();
        return new(x * norm, y * norm, z * norm);
    }
}
