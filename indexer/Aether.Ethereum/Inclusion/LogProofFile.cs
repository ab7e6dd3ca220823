using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Ethereum;

/// <summary>A proof of a log as one JSON document: what one auditor hands to another.</summary>
/// <remarks>Hex is lower case with 0x in front. Unknown members are refused.</remarks>
public sealed record LogProofFile
{
    /// <summary>Largest document that is read, bytes.</summary>
    public const int BytesMax = 1 << 24;

    private const string FormatName = "aether-log-proof-1";

    // A key of eight nibbles, so no proof has more nodes.
    private const int NodesMax = 10;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [JsonRequired]
    public string Format { get; init; } = FormatName;

    /// <summary>Of the block; who checks a proof brings his own.</summary>
    [JsonRequired]
    public string BlockHash { get; init; } = "";

    [JsonRequired]
    public string Header { get; init; } = "";

    [JsonRequired]
    public int TransactionIndex { get; init; }

    [JsonRequired]
    public IReadOnlyList<string> ReceiptNodes { get; init; } = [];

    [JsonRequired]
    public int LogPosition { get; init; }

    public static LogProofFile Of(LogProof proof, Bytes32 blockHash)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return new LogProofFile
        {
            BlockHash = blockHash.ToString(),
            Header = Hex.Format(proof.Header.Span),
            TransactionIndex = proof.TransactionIndex,
            ReceiptNodes = [.. proof.ReceiptNodes.Select(node => Hex.Format(node.Span))],
            LogPosition = proof.LogPosition,
        };
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="ProofException">It is no such document.</exception>
    public static LogProof Read(ReadOnlySpan<byte> json)
    {
        try
        {
            LogProofFile file = JsonSerializer.Deserialize<LogProofFile>(json, Options) ?? throw new JsonException("null");
            if (file.Format != FormatName)
                throw new ProofException($"the format is '{file.Format}', not {FormatName}");
            if (file.TransactionIndex < 0 || file.LogPosition < 0)
                throw new ProofException("an index below zero");
            if (file.ReceiptNodes.Count > NodesMax)
                throw new ProofException($"{file.ReceiptNodes.Count} nodes; a proof has {NodesMax} at most");
            return new LogProof(
                Hex.Parse(file.Header),
                file.TransactionIndex,
                [.. file.ReceiptNodes.Select(node => (ReadOnlyMemory<byte>)Hex.Parse(node))],
                file.LogPosition
            );
        }
        catch (Exception e) when (e is JsonException or FormatException and not ProofException)
        {
            throw new ProofException($"no proof of a log: {e.Message}");
        }
    }
}
