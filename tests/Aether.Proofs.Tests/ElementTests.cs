using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Aether.Proofs.Tests;

/// <summary>The scalar reference agrees with the independent vectors, with BigInteger, and obeys the laws of a field.</summary>
public sealed class ScalarFieldTests : ElementTests<ScalarModulus>
{
    public ScalarFieldTests()
        : base("fr") { }
}

public sealed class BaseFieldTests : ElementTests<BaseModulus>
{
    public BaseFieldTests()
        : base("fq") { }

    [Fact]
    public void SquareRoot_OfASquare_IsARoot()
    {
        for (int i = 0; i < 20; i++)
        {
            Fq value = Samples.Random<BaseModulus>(new Random(i));
            Assert.True(value.Square().TrySquareRoot(out Fq root));
            Assert.True(root == value || root == -value);
        }
    }

    [Fact]
    public void SquareRoot_OfANonSquare_IsRefused() =>
        Assert.False(Fq.FromLimbs(1, 0, 0, 0).TrySquareRoot(out _) && (-Fq.One).TrySquareRoot(out _));
}

public abstract class ElementTests<TModulus>(string name)
    where TModulus : struct, IModulus
{
    private static readonly BigInteger P = Element<TModulus>.Modulus;
    private readonly JsonElement _vectors = Vectors.All.GetProperty(name);

    [Fact]
    public void Modulus_IsTheReferences() => Assert.Equal(_vectors.GetProperty("modulus").GetString(), P.ToString());

    [Fact]
    public void Arithmetic_AgreesWithTheVectors()
    {
        foreach (JsonElement pair in _vectors.GetProperty("pairs").EnumerateArray())
        {
            var a = Element<TModulus>.Read(pair.Bytes("a"));
            var b = Element<TModulus>.Read(pair.Bytes("b"));
            Assert.Equal(pair.Bytes("a"), a.ToBytes());
            Assert.Equal(pair.Bytes("sum"), (a + b).ToBytes());
            Assert.Equal(pair.Bytes("difference"), (a - b).ToBytes());
            Assert.Equal(pair.Bytes("product"), (a * b).ToBytes());
            Assert.Equal(pair.Bytes("cube"), a.Power(3).ToBytes());
            if (pair.GetProperty("inverse").ValueKind == JsonValueKind.Null)
                Assert.Throws<DivideByZeroException>(() => a.Inverse());
            else
                Assert.Equal(pair.Bytes("inverse"), a.Inverse().ToBytes());
        }
    }

    [Fact]
    public void Read_ModulusOrMore_IsRefused()
    {
        foreach (JsonElement value in _vectors.GetProperty("refused").EnumerateArray())
        {
            Assert.False(Element<TModulus>.TryRead(value.Bytes(), out _));
            Assert.Throws<FieldFormatException>(() => Element<TModulus>.Read(value.Bytes()));
            Assert.Equal(new Element<TModulus>(new BigInteger(value.Bytes(), true, true)), Element<TModulus>.ReadReduced(value.Bytes()));
        }
        Assert.Throws<FieldFormatException>(() => Element<TModulus>.Read(new byte[31]));
        Assert.Throws<FieldFormatException>(() => Element<TModulus>.Read(new byte[33]));
        // One below the modulus is the largest that is read.
        Assert.Equal(P - 1, Element<TModulus>.Read((P - 1).ToByteArray(true, true)).ToBigInteger());
        Assert.Throws<FieldFormatException>(() =>
            Element<TModulus>.FromMontgomery(TModulus.Limb0, TModulus.Limb1, TModulus.Limb2, TModulus.Limb3)
        );
    }

    [Fact]
    public void Arithmetic_AgreesWithBigInteger_EveryEdgeWithEveryEdge()
    {
        Element<TModulus>[] edges = Samples.Edges<TModulus>();
        foreach (Element<TModulus> a in edges)
        foreach (Element<TModulus> b in edges)
        {
            (BigInteger x, BigInteger y) = (a.ToBigInteger(), b.ToBigInteger());
            Assert.Equal((x + y) % P, (a + b).ToBigInteger());
            Assert.Equal((x - y + P) % P, (a - b).ToBigInteger());
            Assert.Equal(x * y % P, (a * b).ToBigInteger());
        }
    }

    [Fact]
    public void Laws_OfAField_Hold()
    {
        var triples = from seed in Gen.Choose(0, int.MaxValue) select Samples.Triple<TModulus>(seed);
        Prop.ForAll(
                Arb.From(triples),
                t =>
                    t.A + t.B == t.B + t.A
                    && t.A * t.B == t.B * t.A
                    && (t.A + t.B) + t.C == t.A + (t.B + t.C)
                    && (t.A * t.B) * t.C == t.A * (t.B * t.C)
                    && t.A * (t.B + t.C) == t.A * t.B + t.A * t.C
                    && t.A - t.B == t.A + -t.B
                    && (t.A - t.A).IsZero
                    && t.A * Element<TModulus>.One == t.A
                    && (t.A.IsZero || (t.A * t.A.Inverse()).IsOne)
                    && t.A.Power(5) == t.A * t.A * t.A * t.A * t.A
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Inverse_ByDivisionSteps_IsThePower()
    {
        foreach (Element<TModulus> value in Samples.Edges<TModulus>().Concat(Samples.Mixed<TModulus>(2000, 11)).Where(each => !each.IsZero))
            Assert.Equal(value.InverseByPower(), value.Inverse());
        Assert.True(default(Element<TModulus>).InverseByPower().IsZero);
    }

    [Fact]
    public void Inverse_OfEveryPowerOfTwoAndItsNeighbours_IsThePower()
    {
        for (int bit = 1; bit < 254; bit++)
        for (int around = -1; around <= 1; around++)
        {
            Element<TModulus> value = new((BigInteger.One << bit) + around);
            Assert.True((value * value.Inverse()).IsOne);
            // The limbs themselves, not the number, are what the steps see.
            (ulong l0, ulong l1, ulong l2, ulong l3) = value.ToCanonical();
            var raw = Element<TModulus>.FromMontgomery(l0, l1, l2, l3);
            Assert.True((raw * raw.Inverse()).IsOne);
        }
    }

    [Fact]
    public void SignedIntegers_AreTheirResidues()
    {
        foreach (long value in new[] { 0, 1, -1, 127, -127, long.MaxValue, long.MinValue })
            Assert.Equal((value + P) % P, new Element<TModulus>(value).ToBigInteger());
    }
}
