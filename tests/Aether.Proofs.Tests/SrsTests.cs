using System.Buffers.Binary;
using System.Text.Json;
using Aether.Proofs.Tests.Inference;

namespace Aether.Proofs.Tests;

/// <summary>A reference string from outside is taken only if it is what it says; contributions bind who made them.</summary>
public sealed class SrsTests
{
    private static readonly JsonElement Ptau = Vectors.All.GetProperty("ptau");
    private static readonly byte[] Seed = new byte[32];

    [Fact]
    public void PtauFile_OfTheReference_IsReadAndChecks()
    {
        Srs srs = PowersOfTauFile.Read(new MemoryStream(Ptau.Bytes("file")), 3);
        for (int i = 0; i < 8; i++)
            Assert.Equal(Ptau.GetProperty("points")[i].Bytes(), srs.Powers.Span[i].ToBytes());
        Assert.Equal(Ptau.Bytes("tau2"), srs.TauG2.ToBytes());
        Assert.True(srs.Check());
        Assert.False(srs.IsForTests);
        Srs smaller = PowersOfTauFile.Read(new MemoryStream(Ptau.Bytes("file")), 2);
        Assert.Equal(srs.Powers[..4].ToArray(), smaller.Powers.ToArray());
        Assert.NotEqual(srs.Id(), smaller.Id());
        Assert.Throws<FieldFormatException>(() => PowersOfTauFile.Read(new MemoryStream(Ptau.Bytes("file")), 4));
    }

    [Fact]
    public void PtauFile_CutAnywhere_IsRefused()
    {
        byte[] file = Ptau.Bytes("file");
        for (int length = 0; length < file.Length; length += length < 80 ? 1 : 97)
            Assert.Throws<FieldFormatException>(() => PowersOfTauFile.Read(new MemoryStream(file[..length]), 3));
    }

    [Theory]
    [InlineData(0, 1)] // magic
    [InlineData(4, 1)] // version
    [InlineData(8, 0xff)] // number of sections
    [InlineData(12, 1)] // id of section 1
    [InlineData(16, 1)] // size of section 1
    [InlineData(23, 0x80)] // size of section 1, top bit
    [InlineData(24, 1)] // width of the field
    [InlineData(28, 1)] // q
    [InlineData(60, 1)] // power
    [InlineData(63, 0x80)] // power
    [InlineData(68, 1)] // id of section 2
    [InlineData(72, 1)] // size of section 2
    [InlineData(80, 1)] // x of the first point
    [InlineData(111, 0xff)] // top byte of it: not canonical
    [InlineData(150, 1)] // the second point
    public void PtauFile_WithAByteChanged_IsRefused(int at, byte change)
    {
        byte[] file = Ptau.Bytes("file");
        file[at] ^= change;
        Assert.Throws<FieldFormatException>(() => PowersOfTauFile.Read(new MemoryStream(file), 3));
    }

    [Fact]
    public void PtauFile_WithAHugeSize_AllocatesNothing()
    {
        byte[] file = Ptau.Bytes("file");
        // Power 28 and a section size to match, in a file of a few kilobytes.
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), 28);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(72), ((2UL << 28) - 1) * 64);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FieldFormatException>(() => PowersOfTauFile.Read(new MemoryStream(file), 28));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Check_OnePowerWrong_IsRefused()
    {
        Srs srs = Srs.ForTests(4);
        Assert.True(srs.Check());
        for (int i = 0; i < 16; i++)
        {
            G1Point[] powers = srs.Powers.ToArray();
            powers[i] += G1Point.Generator;
            Assert.False(new Srs(powers, srs.TauG2).CheckSeeded(Seed, 1, CancellationToken.None));
        }
        Assert.False(new Srs(srs.Powers.ToArray(), srs.TauG2 + G2Point.Generator).Check());
        Assert.False(new Srs(srs.Powers.ToArray(), default).Check());
        // The powers of another base point, and of tau = 0.
        Assert.False(new Srs([.. srs.Powers.ToArray().Select(p => p + p)], srs.TauG2).Check());
        Assert.False(new Srs([G1Point.Generator, .. Enumerable.Repeat(G1Point.Infinity, 15)], default).Check());
    }

    [Fact]
    public void TestString_SaysSo_AndIsThePowersOfItsTau()
    {
        Srs srs = Srs.ForTests(5);
        Assert.True(srs.IsForTests);
        Assert.True(srs.Truncated(1).IsForTests);
        for (int i = 0; i < 32; i++)
            Assert.Equal(Srs.TestTau.Power(i) * G1Point.Generator, srs.Powers.Span[i]);
        Assert.Equal(Srs.TestTau * G2Point.Generator, srs.TauG2);
        Assert.Equal(ProofVector.Tau, Srs.TestTau);
        Assert.Throws<ArgumentOutOfRangeException>(() => Srs.ForTests(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Srs.ForTests(29));
    }

    /// <summary>Factors at every edge, zero among them, over more than one batch.</summary>
    [Fact]
    public void Multiples_AreThoseOfEveryPointScaledAlone()
    {
        G1Point point = G1Point.Generator + G1Point.Generator;
        Fr[] factors = [.. Samples.Edges<ScalarModulus>(), .. Samples.Mixed<ScalarModulus>(2 * MsmPlan.Batch, 5), default];
        G1Point[] expected = [.. Enumerable.Repeat(point, factors.Length)];
        PointScaling.Scale(expected, factors, 1, null, CancellationToken.None);
        G1Point[] multiples = PointScaling.Multiples(point, factors);
        Assert.Equal(expected, multiples);
        for (int i = 0; i < 20; i++)
            Assert.Equal(factors[i] * point, multiples[i]);
    }

    [Fact]
    public void Commit_IsTheValueAtTau()
    {
        Srs srs = Srs.ForTests(5);
        Fr[] coefficients = Samples.Mixed<ScalarModulus>(32, 1);
        Fr value = default;
        for (int i = 31; i >= 0; i--)
            value = value * Srs.TestTau + coefficients[i];
        Assert.Equal(value * G1Point.Generator, srs.Commit(coefficients));
        Assert.Throws<ArgumentException>(() => srs.Commit(new Fr[33]));
    }

    [Fact]
    public void OwnFile_ComesBackWithItsId_AndNothingElseIsRead()
    {
        Srs srs = Srs.ForTests(3);
        using MemoryStream stream = new();
        SrsFile.Write(srs, stream);
        byte[] file = stream.ToArray();
        Assert.Equal(SrsFile.BytesFor(3), file.Length);
        Srs back = SrsFile.Read(new MemoryStream(file));
        Assert.Equal(srs.Id(), back.Id());
        Assert.Equal(srs.Powers.ToArray(), back.Powers.ToArray());
        for (int length = 0; length < file.Length; length += 13)
            Assert.Throws<FieldFormatException>(() => SrsFile.Read(new MemoryStream(file[..length])));
        Assert.Throws<FieldFormatException>(() => SrsFile.Read(new MemoryStream([.. file, 0])));
        foreach (int at in new[] { 0, 4, 5, 6, 7, 8, 70, 136, 200, file.Length - 1 })
        {
            byte[] changed = [.. file];
            changed[at] ^= 0x40;
            Assert.Throws<FieldFormatException>(() => SrsFile.Read(new MemoryStream(changed)));
        }
    }

    [Fact]
    public void Contributions_LeadFromTheFirstStringToTheLast()
    {
        Srs first = PowersOfTauFile.Read(new MemoryStream(Ptau.Bytes("file")), 3);
        (Srs second, SrsContribution one) = SrsContribution.Make(first, first.Id(), "a"u8);
        (Srs third, SrsContribution two) = SrsContribution.Make(second, one.Hash(), default);
        Assert.True(third.Check());
        Assert.True(SrsContribution.VerifyChain(first, [one, two], third));
        Assert.True(SrsContribution.Read(one.ToBytes()).Verify(first.Id(), first.Powers.Span[1]));
        // Left out, in another order, of another string, ending elsewhere.
        Assert.False(SrsContribution.VerifyChain(first, [two], third));
        Assert.False(SrsContribution.VerifyChain(first, [two, one], third));
        Assert.False(SrsContribution.VerifyChain(second, [one, two], third));
        Assert.False(SrsContribution.VerifyChain(first, [one], third));
        Assert.False(SrsContribution.VerifyChain(first, [one, two], second));
    }

    [Fact]
    public void Contribution_WithAnyPartChanged_IsRefused()
    {
        Srs first = Srs.ForTests(2);
        (Srs second, SrsContribution good) = SrsContribution.Make(first, first.Id(), default);
        G1Point tau = first.Powers.Span[1];
        Assert.True(good.Verify(first.Id(), tau));
        Assert.True(second.Check());
        SrsContribution[] bad =
        [
            good with
            {
                Before = new byte[32],
            },
            good with
            {
                Tau = good.Tau + G1Point.Generator,
            },
            good with
            {
                Share = good.Share + G1Point.Generator,
            },
            good with
            {
                ShareG2 = good.ShareG2 + G2Point.Generator,
            },
            good with
            {
                Nonce = good.Nonce + G1Point.Generator,
            },
            good with
            {
                Answer = good.Answer + 1,
            },
            // Somebody else's share without the knowledge of it: the string of a rogue tau.
            good with
            {
                Share = G1Point.Infinity,
                ShareG2 = default,
                Tau = default,
            },
        ];
        foreach (SrsContribution each in bad)
            Assert.False(each.Verify(first.Id(), tau));
        Assert.Throws<FieldFormatException>(() => SrsContribution.Read(good.ToBytes().AsSpan(1)));
    }
}
