using System.Text.Json.Nodes;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Mutated proofs, Statements and registrations: this verifier says of each what the independent reference says.</summary>
/// <remarks>AETHER_MUTANTS names another file than the one checked in: `proofs.py --mutants N --seed S --out FILE` makes it.</remarks>
public sealed class MutantTests
{
    private static readonly JsonNode Mutants = JsonNode.Parse(
        File.ReadAllText(Environment.GetEnvironmentVariable("AETHER_MUTANTS") ?? Path.Combine(VectorFile.Folder, "proofmutants.json"))
    )!;

    [Fact]
    public void Inferences_AreJudgedAsTheReferenceDoes()
    {
        Dictionary<string, ProofVector> bases = [];
        int accepted = 0;
        JsonArray mutants = Mutants["inferences"]!.AsArray();
        for (int i = 0; i < mutants.Count; i++)
        {
            JsonNode mutant = mutants[i]!;
            string name = VectorFile.Text(mutant["of"]);
            if (!bases.TryGetValue(name, out ProofVector? of))
                bases[name] = of = ProofVector.Of(name);
            JsonNode given = ProofVector.All["proofs"]!.AsArray().Single(proof => VectorFile.Text(proof!["name"]) == name)!;
            JsonNode model = ProofVector.Model(VectorFile.Text(given["model"]));
            JsonNode registered = Replaced(model, mutant["registered"]);
            ProofQuestion question = ProofVector.QuestionOf(
                Replaced(given["statement"]!, mutant["statement"]),
                Replaced(ProofVector.All["context"]!, mutant["context"]),
                mutant["key"] ?? given["key"]
            );
            string? reason = InferenceEnvelope.Verify(
                ProofVector.KeyOf(registered, of.Plan),
                ProofVector.DigestOf(registered["contentHash"]),
                question,
                Edited(of.Envelope.ToArray(), mutant),
                ProofVector.TauG2
            );
            Assert.True(Accepts(mutant) == reason is null, $"inference {i}, {VectorFile.Text(mutant["what"])}: {reason ?? "accepted"}");
            accepted += reason is null ? 1 : 0;
        }
        Assert.InRange(accepted, 10, mutants.Count / 2);
    }

    [Fact]
    public void Registrations_AreJudgedAsTheReferenceDoes()
    {
        JsonArray mutants = Mutants["registrations"]!.AsArray();
        Assert.InRange(mutants.Count, 10, 100_000);
        foreach (JsonNode? mutant in mutants)
        {
            JsonNode of = Accepted(ProofVector.All["registrations"]!["accepted"]!, mutant!);
            ProofPlan plan = ProofVector.PlanOf(ProofVector.Model(VectorFile.Text(of["model"])));
            JsonNode registered = Replaced(of, mutant!["registered"]);
            string? reason = RegistrationVerifier.Verify(
                ProofVector.KeyOf(registered, plan),
                VectorFile.Bytes(registered["contentHash"]),
                Edited(VectorFile.Bytes(of["proof"]), mutant),
                ProofVector.TauG2
            );
            Assert.True(Accepts(mutant) == reason is null, $"{VectorFile.Text(mutant["what"])}: {reason ?? "accepted"}");
        }
    }

    [Fact]
    public void Leaves_AreJudgedAsTheReferenceDoes()
    {
        JsonArray mutants = Mutants["leaves"]!.AsArray();
        Assert.InRange(mutants.Count, 10, 100_000);
        foreach (JsonNode? mutant in mutants)
        {
            JsonNode of = Accepted(ProofVector.All["leaves"]!, mutant!);
            ProofPlan plan = ProofVector.PlanOf(ProofVector.Model(VectorFile.Text(of["model"])));
            LeafChallenge challenge = new(
                VectorFile.Text(of["section"]) == "weights",
                VectorFile.Number(mutant!["index"] ?? of["index"]),
                VectorFile.Bytes(mutant["challengeId"] ?? of["challengeId"]),
                VectorFile.Bytes(of["blockHash"])
            );
            byte[] leaf = VectorFile.Bytes(of["leaf"]);
            if (mutant["leafAt"] is JsonNode at)
                leaf[VectorFile.Number(at)] = (byte)VectorFile.Number(mutant["byte"]);
            bool taken = challenge.Verify(
                ProofVector.KeyOf(of, plan),
                leaf,
                Edited(VectorFile.Bytes(of["answer"]), mutant),
                ProofVector.TauG2
            );
            Assert.True(Accepts(mutant) == taken, VectorFile.Text(mutant["what"]));
        }
    }

    private static bool Accepts(JsonNode mutant) => mutant["accept"]!.GetValue<bool>();

    private static JsonNode Accepted(JsonNode cases, JsonNode mutant) =>
        cases.AsArray().Single(node => VectorFile.Text(node!["what"]) == VectorFile.Text(mutant["of"]))!;

    /// <summary>The fields of `other` stand in for those of `node`.</summary>
    private static JsonNode Replaced(JsonNode node, JsonNode? other)
    {
        JsonNode copy = node.DeepClone();
        foreach ((string field, JsonNode? value) in other?.AsObject() ?? [])
            copy[field] = value!.DeepClone();
        return copy;
    }

    /// <summary>Edits are made one behind the other: at, bytes taken away, bytes put there.</summary>
    private static byte[] Edited(byte[] data, JsonNode mutant)
    {
        foreach (JsonNode? edit in mutant["edits"]!.AsArray())
        {
            int at = VectorFile.Number(edit![0]);
            data = [.. data.AsSpan(0, at), .. VectorFile.Bytes(edit[2]), .. data.AsSpan(at + VectorFile.Number(edit[1]))];
        }
        return data;
    }
}
