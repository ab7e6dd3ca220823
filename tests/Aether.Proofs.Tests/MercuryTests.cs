using System.Numerics;
using System.Text.Json;

namespace Aether.Proofs.Tests;

/// <summary>An opening shows the value it claims and no other; the bytes are those of two independent provers.</summary>
public sealed class MercuryTests
{
    private static readonly JsonElement Reference = Vectors.All.GetProperty("mercury");
    private static readonly Srs Setup = Srs.ForTests(12);
    private static readonly byte[] State = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void Proofs_AndTraces_AreTheReferences()
    {
        Srs srs = Srs.FromTau(Fr.Read(Reference.Bytes("tau")), 6);
        Assert.Equal(Reference.Bytes("tau2"), srs.TauG2.ToBytes());
        foreach (JsonElement row in Reference.GetProperty("cases").EnumerateArray())
        {
            Fr[] table = Words(row.GetProperty("table"));
            Fr[] point = Words(row.GetProperty("point"));
            Fr value = MultilinearTable.Evaluate(table, point);
            Assert.Equal(row.Bytes("value"), value.ToBytes());
            Assert.Equal(row.Bytes("commitment"), srs.Commit(table).ToBytes());
            using StringWriter proving = new();
            byte[] proof = MercuryProver.Open(srs, table, point, new Transcript(row.Bytes("state"), proving));
            Assert.Equal(row.Bytes("proof"), proof);
            using StringWriter checking = new();
            Transcript transcript = new(row.Bytes("state"), checking);
            Assert.True(MercuryVerifier.Verify(srs.TauG2, srs.Commit(table), point, value, proof, transcript));
            string trace = string.Concat(row.GetProperty("trace").EnumerateArray().Select(line => line.GetString() + "\n"));
            Assert.Equal(trace, proving.ToString());
            Assert.Equal(trace, checking.ToString());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(12)]
    public void EverySize_ShowsItsValue_AndNothingElse(int variables)
    {
        Fr[] table = Samples.Mixed<ScalarModulus>(1 << variables, variables);
        Opening good = Opening.Of(table, Samples.Mixed<ScalarModulus>(variables, 50 + variables));
        Assert.True(good.Verify());
        Assert.False((good with { Value = good.Value + 1 }).Verify());
        Assert.False((good with { Commitment = good.Commitment + G1Point.Generator }).Verify());
        Assert.False((good with { State = new byte[32] }).Verify());
        Fr[] moved = [.. good.Point];
        moved[^1] += 1;
        Assert.False((good with { Point = moved }).Verify());
    }

    [Fact]
    public void SecondProver_GivesTheSameBytes()
    {
        foreach (int variables in new[] { 2, 4, 6, 8 })
        {
            Fr[] table = Samples.Mixed<ScalarModulus>(1 << variables, variables);
            Opening good = Opening.Of(table, Samples.Mixed<ScalarModulus>(variables, 60 + variables));
            (byte[] proof, Fr value) = CheatingMercury.Open(Setup, table, good.Point, new Transcript(State), default);
            Assert.Equal(good.Proof, proof);
            Assert.Equal(good.Value, value);
            Assert.Equal(good.Proof, MercuryProver.Open(Setup, table, good.Point, new Transcript(State), threads: 3));
        }
    }

    [Fact]
    public void ForgedG_PassesWithoutTheDegreeCheck_AndIsRefusedWithIt()
    {
        foreach (int variables in new[] { 2, 4, 6 })
        {
            Fr[] table = Samples.Mixed<ScalarModulus>(1 << variables, variables);
            Fr[] point = Samples.Mixed<ScalarModulus>(variables, 70 + variables);
            Fr truth = MultilinearTable.Evaluate(table, point);
            (byte[] proof, Fr value) = CheatingMercury.Open(Setup, table, point, new Transcript(State), 5);
            Assert.NotEqual(truth, value);
            Opening forged = new(Setup.Commit(table), point, value, proof, State);
            Assert.True(forged.Verify(parts: MercuryVerifier.AllParts - 1));
            Assert.False(forged.Verify());
        }
    }

    [Fact]
    public void EveryWord_FlippedOrMovedByTheModulus_IsRefused()
    {
        Opening good = Opening.Of(Samples.Mixed<ScalarModulus>(16, 1), Samples.Mixed<ScalarModulus>(4, 2));
        Assert.True(good.Verify());
        for (int at = 0; at < good.Proof.Length; at += 32)
        {
            foreach (int bit in new[] { 0, 100, 255 })
            {
                byte[] flipped = [.. good.Proof];
                flipped[at + bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False((good with { Proof = flipped }).Verify());
            }
            BigInteger modulus = at < 8 * G1Point.Bytes ? Fq.Modulus : Fr.Modulus;
            byte[] shifted = [.. good.Proof];
            BigInteger word = new BigInteger(shifted.AsSpan(at, 32), isUnsigned: true, isBigEndian: true) + modulus;
            byte[] bytes = word.ToByteArray(isUnsigned: true, isBigEndian: true);
            Assert.Equal(32, bytes.Length);
            bytes.CopyTo(shifted, at);
            Assert.False((good with { Proof = shifted }).Verify());
        }
    }

    [Fact]
    public void EveryPointAndWord_ReplacedByAnotherValidOne_IsRefused()
    {
        Opening good = Opening.Of(Samples.Mixed<ScalarModulus>(16, 3), Samples.Mixed<ScalarModulus>(4, 4));
        for (int i = 0; i < 8; i++)
        {
            Span<byte> point = good.Proof.AsSpan(64 * i, 64);
            foreach (G1Point other in new[] { -G1Point.Read(point), G1Point.Read(point) + G1Point.Generator, G1Point.Infinity })
            {
                byte[] changed = [.. good.Proof];
                other.ToBytes().CopyTo(changed, 64 * i);
                Assert.NotEqual(good.Proof, changed);
                Assert.False((good with { Proof = changed }).Verify());
            }
            byte[] added = [.. good.Proof];
            (Fr.Read(added.AsSpan(512 + 32 * i, 32)) + 1).ToBytes().CopyTo(added, 512 + 32 * i);
            Assert.False((good with { Proof = added }).Verify());
        }
    }

    [Fact]
    public void OtherLengths_AreRefused()
    {
        Opening good = Opening.Of(Samples.Mixed<ScalarModulus>(16, 5), Samples.Mixed<ScalarModulus>(4, 6));
        Assert.False((good with { Proof = good.Proof[..^1] }).Verify());
        Assert.False((good with { Proof = [.. good.Proof, 0] }).Verify());
        Assert.False((good with { Proof = [] }).Verify());
    }

    [Fact]
    public void TablesOfZerosAndOfOneValue_AreOpened()
    {
        Fr[] point = Samples.Mixed<ScalarModulus>(4, 8);
        foreach (Fr each in new[] { Fr.Zero, Fr.One, (Fr)(-127) })
        {
            Opening opening = Opening.Of([.. Enumerable.Repeat(each, 16)], point);
            Assert.Equal(each, opening.Value);
            Assert.True(opening.Verify());
            Assert.False((opening with { Value = each + 1 }).Verify());
        }
        // At a corner of the cube the value is an entry.
        Fr[] table = Samples.Mixed<ScalarModulus>(16, 9);
        Opening corner = Opening.Of(table, [1, 0, 1, 1]);
        Assert.Equal(table[13], corner.Value);
        Assert.True(corner.Verify());
    }

    [Fact]
    public void SizesThatDoNotFit_AreRefused()
    {
        Fr[] point = new Fr[4];
        Assert.Throws<ArgumentException>(() => MercuryProver.Open(Setup, new Fr[15], point, new Transcript()));
        Assert.Throws<ArgumentException>(() => MercuryProver.Open(Setup, new Fr[8], point.AsSpan(0, 3), new Transcript()));
        Assert.Throws<ArgumentException>(() => MercuryProver.Open(Setup, new Fr[1], [], new Transcript()));
        Assert.Throws<ArgumentException>(() => MercuryProver.Open(Srs.ForTests(3), new Fr[16], point, new Transcript()));
        Assert.Throws<ArgumentException>(() =>
            MercuryVerifier.Verify(Setup.TauG2, default, new Fr[3], default, new byte[768], new Transcript())
        );
    }

    [Fact]
    public void Cancelled_StopsAndSaysSo()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            MercuryProver.Open(Setup, new Fr[16], new Fr[4], new Transcript(), cancellation: source.Token)
        );
    }

    private static Fr[] Words(JsonElement list) => [.. list.EnumerateArray().Select(word => Fr.Read(word.Bytes()))];

    private sealed record Opening(G1Point Commitment, Fr[] Point, Fr Value, byte[] Proof, byte[] State)
    {
        public static Opening Of(Fr[] table, Fr[] point) =>
            new(
                Setup.Commit(table),
                point,
                MultilinearTable.Evaluate(table, point),
                MercuryProver.Open(Setup, table, point, new Transcript(MercuryTests.State)),
                MercuryTests.State
            );

        public bool Verify(int parts = MercuryVerifier.AllParts) =>
            MercuryVerifier.Verify(Setup.TauG2, Commitment, Point, Value, Proof, new Transcript(State), parts);
    }
}
