using System.Text.Json;

namespace Aether.Proofs.Tests;

/// <summary>G2 agrees with the independent vectors; the pairing is bilinear, not trivial, and answers as precompile 08 must.</summary>
public sealed class PairingTests
{
    private static readonly JsonElement Curve = Vectors.All.GetProperty("curve");

    [Fact]
    public void G2_AgreesWithTheVectors()
    {
        foreach (JsonElement row in Curve.GetProperty("multiples").EnumerateArray())
        {
            Assert.Equal(row.Bytes("g2"), (Fr.Read(row.Bytes("k")) * G2Point.Generator).ToBytes());
            Assert.Equal(row.Bytes("g2"), G2Point.Read(row.Bytes("g2")).ToBytes());
        }
        JsonElement scalars = Curve.GetProperty("g2scalars");
        G2Point sum = Fr.Read(scalars[0].Bytes()) * G2Point.Generator + Fr.Read(scalars[1].Bytes()) * G2Point.Generator;
        Assert.Equal(Curve.Bytes("g2sum"), sum.ToBytes());
        Assert.True((sum + -sum).IsInfinity);
    }

    [Fact]
    public void G2Read_OutsideTheSubgroup_IsRefused()
    {
        // The first x with a point on the curve; the cofactor makes it all but certain to be outside the subgroup.
        Fq2 coefficient = G2Point.Generator.Y.Square() - G2Point.Generator.X.Square() * G2Point.Generator.X;
        for (int real = 1; ; real++)
        {
            Fq2 x = new(real, 1);
            if (!TrySquareRoot(x.Square() * x + coefficient, out Fq2 y))
                continue;
            G2Point point = new(x, y);
            Assert.True(point.IsOnCurve);
            Assert.False(point.IsInSubgroup);
            Assert.Throws<FieldFormatException>(() => G2Point.Read(point.ToBytes()));
            break;
        }
        byte[] off = G2Point.Generator.ToBytes();
        off[127] ^= 1;
        Assert.Throws<FieldFormatException>(() => G2Point.Read(off));
        Assert.Throws<FieldFormatException>(() => G2Point.Read(new byte[127]));
        byte[] large = G2Point.Generator.ToBytes();
        large.AsSpan(0, 32).Fill(0xff);
        Assert.Throws<FieldFormatException>(() => G2Point.Read(large));
    }

    [Fact]
    public void Products_AnswerAsTheExponentsSay()
    {
        foreach (JsonElement row in Curve.GetProperty("pairings").EnumerateArray())
        {
            byte[] input = row.Bytes("input");
            List<(G1Point, G2Point)> pairs = [];
            for (int at = 0; at < input.Length; at += G1Point.Bytes + G2Point.Bytes)
                pairs.Add((G1Point.Read(input.AsSpan(at, G1Point.Bytes)), G2Point.Read(input.AsSpan(at + G1Point.Bytes, G2Point.Bytes))));
            Assert.Equal(row.GetProperty("one").GetBoolean(), Pairing.ProductIsOne([.. pairs]));
        }
    }

    [Fact]
    public void Pairing_IsBilinearAndNotTrivial()
    {
        Fq12 one = Pairing.Of(G1Point.Generator, G2Point.Generator);
        Assert.NotEqual(Fq12.One, one);
        Assert.Equal(Fq12.One, one.Power(Fr.Modulus));
        Fr a = Samples.Random<ScalarModulus>(new Random(1));
        Fr b = Samples.Random<ScalarModulus>(new Random(2));
        Fq12 expected = one.Power((a * b).ToBigInteger());
        Assert.Equal(expected, Pairing.Of(a * G1Point.Generator, b * G2Point.Generator));
        Assert.Equal(expected, Pairing.Of(b * G1Point.Generator, a * G2Point.Generator));
        Assert.Equal(expected, Pairing.Of((a * b) * G1Point.Generator, G2Point.Generator));
        Assert.Equal(Fq12.One, Pairing.Of(G1Point.Infinity, G2Point.Generator));
    }

    [Fact]
    public void TowerFields_InvertAndSquare()
    {
        Random random = new(3);
        Fq Next() => Samples.Random<BaseModulus>(random);
        Fq2 Next2() => new(Next(), Next());
        Fq6 Next6() => new(Next2(), Next2(), Next2());
        Fq12 value = new(Next6(), Next6());
        Assert.Equal(Fq12.One, value * value.Inverse());
        Assert.Equal(value * value, value.Square());
        Assert.Equal(Fq6.One, value.A * value.A.Inverse());
        Assert.Equal(value.Power(Fq.Modulus * Fq.Modulus), value.FrobeniusSquared());
        Fq2 two = Next2();
        Assert.Equal(two * two, two.Square());
        Assert.Equal(two * Fq2.Xi, two.TimesXi());
        Assert.Equal(two.Power(Fq.Modulus), two.Conjugate);
    }

    // For q = 3 mod 4: Adj and Rodriguez-Henriquez, "Square root computation over even extension fields", 2012, algorithm 9.
    private static bool TrySquareRoot(Fq2 value, out Fq2 root)
    {
        Fq2 a1 = value.Power((Fq.Modulus - 3) / 4);
        Fq2 alpha = a1 * a1 * value;
        Fq2 x = a1 * value;
        root = alpha == -Fq2.One ? new Fq2(default, 1) * x : (Fq2.One + alpha).Power((Fq.Modulus - 1) / 2) * x;
        return root.Square() == value;
    }
}
