using System.Text.Json;
using Aether.Ethereum;

namespace Aether.Indexer;

/// <summary>What the deploy script wrote about one deployment, as far as the indexer needs it.</summary>
public sealed record ChainManifest(
    long ChainId,
    string Name,
    long StartBlock,
    int FinalityDepth,
    IReadOnlyDictionary<string, Address> Contracts,
    IReadOnlyList<ChainManifest.Token> Tokens
)
{
    /// <summary>Contracts whose events the indexer reads; the others of the manifest are listed in the database only.</summary>
    private static readonly string[] Indexed = ["Vault", "ProviderRegistry", "ModelRegistry", "VerifierRegistry", "JobMarket"];

    public sealed record Token(string Symbol, Address Address, short Decimals);

    public Address Vault => Contracts["Vault"];

    public Address ProviderRegistry => Contracts["ProviderRegistry"];

    public Address ModelRegistry => Contracts["ModelRegistry"];

    public Address VerifierRegistry => Contracts["VerifierRegistry"];

    public Address JobMarket => Contracts["JobMarket"];

    public IReadOnlySet<Address> IndexedContracts => Indexed.Select(name => Contracts[name]).ToHashSet();

    /// <exception cref="IndexerException">The file is not there or not such a manifest; the message names the place.</exception>
    public static ChainManifest Load(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            var manifest = new ChainManifest(
                root.GetProperty("chainId").GetInt64(),
                root.GetProperty("name").GetString()!,
                root.GetProperty("startBlock").GetInt64(),
                root.GetProperty("finalityDepth").GetInt32(),
                root.GetProperty("contracts")
                    .EnumerateObject()
                    .ToDictionary(entry => entry.Name, entry => Address.Parse(entry.Value.GetString()), StringComparer.Ordinal),
                [
                    .. root.GetProperty("tokens")
                        .EnumerateArray()
                        .Select(token => new Token(
                            token.GetProperty("symbol").GetString()!,
                            Address.Parse(token.GetProperty("address").GetString()),
                            token.GetProperty("decimals").GetInt16()
                        )),
                ]
            );
            manifest.Validate(file);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexerException($"the manifest {file} cannot be read: {e.Message}", e);
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new IndexerException($"the manifest {file} is not one that the deploy script wrote: {e.Message}", e);
        }
    }

    private void Validate(string file)
    {
        foreach (var name in Indexed)
            if (!Contracts.ContainsKey(name))
                throw new IndexerException($"the manifest {file} names no {name}");
        if (StartBlock < 0 || FinalityDepth < 1)
            throw new IndexerException($"the manifest {file} needs startBlock >= 0 and finalityDepth >= 1");
    }
}
