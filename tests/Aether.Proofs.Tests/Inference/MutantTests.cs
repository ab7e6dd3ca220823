using System.Text.Json.Nodes;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Mutated proofs, Statements and registrations: this verifier says of each what the independent reference says.</summary>
/// <remarks>
/// AETHER_MUTANTS names another file than the one checked in: `proofs.py --mutants N --seed S --out FILE` makes it. AETHER_VERDICTS names a
/// folder that gets a line to a mutant.
/// </remarks>
public sealed class MutantTests
{
    private static readonly JsonNode Mutants = JsonNode.Parse(
        File.ReadAllText(Environment.GetEnvironmentVariable("AETHER_MUTANTS") ?? Path.Combine(VectorFile.Folder, "proofmutants.json"))
    )!;

    [Fact]
    public void Inferences_AreJudgedAsTheReferenceDoes() => Judge("inferences", mutant => Taken(Item(mutant)));

    [Fact]
    public void Registrations_AreJudgedAsTheReferenceDoes() =>
        Judge(
            "registrations",
            mutant =>
            {
                JsonNode of = Accepted(ProofVector.All["registrations"]!["accepted"]!, mutant);
                ProofPlan plan = PlanOf(VectorFile.Text(of["model"]));
                JsonNode registered = Replaced(of, mutant["registered"]);
                return RegistrationVerifier.Verify(
                    ProofVector.KeyOf(registered, plan),
                    VectorFile.Bytes(registered["contentHash"]),
                    Edited(VectorFile.Bytes(of["proof"]), mutant),
                    ProofVector.TauG2
                )
                    is null;
            }
        );

    [Fact]
    public void Leaves_AreJudgedAsTheReferenceDoes() =>
        Judge(
            "leaves",
            mutant =>
            {
                JsonNode of = Accepted(ProofVector.All["leaves"]!, mutant);
                LeafChallenge challenge = new(
                    VectorFile.Text(of["section"]) == "weights",
                    VectorFile.Number(mutant["index"] ?? of["index"]),
                    VectorFile.Bytes(mutant["challengeId"] ?? of["challengeId"]),
                    VectorFile.Bytes(of["blockHash"])
                );
                byte[] leaf = VectorFile.Bytes(of["leaf"]);
                if (mutant["leafAt"] is JsonNode at)
                    leaf[VectorFile.Number(at)] = (byte)VectorFile.Number(mutant["byte"]);
                return challenge.Verify(
                    ProofVector.KeyOf(of, PlanOf(VectorFile.Text(of["model"]))),
                    leaf,
                    Edited(VectorFile.Bytes(of["answer"]), mutant),
                    ProofVector.TauG2
                );
            }
        );

    [Fact]
    public void Batches_AreJudgedAsTheReferenceDoes_ByTheSameEquation() =>
        Judge(
            "batches",
            mutant =>
            {
                BatchItem[] items = [.. mutant["proofs"]!.AsArray().Select(proof => Item(proof!))];
                bool taken = BatchVerifier.Verify(items, ProofVector.TauG2) is null;
                if (taken && Accepts(mutant))
                {
                    Assert.Null(BatchVerifier.Reduce(items, out PairingSides sides));
                    Assert.Equal(VectorFile.Text(mutant["left"]), "0x" + Convert.ToHexStringLower(sides.Left.ToBytes()));
                }
                return taken;
            }
        );

    private static void Judge(string kind, Func<JsonNode, bool> takes)
    {
        JsonArray mutants = Mutants[kind]!.AsArray();
        bool[] taken = [.. mutants.Select(mutant => takes(mutant!))];
        if (Environment.GetEnvironmentVariable("AETHER_VERDICTS") is string folder)
            File.WriteAllLines(Path.Combine(folder, $"csharp.{kind}"), taken.Select(one => one ? "accepted" : "refused"));
        for (int i = 0; i < taken.Length; i++)
            Assert.True(Accepts(mutants[i]!) == taken[i], $"{kind} {i}, {mutants[i]!["what"]}: {taken[i]}");
        Assert.InRange(mutants.Count, 10, 100_000);
        Assert.InRange(taken.Count(one => one), 1, mutants.Count / 2);
    }

    private static readonly Dictionary<string, ProofPlan> Plans = [];

    private static ProofPlan PlanOf(string model)
    {
        if (!Plans.TryGetValue(model, out ProofPlan? plan))
            Plans[model] = plan = ProofVector.PlanOf(ProofVector.Model(model));
        return plan;
    }

    /// <summary>The accepted case that a mutant names, with what the mutant changes.</summary>
    private static BatchItem Item(JsonNode mutant)
    {
        string name = VectorFile.Text(mutant["of"]);
        JsonNode given = ProofVector.All["proofs"]!.AsArray().Single(proof => VectorFile.Text(proof!["name"]) == name)!;
        JsonNode model = ProofVector.Model(VectorFile.Text(given["model"]));
        JsonNode registered = Replaced(model, mutant["registered"]);
        ProofQuestion question = ProofVector.QuestionOf(
            Replaced(given["statement"]!, mutant["statement"]),
            Replaced(ProofVector.All["context"]!, mutant["context"]),
            mutant["key"] ?? given["key"]
        );
        return new BatchItem(
            ProofVector.KeyOf(registered, PlanOf(VectorFile.Text(given["model"]))),
            ProofVector.DigestOf(registered["contentHash"]),
            question,
            Edited(VectorFile.Bytes(given["envelope"]), mutant)
        );
    }

    private static bool Taken(BatchItem item) =>
        InferenceEnvelope.Verify(item.Key, item.ContentHash, item.Question, item.Envelope, ProofVector.TauG2) is null;

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
