using System.Text.Json.Nodes;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>A proof of tests/vectors/proofs.json: the question as the native verifier takes it, what was proved, and the bytes.</summary>
internal sealed class ProofVector
{
    private readonly JsonNode _proof;
    private readonly JsonNode _model;
    private readonly byte[] _envelope;
    private readonly int _proofAt;

    private ProofVector(JsonNode proof)
    {
        _proof = proof;
        _envelope = VectorFile.Bytes(proof["envelope"]);
        _proofAt = VectorFile.Number(proof["proofAt"]);
        _model = Model(VectorFile.Text(proof["model"]));
        Plan = PlanOf(_model);
    }

    public static JsonNode All { get; } = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(VectorFile.Folder, "proofs.json")))!;

    /// <summary>The known tau of the vectors' test string.</summary>
    public static Fr Tau { get; } = Fr.Read(VectorFile.Bytes(All["context"]!["tau"]));

    /// <summary>[tau]_2.</summary>
    public static G2Point TauG2 { get; } = G2Point.Read(VectorFile.Bytes(All["context"]!["tauG2"]));

    public ProofPlan Plan { get; }

    /// <summary>What the model is registered with.</summary>
    public VerifyingKey Key => KeyOf(_model, Plan);

    public Digest ContentHash => DigestOf(_model["contentHash"]);

    /// <summary>The input's frame as it was proved, padding included.</summary>
    public byte[] Frame => VectorFile.Bytes(_proof["frame"]);

    public ReadOnlyMemory<byte> Envelope => _envelope;

    public ReadOnlyMemory<byte> Proof => _envelope.AsMemory(_proofAt);

    public int ProofAt => _proofAt;

    public string TraceHash => VectorFile.Text(_proof["traceHash"]);

    /// <summary>Lines of the transcript; empty where the vectors hold their hash alone.</summary>
    public string[] Trace => _proof["trace"] is JsonArray lines ? VectorFile.Numbers<string>(lines) : [];

    public ProofQuestion Question => QuestionOf(_proof["statement"]!, All["context"]!, _proof["key"]);

    public bool IsInputByPoint => _envelope[InferenceEnvelope.ModelBytes] == 1;

    public static ProofVector Of(string name) => new(All["proofs"]!.AsArray().Single(proof => VectorFile.Text(proof!["name"]) == name)!);

    /// <summary>A cheating prover's envelope.</summary>
    public static ProofVector OfCheat(JsonNode cheat) => new(cheat);

    public static JsonNode Model(string name) => All["models"]!.AsArray().Single(model => VectorFile.Text(model!["name"]) == name)!;

    public static ProofPlan PlanOf(JsonNode model) => ProofPlan.Of(Air8Model.Load(ModelDescription.Build(model["description"]!)));

    /// <param name="node">Has pointW and pointT.</param>
    public static VerifyingKey KeyOf(JsonNode node, ProofPlan plan) =>
        new(plan, G1Point.Read(VectorFile.Bytes(node["pointW"])), G1Point.Read(VectorFile.Bytes(node["pointT"])));

    public static Digest DigestOf(JsonNode? node) => new(VectorFile.Bytes(node));

    public static ProofQuestion QuestionOf(JsonNode statement, JsonNode context, JsonNode? key) =>
        new(
            new InferenceCommitment
            {
                ChainId = context["chainId"]!.GetValue<ulong>(),
                Market = VectorFile.Bytes(context["market"]),
                Verifier = VectorFile.Bytes(context["verifier"]),
                JobId = DigestOf(statement["jobId"]),
                Payee = VectorFile.Bytes(statement["payee"]),
                ModelId = DigestOf(statement["modelId"]),
                InputCommit = DigestOf(statement["inputCommit"]),
                OutputCommit = DigestOf(statement["outputCommit"]),
                CipherCommit = DigestOf(statement["cipherCommit"]),
                KeyHash = DigestOf(statement["keyHash"]),
                Units = statement["units"]!.GetValue<uint>(),
                TraceRoot = DigestOf(statement["traceRoot"]),
            },
            statement["answered"]!.GetValue<bool>(),
            key is null ? Digest.Zero : DigestOf(key)
        );

    /// <summary>What the proof speaks of.</summary>
    public InferenceStatement Statement() => InferenceEnvelope.Open(Plan, ContentHash, Question, Envelope).Statement;

    /// <summary>The words of a sealed output; null for a public one.</summary>
    public Fr[]? Ciphertext(Tensor output) =>
        Question.IsSealed
            ? SealedWords.Seal(output, SealedWords.Pads(Question.Key, SealedWords.OrderKey(Question.Claim), (int)output.Shape.FrameCount))
            : null;

    public string? Verify(ReadOnlyMemory<byte> envelope) => InferenceEnvelope.Verify(Key, ContentHash, Question, envelope, TauG2);
}
