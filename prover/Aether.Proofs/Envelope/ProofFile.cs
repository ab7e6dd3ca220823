using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Inference;

namespace Aether.Proofs;

/// <summary>A proof with its question as one JSON document: what one auditor hands to another.</summary>
/// <remarks>Hex is lower case with 0x in front. Unknown members are refused.</remarks>
public sealed record ProofFile
{
    /// <summary>Largest document that is read, bytes.</summary>
    public const int BytesMax = 1 << 26;

    private const string FormatName = "aether-proof-1";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [JsonRequired]
    public string Format { get; init; } = FormatName;

    [JsonRequired]
    public ulong ChainId { get; init; }

    [JsonRequired]
    public string Market { get; init; } = "";

    [JsonRequired]
    public string JobId { get; init; } = "";

    [JsonRequired]
    public string Payee { get; init; } = "";

    [JsonRequired]
    public string Verifier { get; init; } = "";

    [JsonRequired]
    public string ModelId { get; init; } = "";

    [JsonRequired]
    public string InputCommit { get; init; } = "";

    [JsonRequired]
    public string OutputCommit { get; init; } = "";

    [JsonRequired]
    public string CipherCommit { get; init; } = "";

    [JsonRequired]
    public string KeyHash { get; init; } = "";

    [JsonRequired]
    public bool Answered { get; init; }

    [JsonRequired]
    public string Key { get; init; } = "";

    [JsonRequired]
    public string Envelope { get; init; } = "";

    public static ProofFile Of(ProofQuestion question, ReadOnlySpan<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(question);
        InferenceCommitment claim = question.Claim;
        return new ProofFile
        {
            ChainId = claim.ChainId,
            Market = Hex(claim.Market.Span),
            JobId = Hex(claim.JobId.ToArray()),
            Payee = Hex(claim.Payee.Span),
            Verifier = Hex(claim.Verifier.Span),
            ModelId = Hex(claim.ModelId.ToArray()),
            InputCommit = Hex(claim.InputCommit.ToArray()),
            OutputCommit = Hex(claim.OutputCommit.ToArray()),
            CipherCommit = Hex(claim.CipherCommit.ToArray()),
            KeyHash = Hex(claim.KeyHash.ToArray()),
            Answered = question.Answered,
            Key = Hex(question.Key.ToArray()),
            Envelope = Hex(envelope),
        };
    }

    /// <exception cref="FieldFormatException">The document is not of this form; the message says why.</exception>
    public static ProofFile Read(ReadOnlySpan<byte> json)
    {
        try
        {
            ProofFile file = JsonSerializer.Deserialize<ProofFile>(json, Options) ?? throw new FieldFormatException("the document is null");
            return file.Format == FormatName
                ? file
                : throw new FieldFormatException($"the document is of the form '{file.Format}'; {FormatName} is read");
        }
        catch (JsonException malformed)
        {
            throw new FieldFormatException($"no proof document: {malformed.Message}");
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="FieldFormatException">A member is not hex of its length.</exception>
    public ProofQuestion Question() =>
        new(
            new InferenceCommitment
            {
                ChainId = ChainId,
                Market = Bytes(Market, 20, nameof(Market)),
                JobId = Word(JobId, nameof(JobId)),
                Payee = Bytes(Payee, 20, nameof(Payee)),
                Verifier = Bytes(Verifier, 20, nameof(Verifier)),
                ModelId = Word(ModelId, nameof(ModelId)),
                InputCommit = Word(InputCommit, nameof(InputCommit)),
                OutputCommit = Word(OutputCommit, nameof(OutputCommit)),
                CipherCommit = Word(CipherCommit, nameof(CipherCommit)),
                KeyHash = Word(KeyHash, nameof(KeyHash)),
                Units = 1,
                TraceRoot = Digest.Zero,
            },
            Answered,
            Word(Key, nameof(Key))
        );

    /// <exception cref="FieldFormatException">It is no hex.</exception>
    public byte[] EnvelopeBytes() => Bytes(Envelope, null, nameof(Envelope));

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static Digest Word(string text, string name) => new(Bytes(text, Digest.Size, name));

    private static byte[] Bytes(string text, int? length, string name)
    {
        try
        {
            byte[] bytes = text.StartsWith("0x", StringComparison.Ordinal)
                ? Convert.FromHexString(text.AsSpan(2))
                : throw new FormatException("0x is missing in front");
            return length is null || bytes.Length == length
                ? bytes
                : throw new FormatException($"{bytes.Length} bytes; there are to be {length}");
        }
        catch (FormatException malformed)
        {
            throw new FieldFormatException($"{JsonNamingPolicy.CamelCase.ConvertName(name)}: {malformed.Message}");
        }
    }
}
