using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>Where a deployment lives and what its chain demands: written by the deploy script, read by everything else.</summary>
public sealed record ChainManifest
{
    private const int FileBytesMax = 1 << 20;

    private static readonly string[] RequiredContracts =
    [
        "Vault",
        "ProviderRegistry",
        "ModelRegistry",
        "VerifierRegistry",
        "JobMarket",
        "ExchangeBox",
        "CooperativeVerifier",
    ];

    public required ulong ChainId { get; init; }

    public required string Name { get; init; }

    /// <summary>No event of these contracts is older.</summary>
    public required ulong StartBlock { get; init; }

    /// <summary>Blocks a lock must be deep, its own counted, before anybody reveals or starts.</summary>
    public required int Confirmations { get; init; }

    /// <summary>Blocks after which nothing is undone, where the node names no finalized block.</summary>
    public required int FinalityDepth { get; init; }

    /// <summary>Time beyond a deadline in which a late action still counts. Seconds.</summary>
    public required uint GraceSecs { get; init; }

    /// <summary>The shortest dispute window of the Optimistic tier. Seconds.</summary>
    public required uint MinDisputeSecs { get; init; }

    /// <summary>The chain's hardfork.</summary>
    public required string EvmVersion { get; init; }

    /// <summary>Addresses by contract name.</summary>
    public required IReadOnlyDictionary<string, Address> Contracts { get; init; }

    public required IReadOnlyList<ManifestToken> Tokens { get; init; }

    public Address Vault => Contracts["Vault"];

    public Address ProviderRegistry => Contracts["ProviderRegistry"];

    public Address ModelRegistry => Contracts["ModelRegistry"];

    public Address VerifierRegistry => Contracts["VerifierRegistry"];

    public Address JobMarket => Contracts["JobMarket"];

    /// <summary>The built-in referee of delivery.</summary>
    public Address ExchangeBox => Contracts["ExchangeBox"];

    public Address CooperativeVerifier => Contracts["CooperativeVerifier"];

    /// <summary>Verifier of inference proofs; null on a chain without the validity tier.</summary>
    public Address? ValidityVerifier => Contracts.TryGetValue("ValidityVerifier", out Address address) ? address : null;

    /// <summary>Where models of the validity tier are registered; null on a chain without it.</summary>
    public Address? ValidityRegistry => Contracts.TryGetValue("ValidityRegistry", out Address address) ? address : null;

    /// <summary>What requesters sign on this chain.</summary>
    public TypedData MarketTypedData => new(ChainId, JobMarket);

    /// <summary>What relays sign on this chain.</summary>
    public TypedData ExchangeTypedData => new(ChainId, ExchangeBox);

    /// <summary>What session keys sign on this chain.</summary>
    public TypedData ProviderTypedData => new(ChainId, ProviderRegistry);

    /// <exception cref="ChainManifestException">Absent, malformed, or incomplete; the message names the field.</exception>
    public static ChainManifest Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
                throw new ChainManifestException($"{path} is larger than {FileBytesMax} bytes, so it is not a chain manifest.");
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChainManifestException($"The chain manifest {path} cannot be read: {e.Message} The deploy script writes it.", e);
        }
        catch (ChainManifestException e)
        {
            throw new ChainManifestException($"{path}: {e.Message}", e);
        }
    }

    /// <exception cref="ChainManifestException">Malformed or incomplete; the message names the field.</exception>
    public static ChainManifest Parse(ReadOnlySpan<byte> json)
    {
        ManifestRecord record;
        try
        {
            record =
                JsonSerializer.Deserialize(json, ManifestJson.Default.ManifestRecord) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new ChainManifestException($"not a chain manifest: {e.Message}", e);
        }
        Require(record.ChainId is > 0 and <= long.MaxValue, "chainId must be positive and fit 63 bits.");
        Require(record.StartBlock <= long.MaxValue, "startBlock must fit 63 bits.");
        Require(record.Name.Length > 0, "name must not be empty.");
        Require(record.Confirmations >= 1, "confirmations must be at least 1.");
        Require(record.FinalityDepth >= record.Confirmations, "finalityDepth must not be less than confirmations.");
        var contracts = new Dictionary<string, Address>(StringComparer.Ordinal);
        foreach ((string name, string address) in record.Contracts)
            contracts.Add(name, ParseAddress($"contracts.{name}", address));
        foreach (string name in RequiredContracts)
            Require(contracts.ContainsKey(name), $"contracts.{name} is missing.");
        Require(contracts.Values.Distinct().Count() == contracts.Count, "two contracts have one address.");
        ManifestToken[] tokens = [.. record.Tokens.Select(ParseToken)];
        Require(tokens.DistinctBy(token => token.Address).Count() == tokens.Length, "two tokens have one address.");
        return new ChainManifest
        {
            ChainId = record.ChainId,
            Name = record.Name,
            StartBlock = record.StartBlock,
            Confirmations = record.Confirmations,
            FinalityDepth = record.FinalityDepth,
            GraceSecs = record.GraceSecs,
            MinDisputeSecs = record.MinDisputeSecs,
            EvmVersion = record.EvmVersion,
            Contracts = contracts,
            Tokens = tokens,
        };
    }

    /// <summary>The token by its symbol, whatever its case.</summary>
    /// <exception cref="ChainManifestException">There is none; the message lists those there are.</exception>
    public ManifestToken Token(string symbol) =>
        Tokens.FirstOrDefault(token => string.Equals(token.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
        ?? throw new ChainManifestException(
            $"There is no token {symbol} on {Name}; there are: {string.Join(", ", Tokens.Select(token => token.Symbol))}."
        );

    /// <summary>Refuses a node of another chain, and one where nothing is deployed at the market's address.</summary>
    /// <exception cref="ChainManifestException">The node does not serve this deployment.</exception>
    public async Task RequireServedByAsync(EthereumClient client, CancellationToken cancellationToken)
    {
        ulong chainId = await client.GetChainIdAsync(cancellationToken);
        Require(chainId == ChainId, $"the node serves chain {chainId}; the manifest is of chain {ChainId} ({Name}).");
        foreach (string name in RequiredContracts)
            Require(
                (await client.GetCodeAsync(Contracts[name], BlockTag.Latest, cancellationToken)).Length > 0,
                $"there is no contract at {Contracts[name]}, which should be {name}: deploy again, or name the right manifest."
            );
    }

    private static ManifestToken ParseToken(TokenRecord token, int index)
    {
        Require(token.Symbol.Length > 0, $"tokens[{index}].symbol must not be empty.");
        Require(token.Decimals <= 36, $"tokens[{index}].decimals is {token.Decimals}; at most 36 make sense.");
        return new ManifestToken(token.Symbol, ParseAddress($"tokens[{index}].address", token.Address), token.Decimals);
    }

    private static Address ParseAddress(string field, string text)
    {
        Require(Address.TryParse(text, out Address address), $"{field} is not an address: '{text}'.");
        Require(!address.IsZero, $"{field} is the zero address.");
        return address;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ChainManifestException(rule);
    }
}

/// <summary>A token the Vault takes.</summary>
public sealed record ManifestToken(string Symbol, Address Address, byte Decimals);

/// <summary>A chain manifest that cannot be used; the message says which field and why.</summary>
public sealed class ChainManifestException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The file's contents.</summary>
internal sealed record ManifestRecord(
    ulong ChainId,
    string Name,
    ulong StartBlock,
    int Confirmations,
    int FinalityDepth,
    uint GraceSecs,
    uint MinDisputeSecs,
    string EvmVersion,
    IReadOnlyDictionary<string, string> Contracts,
    IReadOnlyList<TokenRecord> Tokens
);

internal sealed record TokenRecord(string Symbol, string Address, byte Decimals);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ManifestRecord))]
internal sealed partial class ManifestJson : JsonSerializerContext;
