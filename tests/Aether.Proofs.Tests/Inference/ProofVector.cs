using System.Text.Json.Nodes;
using Aether.Hashing;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>A proof of tests/vectors/proofs.json: the statement as the native verifier takes it, what was proved, and the bytes.</summary>
internal sealed class ProofVector
{
    private const int ModeAt = 192;

    private readonly JsonNode _proof;
    private readonly byte[] _envelope;
    private readonly int _proofAt;

    private ProofVector(JsonNode proof)
    {
        _proof = proof;
        _envelope = VectorFile.Bytes(proof["envelope"]);
        _proofAt = VectorFile.Number(proof["proofAt"]);
        JsonNode model = Model(VectorFile.Text(proof["model"]));
        File = ModelDescription.Build(model["description"]!);
        Plan = ProofPlan.Of(Air8Model.Load(File));
    }

    public static JsonNode All { get; } = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(VectorFile.Folder, "proofs.json")))!;

    /// <summary>The known tau of the vectors' test string.</summary>
    public static Fr Tau { get; } = Fr.Read(VectorFile.Bytes(All["context"]!["tau"]));

    public byte[] File { get; }

    public G1Point WeightsPoint => G1Point.Read(VectorFile.Bytes(Model(VectorFile.Text(_proof["model"]))["pointW"]));

    public G1Point TablePoint => G1Point.Read(VectorFile.Bytes(Model(VectorFile.Text(_proof["model"]))["pointT"]));

    public ProofPlan Plan { get; }

    /// <summary>The input's frame as it was proved, padding included.</summary>
    public byte[] Frame => VectorFile.Bytes(_proof["frame"]);

    public ReadOnlyMemory<byte> Proof => _envelope.AsMemory(_proofAt);

    public string TraceHash => VectorFile.Text(_proof["traceHash"]);

    /// <summary>Lines of the transcript; empty where the vectors hold their hash alone.</summary>
    public string[] Trace => _proof["trace"] is JsonArray lines ? VectorFile.Numbers<string>(lines) : [];

    private bool IsSealed => VectorFile.Bytes(_proof["statement"]!["cipherCommit"]).Any(part => part != 0);

    public static ProofVector Of(string name) => new(All["proofs"]!.AsArray().Single(proof => VectorFile.Text(proof!["name"]) == name)!);

    public static JsonNode Model(string name) => All["models"]!.AsArray().Single(model => VectorFile.Text(model!["name"]) == name)!;

    public InferenceStatement Statement()
    {
        bool byPoint = _envelope[ModeAt] == 1;
        int at = ModeAt + 1 + 32;
        InferenceStatement statement = new() { Ic = VectorFile.Bytes(_proof["statement"]!["ic"]) };
        if (byPoint)
        {
            statement = statement with { InputPoint = G1Point.Read(_envelope.AsSpan(at + 32, 64)) };
            at += 96;
        }
        else
        {
            statement = statement with { Input = _envelope[at..(at + Frame.Length)] };
            at += Frame.Length;
        }
        int outputs = (int)Plan.Model.OutputShape.FrameCount;
        if (!IsSealed)
            return statement with { Output = _envelope[(at + 32)..(at + 32 + outputs)] };
        statement = statement with { Pads = Pads(outputs) };
        return _proof["statement"]!["answered"]!.GetValue<bool>()
            ? statement with
            {
                Ciphertext = [.. Enumerable.Range(0, outputs).Select(i => Fr.Read(_envelope.AsSpan(at + 96 + (32 * i), 32)))],
            }
            : statement with
            {
                CiphertextPoint = G1Point.Read(_envelope.AsSpan(at + 32, 64)),
            };
    }

    /// <summary>y + p inside the live box, 0 elsewhere; null for a public output.</summary>
    public Fr[]? Ciphertext(Tensor output)
    {
        if (!IsSealed)
            return null;
        Fr[] pads = Pads((int)output.Shape.FrameCount);
        bool[] live = new bool[pads.Length];
        TensorShape shape = output.Shape;
        for (int b = 0; b < shape.Batch; b++)
        for (int y = 0; y < shape.Height; y++)
        for (int x = 0; x < shape.Width; x++)
        for (int c = 0; c < shape.Channels; c++)
            live[c + (x << shape.Bit(1)) + (y << shape.Bit(2)) + (b << shape.Bit(3))] = true;
        return [.. pads.Select((pad, i) => live[i] ? pad + (output.Bytes[i] - 128) : Fr.Zero)];
    }

    private Fr[] Pads(int count)
    {
        byte[] key = VectorFile.Bytes(_proof["key"]);
        JsonNode statement = _proof["statement"]!;
        byte[] orderKey = Keccak256.Hash([
            0x0c,
            .. Word(BitConverter.GetBytes(All["context"]!["chainId"]!.GetValue<int>()).Reverse().ToArray()),
            .. Word(VectorFile.Bytes(All["context"]!["market"])),
            .. VectorFile.Bytes(statement["jobId"]),
            .. Word(VectorFile.Bytes(statement["payee"])),
            .. VectorFile.Bytes(statement["keyHash"]),
        ]);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => Fr.ReadReduced(Keccak256.Hash([0x08, .. key, .. orderKey, .. Word([(byte)(i >> 8), (byte)i])]))),
        ];
    }

    private static byte[] Word(byte[] bytes) => [.. new byte[32 - bytes.Length], .. bytes];
}
