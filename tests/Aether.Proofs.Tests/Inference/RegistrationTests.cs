using System.Text;
using System.Text.Json.Nodes;
using Aether.Hashing;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Registrations and leaf challenges, against those of the independent reference.</summary>
public sealed class RegistrationTests
{
    private static JsonNode Registrations => ProofVector.All["registrations"]!;

    [Fact]
    public void Prover_MakesTheVectorsBytes_WithTheirTranscripts()
    {
        foreach (JsonNode? accepted in Registrations["accepted"]!.AsArray())
        {
            ProofPlan plan = ProofVector.PlanOf(ProofVector.Model(VectorFile.Text(accepted!["model"])));
            Srs srs = Strings.Of(ProofVector.Tau, plan.CoordinateCount);
            VerifyingKey key = InferenceProver.KeyOf(plan, srs);
            // Some are registrations of columns that are not the file's: those cannot be made from the file.
            if (key != ProofVector.KeyOf(accepted, plan))
                continue;
            StringWriter trace = new();
            byte[] proof = RegistrationProver.Prove(
                plan,
                VectorFile.Bytes(accepted["contentHash"]),
                srs,
                new ProverOptions { Transcript = new Transcript(new byte[Transcript.StateBytes], trace) }
            );
            Assert.Equal(VectorFile.Text(accepted["proof"]), "0x" + Convert.ToHexStringLower(proof));
            Assert.Equal(VectorFile.Text(accepted["traceHash"]), HashOf(trace));
        }
    }

    [Fact]
    public void Verifier_TakesTheVectorsRegistrations_WithTheSameTranscript()
    {
        foreach (JsonNode? accepted in Registrations["accepted"]!.AsArray())
        {
            StringWriter trace = new();
            Assert.Null(Verify(accepted!, transcript: new Transcript(new byte[Transcript.StateBytes], trace)));
            Assert.Equal(VectorFile.Text(accepted!["traceHash"]), HashOf(trace));
        }
    }

    private static string HashOf(StringWriter trace) =>
        "0x" + Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(trace.ToString().TrimEnd())));

    [Fact]
    public void Verifier_JudgesTheVectorsAsTheReferenceDoes()
    {
        JsonArray accepted = Registrations["accepted"]!.AsArray();
        JsonArray refused = Registrations["refused"]!.AsArray();
        Assert.InRange(accepted.Count, 3, 50);
        Assert.InRange(refused.Count, 10, 50);
        foreach (JsonNode? registration in accepted)
            Assert.Null(Verify(registration!));
        foreach (JsonNode? registration in refused)
            Assert.NotNull(Verify(registration!));
    }

    [Fact]
    public void Verifier_EveryWordOfAProofChanged_IsRefused()
    {
        JsonNode registration = Registrations["accepted"]![0]!;
        byte[] proof = VectorFile.Bytes(registration["proof"]);
        for (int at = Fr.Bytes - 1; at < proof.Length; at += Fr.Bytes)
        {
            proof[at] ^= 1;
            Assert.NotNull(Verify(registration, proof));
            proof[at] ^= 1;
        }
        Assert.Null(Verify(registration, proof));
    }

    [Fact]
    public void LeafChallenge_IsJudgedAsTheReferenceDoes_AndAnsweredByTheSameBytes()
    {
        int answered = 0;
        foreach (JsonNode? leaf in ProofVector.All["leaves"]!.AsArray())
        {
            ProofPlan plan = ProofVector.PlanOf(ProofVector.Model(VectorFile.Text(leaf!["model"])));
            LeafChallenge challenge = new(
                VectorFile.Text(leaf["section"]) == "weights",
                VectorFile.Number(leaf["index"]),
                VectorFile.Bytes(leaf["challengeId"]),
                VectorFile.Bytes(leaf["blockHash"])
            );
            VerifyingKey key = ProofVector.KeyOf(leaf, plan);
            byte[] answer = VectorFile.Bytes(leaf["answer"]);
            bool accept = leaf["accept"]!.GetValue<bool>();
            StringWriter trace = new();
            Transcript transcript = new(new byte[Transcript.StateBytes], trace);
            Assert.Equal(accept, challenge.Verify(key, VectorFile.Bytes(leaf["leaf"]), answer, ProofVector.TauG2, transcript));
            if (!accept)
                continue;
            Assert.Equal(VectorFile.Text(leaf["traceHash"]), HashOf(trace));
            Assert.Equal(answer, challenge.Answer(plan, Strings.Of(ProofVector.Tau, plan.CoordinateCount)));
            answered++;
        }
        Assert.InRange(answered, 3, 50);
    }

    private static string? Verify(JsonNode registration, byte[]? proof = null, Transcript? transcript = null)
    {
        ProofPlan plan = ProofVector.PlanOf(ProofVector.Model(VectorFile.Text(registration["model"])));
        return RegistrationVerifier.Verify(
            ProofVector.KeyOf(registration, plan),
            VectorFile.Bytes(registration["contentHash"]),
            proof ?? VectorFile.Bytes(registration["proof"]),
            ProofVector.TauG2,
            transcript
        );
    }
}
