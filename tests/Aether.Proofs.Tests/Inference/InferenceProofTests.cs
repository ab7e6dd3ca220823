using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Proofs of whole runs: the verifier takes what the prover makes, for every served operator, in every form of input and output.</summary>
public sealed class InferenceProofTests
{
    private static readonly byte[] Ic = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static TheoryData<string> Served() => WitnessTests.Served();

    [Theory]
    [MemberData(nameof(Served))]
    public void Proof_OfAVectorsRun_IsAccepted(string name)
    {
        Air8Model model = Air8Model.Load(VectorFile.Build(name));
        JsonNode run = VectorFile.Model(name)["runs"]![1]!;
        AssertProved(model, VectorInputs.Of(run["inputs"]!.AsArray(), model)[0]);
    }

    /// <summary>One network of every kind, three in the deep run; those the tier serves are proved.</summary>
    [Fact]
    public void Proof_OfRandomModels_IsAccepted()
    {
        Random random = new(5);
        int proved = 0;
        int rounds = (Seed.Deep ? 3 : 1) * RandomModels.Kinds;
        for (int round = 0; round < rounds; round++)
        {
            (Air8Model model, Tensor[] inputs) = RandomModels.Build(random, round % RandomModels.Kinds);
            if (WitnessTests.Refusal(model) is not null || model.InputShape.FrameLog > 12)
                continue;
            AssertProved(model, inputs[0]);
            proved++;
        }
        Assert.True(proved >= rounds / 3, $"only {proved} of {rounds} were proved");
    }

    private static void AssertProved(Air8Model model, Tensor input)
    {
        ProofPlan plan = ProofPlan.Of(model);
        Srs srs = Strings.Of(plan.CoordinateCount);
        VerifyingKey key = InferenceProver.KeyOf(plan, srs);
        Witness witness = Witness.Of(plan, input);
        byte[] output = Air8Runtime.Run(model, input).Output.Bytes.ToArray();
        InferenceStatement statement = new()
        {
            Ic = Ic,
            Input = input.Bytes.ToArray(),
            Output = output,
        };
        byte[] proof = InferenceProver.Prove(witness, statement, input, null, srs);
        Assert.Null(InferenceVerifier.Verify(key, statement, proof, srs.TauG2));
        // One element of the output is another.
        byte[] wrong = (byte[])output.Clone();
        wrong[0] ^= 1;
        Assert.NotNull(InferenceVerifier.Verify(key, statement with { Output = wrong }, proof, srs.TauG2));

        statement = statement with
        {
            Input = null,
            InputPoint = srs.Commit(input.Bytes.ToArray().Select(code => (Fr)(code - 128)).ToArray()),
        };
        proof = InferenceProver.Prove(witness, statement, input, null, srs);
        Assert.Null(InferenceVerifier.Verify(key, statement, proof, srs.TauG2));
    }
}
