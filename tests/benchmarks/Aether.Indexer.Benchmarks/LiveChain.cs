using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>The contracts on an anvil that mines when it is told to, with somebody who pays into the Vault.</summary>
internal sealed class LiveChain(Anvil anvil, ChainManifest manifest)
{
    private static readonly Address User = Address.Parse(Anvil.Accounts[1].Address);
    private readonly Address _token = manifest.Tokens[0].Address;

    public async Task PrepareAsync()
    {
        await SendAsync(_token, new TestDollar.MintCall { To = User, Amount = 1_000_000_000_000 }.Encode());
        await SendAsync(_token, new TestDollar.ApproveCall { Spender = manifest.Vault, Value = UInt256.MaxValue }.Encode());
        await anvil.Rpc.CallAsync("evm_setAutomine", false);
        // What is finalized is 64 blocks old.
        await anvil.MineAsync(70);
    }

    /// <summary>Makes a block of as many deposits.</summary>
    public async Task MineAsync(int deposits)
    {
        var call = new Vault.DepositCall
        {
            Token = _token,
            To = User,
            Amount = 1_000,
        }.Encode();
        for (var i = 0; i < deposits; i++)
            await SendAsync(manifest.Vault, call);
        await anvil.MineAsync();
    }

    public async Task<string> HeadAsync() =>
        (await anvil.Rpc.CallAsync("eth_getBlockByNumber", "latest", false))!["hash"]!.GetValue<string>();

    public Task ReorgAsync(int depth) => anvil.Rpc.CallAsync("anvil_reorg", depth, new JsonArray());

    private Task<JsonNode?> SendAsync(Address to, byte[] data) =>
        anvil.Rpc.CallAsync(
            "eth_sendTransaction",
            new JsonObject
            {
                ["from"] = User.ToString(),
                ["to"] = to.ToString(),
                ["data"] = Hex.Format(data),
                ["gas"] = "0x30d40",
            }
        );
}
