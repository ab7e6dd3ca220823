using System.Text.Json.Nodes;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Envelopes as the independent reference writes them, and every way it knows to write them wrong.</summary>
public sealed class EnvelopeTests
{
    public static TheoryData<string> Proofs() => ProofVectorTests.Proofs();

    public static TheoryData<string> Cheats() => [.. ProofVector.All["cheats"]!.AsArray().Select(cheat => VectorFile.Text(cheat!["name"]))];

    [Theory]
    [MemberData(nameof(Proofs))]
    public void Write_OfWhatWasOpened_GivesTheSameBytes(string name)
    {
        ProofVector vector = ProofVector.Of(name);
        if (name == "paddingByPoint")
            return;
        ReadOnlyMemory<byte> envelope = vector.Envelope;
        Tensor input = Tensor.Decode(ElementType.Int8, vector.Plan.Model.InputShape, vector.Frame);
        InferenceStatement statement = vector.Statement();
        Tensor result = Air8Runtime.Run(vector.Plan.Model, input).Output;
        int saltAt = InferenceEnvelope.ModelBytes + 1;
        int outputAt = saltAt + 32 + (vector.IsInputByPoint ? 96 : vector.Frame.Length);
        InferenceEnvelope.Output output = vector.Question.IsSealed
            ? InferenceEnvelope.Output.Sealed(
                vector.Ciphertext(result)!,
                envelope.Span.Slice(outputAt + 32, G1Point.Bytes),
                vector.Question.Answered
            )
            : InferenceEnvelope.Output.Public(new Digest(envelope.Span.Slice(outputAt, 32)), result);
        byte[] written = InferenceEnvelope.Write(
            envelope.Span[..InferenceEnvelope.ModelBytes],
            new Digest(envelope.Span.Slice(saltAt, 32)),
            input,
            vector.IsInputByPoint ? statement.InputPoint : null,
            output,
            vector.Proof.Span
        );
        Assert.Equal(Convert.ToHexString(envelope.Span), Convert.ToHexString(written));
    }

    /// <summary>Follows every message but one, on a false witness.</summary>
    [Theory]
    [MemberData(nameof(Cheats))]
    public void Verify_CheatingProver_IsRefused(string name)
    {
        JsonNode cheat = ProofVector.All["cheats"]!.AsArray().Single(node => VectorFile.Text(node!["name"]) == name)!;
        ProofVector vector = ProofVector.OfCheat(cheat);
        Assert.NotNull(vector.Verify(vector.Envelope));
    }

    [Fact]
    public void Verify_EditedEnvelopes_AreRefused()
    {
        int edited = 0;
        foreach (JsonNode? edits in ProofVector.All["edits"]!.AsArray())
        {
            ProofVector vector = ProofVector.Of(VectorFile.Text(edits!["of"]));
            byte[] honest = vector.Envelope.ToArray();
            foreach (JsonNode? edit in edits["edits"]!.AsArray())
            {
                byte[] bytes = (byte[])honest.Clone();
                byte[] put = VectorFile.Bytes(edit![1]);
                put.CopyTo(bytes, edit[0]!.GetValue<int>());
                Assert.NotEqual(honest, bytes);
                Assert.NotNull(vector.Verify(bytes));
                edited++;
            }
            foreach (int cut in VectorFile.Numbers<int>(edits["cut"]!.AsArray()))
                Assert.NotNull(vector.Verify(honest.AsMemory(..^cut)));
            foreach (int append in VectorFile.Numbers<int>(edits["append"]!.AsArray()))
                Assert.NotNull(vector.Verify((byte[])[.. honest, .. new byte[append]]));
        }
        Assert.InRange(edited, 600, 5000);
    }

    /// <summary>An honest envelope under another chain, market, payee, key, or any other field of the question.</summary>
    [Fact]
    public void Verify_EnvelopeOfAnotherQuestion_IsRefused()
    {
        JsonArray replays = ProofVector.All["replays"]!.AsArray();
        foreach (JsonNode? replay in replays)
        {
            ProofVector vector = ProofVector.Of(VectorFile.Text(replay!["of"]));
            ProofQuestion question = vector.Question;
            if (replay["statement"] is JsonNode statement)
                question = ProofVector.QuestionOf(statement, replay["context"]!, null) with { Key = question.Key };
            if (replay["key"] is JsonNode other)
                question = question with { Key = ProofVector.DigestOf(other) };
            Assert.NotNull(InferenceEnvelope.Verify(vector.Key, vector.ContentHash, question, vector.Envelope, ProofVector.TauG2));
        }
        Assert.InRange(replays.Count, 40, 500);
    }

    /// <summary>Nothing is claimed that is not proved. A Node that makes its own commitment could prove this one, so the proof alone does not refuse it.</summary>
    [Fact]
    public void Verify_SealedOutputThatNamesAPlainOneToo_IsRefused()
    {
        ProofVector vector = ProofVector.Of("singleSealed");
        ProofQuestion question = vector.Question with { Claim = vector.Question.Claim with { OutputCommit = vector.ContentHash } };
        string? refused = InferenceEnvelope.Verify(vector.Key, vector.ContentHash, question, vector.Envelope, ProofVector.TauG2);
        Assert.Equal("a sealed output has no outputCommit", refused);
    }
}
