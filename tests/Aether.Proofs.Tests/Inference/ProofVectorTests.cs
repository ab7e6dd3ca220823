using System.Numerics;
using System.Text;
using Aether.Harness;
using Aether.Hashing;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Against an independent prover and verifier, written from prover/PROOFS.md in another language.</summary>
public sealed class ProofVectorTests
{
    public static TheoryData<string> Proofs() => [.. ProofVector.All["proofs"]!.AsArray().Select(proof => VectorFile.Text(proof!["name"]))];

    [Theory]
    [MemberData(nameof(Proofs))]
    public void Prover_MakesTheVectorsBytes(string name)
    {
        ProofVector vector = ProofVector.Of(name);
        Air8Model model = vector.Plan.Model;
        Tensor input;
        try
        {
            input = Tensor.Decode(ElementType.Int8, model.InputShape, vector.Frame);
        }
        catch (Air8RefusedException)
        {
            // A requester's point may stand for a frame with padding; a Node is never given one.
            Assert.Equal("paddingByPoint", name);
            return;
        }
        Srs srs = Strings.Of(ProofVector.Tau, vector.Plan.CoordinateCount);
        Tensor output = Air8Runtime.Run(model, input).Output;
        StringWriter trace = new();
        byte[] proof = InferenceProver.Prove(
            Witness.Of(vector.Plan, input),
            vector.Statement(),
            input,
            vector.Ciphertext(output),
            srs,
            new ProverOptions { Transcript = new Transcript(new byte[Transcript.StateBytes], trace) }
        );
        Assert.Equal(Convert.ToHexString(vector.Proof.Span), Convert.ToHexString(proof));
        Assert.Equal(
            vector.TraceHash,
            "0x" + Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(trace.ToString().TrimEnd())))
        );
    }

    /// <summary>Engine and proof: the two without a table of 2^16 rows always, all in deep runs. The widest makes all of them above.</summary>
    public static TheoryData<string, string> Engines()
    {
        TheoryData<string, string> rows = [];
        foreach (ProofEngine engine in ProofEngine.OfCpu)
        foreach (string name in Seed.Deep ? GoldenProofs.Hashes.Keys : ["identity", "moreSlotsThanRows"])
            rows.Add(engine.Name, name);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void I50_Prove_OnEveryWidth_GivesTheGoldenProof(string engine, string name)
    {
        ProverOptions options = new() { Engine = ProofEngine.OfCpu.Single(one => one.Name == engine) };
        Assert.Equal(GoldenProofs.Hashes[name], GoldenProofs.HashOf(GoldenProofs.Prove(ProofVector.Of(name), options)));
    }

    /// <summary>Every proof of the vectors but the one that no prover is asked for, each with the hash of its own bytes.</summary>
    [Fact]
    public void GoldenHashes_AreThoseOfTheVectors()
    {
        string[] made =
        [
            .. ProofVector.All["proofs"]!
                .AsArray()
                .Select(proof => VectorFile.Text(proof!["name"]))
                .Where(name => name != "paddingByPoint"),
        ];
        Assert.Equal(made.Order(), GoldenProofs.Hashes.Keys.Order());
        Assert.All(made, name => Assert.Equal(GoldenProofs.Hashes[name], GoldenProofs.HashOf(ProofVector.Of(name).Proof.Span)));
    }

    [Theory]
    [MemberData(nameof(Proofs))]
    public void Verifier_TakesTheVectorsProofs_WithTheSameTranscript(string name)
    {
        ProofVector vector = ProofVector.Of(name);
        Srs srs = Strings.Of(ProofVector.Tau, vector.Plan.CoordinateCount);
        StringWriter trace = new();
        VerifyingKey key = InferenceProver.KeyOf(vector.Plan, srs);
        Assert.Equal((vector.Key.WeightsPoint, vector.Key.TablePoint), (key.WeightsPoint, key.TablePoint));
        Assert.Null(vector.Verify(vector.Envelope));
        string? refused = InferenceVerifier.Verify(
            key,
            vector.Statement(),
            vector.Proof,
            srs.TauG2,
            new Transcript(new byte[Transcript.StateBytes], trace)
        );
        Assert.Null(refused);
        string[] lines = trace.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < vector.Trace.Length; i++)
            Assert.Equal(vector.Trace[i], lines[i]);
        Assert.Equal(
            vector.TraceHash,
            "0x" + Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(trace.ToString().TrimEnd())))
        );
    }

    /// <summary>Every word of a proof: one bit another, or larger by the modulus.</summary>
    [Fact]
    public void Verifier_EveryWordOfAProofChanged_IsRefused()
    {
        ProofVector vector = ProofVector.Of("dense");
        Srs srs = Strings.Of(ProofVector.Tau, vector.Plan.CoordinateCount);
        VerifyingKey key = InferenceProver.KeyOf(vector.Plan, srs);
        InferenceStatement statement = vector.Statement();
        BigInteger modulus = Fr.Modulus;
        for (int at = 0; at < vector.Proof.Length; at += Fr.Bytes)
        {
            byte[] flipped = vector.Proof.ToArray();
            flipped[at + Fr.Bytes - 1] ^= 1;
            Assert.NotNull(InferenceVerifier.Verify(key, statement, flipped, srs.TauG2));
            byte[] shifted = vector.Proof.ToArray();
            BigInteger word = new BigInteger(shifted.AsSpan(at, Fr.Bytes), isUnsigned: true, isBigEndian: true) + modulus;
            byte[] bytes = word.ToByteArray(isUnsigned: true, isBigEndian: true);
            if (bytes.Length > Fr.Bytes)
                continue;
            bytes.CopyTo(shifted, at + Fr.Bytes - bytes.Length);
            Assert.NotNull(InferenceVerifier.Verify(key, statement, shifted, srs.TauG2));
        }
        Assert.NotNull(InferenceVerifier.Verify(key, statement, vector.Proof[..^1], srs.TauG2));
        Assert.NotNull(InferenceVerifier.Verify(key, statement, new byte[vector.Proof.Length + 1], srs.TauG2));
        Assert.NotNull(InferenceVerifier.Verify(key, statement, (byte[])[.. vector.Proof.Span, 0], srs.TauG2));
        byte[] another = statement.Ic.ToArray();
        another[0] ^= 1;
        Assert.NotNull(InferenceVerifier.Verify(key, statement with { Ic = another }, vector.Proof, srs.TauG2));
    }
}
