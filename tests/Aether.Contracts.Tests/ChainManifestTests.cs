using System.Text;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Contracts.Tests;

/// <summary>What a chain manifest must hold, and what is said when it does not.</summary>
public sealed class ChainManifestTests
{
    private const string Good = """
        {
          "chainId": 31337, "name": "local", "startBlock": 1, "confirmations": 2, "finalityDepth": 64, "graceSecs": 4, "minDisputeSecs": 6,
          "evmVersion": "prague",
          "contracts": {
            "Vault": "0x0000000000000000000000000000000000000001", "ProviderRegistry": "0x0000000000000000000000000000000000000002",
            "ModelRegistry": "0x0000000000000000000000000000000000000003", "VerifierRegistry": "0x0000000000000000000000000000000000000004",
            "JobMarket": "0x0000000000000000000000000000000000000005", "CooperativeVerifier": "0x0000000000000000000000000000000000000006",
            "TestOptimisticVerifier": "0x0000000000000000000000000000000000000007",
            "ExchangeBox": "0x0000000000000000000000000000000000000009"
          },
          "tokens": [ { "symbol": "tUSD", "address": "0x0000000000000000000000000000000000000008", "decimals": 6 } ]
        }
        """;

    [Fact]
    public void Good_IsRead()
    {
        using var folder = new RunDirectory();
        File.WriteAllText(folder.FilePath("31337.json"), Good);
        ChainManifest manifest = ChainManifest.Load(folder.FilePath("31337.json"));
        Assert.Equal(
            (31337UL, "local", 1UL, 2, 64, 4u, 6u),
            (
                manifest.ChainId,
                manifest.Name,
                manifest.StartBlock,
                manifest.Confirmations,
                manifest.FinalityDepth,
                manifest.GraceSecs,
                manifest.MinDisputeSecs
            )
        );
        Assert.Equal("0x0000000000000000000000000000000000000005", manifest.JobMarket.ToString());
        Assert.Equal("0x0000000000000000000000000000000000000007", manifest.Contracts["TestOptimisticVerifier"].ToString());
        Assert.Equal(6, manifest.Token("TUSD").Decimals);
        Assert.Contains("tUSD", Assert.Throws<ChainManifestException>(() => manifest.Token("EUR")).Message, StringComparison.Ordinal);
        Assert.Equal("0x0000000000000000000000000000000000000009", manifest.ExchangeBox.ToString());
        Assert.Equal(manifest.ExchangeBox, manifest.ExchangeTypedData.Domain.VerifyingContract);
        Assert.Equal(manifest.JobMarket, manifest.MarketTypedData.Domain.VerifyingContract);
    }

    [Theory]
    [InlineData("chainId", "0", "chainId")]
    [InlineData("chainId", "\"31337\"", "chainId")]
    [InlineData("chainId", null, "chainId")]
    [InlineData("chainId", "9223372036854775808", "chainId")]
    [InlineData("name", "\"\"", "name")]
    [InlineData("startBlock", "-1", "startBlock")]
    [InlineData("startBlock", "9223372036854775808", "startBlock")]
    [InlineData("confirmations", "0", "confirmations")]
    [InlineData("finalityDepth", "1", "finalityDepth")]
    [InlineData("contracts", "null", "contracts")]
    [InlineData("contracts.JobMarket", null, "contracts.JobMarket")]
    [InlineData("contracts.ExchangeBox", null, "contracts.ExchangeBox")]
    [InlineData("contracts.Vault", "\"0x00\"", "contracts.Vault")]
    [InlineData("contracts.Vault", "\"0x0000000000000000000000000000000000000000\"", "zero address")]
    [InlineData("contracts.Vault", "\"0x0000000000000000000000000000000000000002\"", "one address")]
    [InlineData("tokens", null, "tokens")]
    [InlineData(
        "tokens",
        "[{\"symbol\":\"a\",\"address\":\"0x0000000000000000000000000000000000000008\",\"decimals\":6},{\"symbol\":\"b\",\"address\":\"0x0000000000000000000000000000000000000008\",\"decimals\":6}]",
        "two tokens"
    )]
    [InlineData("tokens.0.address", "\"nowhere\"", "tokens[0].address")]
    [InlineData("tokens.0.decimals", "77", "decimals")]
    public void Wrong_IsRefusedByTheNameOfTheField(string field, string? value, string message)
    {
        JsonNode root = JsonNode.Parse(Good)!;
        string[] path = field.Split('.');
        JsonNode owner = root;
        foreach (string part in path[..^1])
            owner = owner is JsonArray array ? array[int.Parse(part)]! : owner[part]!;
        if (value is null)
            owner.AsObject().Remove(path[^1]);
        else
            owner[path[^1]] = JsonNode.Parse(value);
        using var folder = new RunDirectory();
        File.WriteAllText(folder.FilePath("manifest.json"), root.ToJsonString());
        ChainManifestException e = Assert.Throws<ChainManifestException>(() => ChainManifest.Load(folder.FilePath("manifest.json")));
        Assert.Contains(message, e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("manifest.json", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ truncated")]
    public void NotAManifest_IsRefused(string text) =>
        Assert.Throws<ChainManifestException>(() => ChainManifest.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Absent_SaysWhoWritesIt() =>
        Assert.Contains(
            "deploy script",
            Assert.Throws<ChainManifestException>(() => ChainManifest.Load("/nonexistent/31337.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Node_OfAnotherChainOrWithoutTheContracts_IsRefused()
    {
        using var folder = new RunDirectory();
        await using Anvil anvil = await Anvil.StartAsync(folder.Path);
        await using EthereumClient client = EthereumClient.Connect(anvil.HttpUrl);
        ChainManifest manifest = ChainManifest.Parse(Encoding.UTF8.GetBytes(Good));
        ChainManifestException empty = await Assert.ThrowsAsync<ChainManifestException>(() =>
            manifest.RequireServedByAsync(client, CancellationToken.None)
        );
        Assert.Contains("no contract", empty.Message, StringComparison.Ordinal);
        ChainManifestException other = await Assert.ThrowsAsync<ChainManifestException>(() =>
            (manifest with { ChainId = 1 }).RequireServedByAsync(client, CancellationToken.None)
        );
        Assert.Contains("31337", other.Message, StringComparison.Ordinal);
        foreach (Address contract in manifest.Contracts.Values)
            await anvil.Rpc.CallAsync("anvil_setCode", contract.ToString(), "0x00");
        await manifest.RequireServedByAsync(client, CancellationToken.None);
    }

    [Fact]
    public async Task Read_Reverted_NamesTheErrorAndItsFields()
    {
        using var folder = new RunDirectory();
        await using Anvil anvil = await Anvil.StartAsync(folder.Path);
        await using EthereumClient client = EthereumClient.Connect(anvil.HttpUrl);
        var contract = Address.Parse("0x00000000000000000000000000000000000c0de3");
        // Reverts with Market_Empty(): PUSH4 selector, PUSH0, MSTORE, PUSH1 4, PUSH1 28, REVERT.
        await anvil.Rpc.CallAsync(
            "anvil_setCode",
            contract.ToString(),
            $"0x63{Convert.ToHexStringLower(JobMarket.Market_Empty.Selector)}5f526004601cfd"
        );
        ContractRevertedException e = await Assert.ThrowsAsync<ContractRevertedException>(() =>
            client.ReadAsync(contract, new JobMarket.FeeBpsCall(), BlockTag.Latest, CancellationToken.None)
        );
        Assert.Contains("Market_Empty", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AbiException>(() =>
            client.ReadAsync(Address.Zero, new JobMarket.FeeBpsCall(), BlockTag.Latest, CancellationToken.None)
        );
    }
}
