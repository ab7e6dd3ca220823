using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Rpc = Aether.Harness.Rpc;

namespace Aether.Demo;

/// <summary>Somebody who watches the mempool and sends as his own what others worked for, with more gas money on it.</summary>
/// <remarks>Once the job is locked he mines no block before he has his copy, so that what he copies is sure to be pending.</remarks>
internal sealed class Mallory(Rpc rpc, string market) : IAsyncDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private static readonly string Tip = Quantity(100_000_000_000);

    public static string Address => Anvil.Accounts[9].Address;

    /// <summary>Waits for the next lock, then for the proof that settles it, and has that mined from his own account first.</summary>
    /// <param name="unless">Ends the wait when it ends: the job is over then, and there was nothing to copy.</param>
    /// <returns>Hashes of his own transaction and of the one he copied.</returns>
    public async Task<(string Own, string Original)> CopyAsync(Task unless, CancellationToken cancellationToken)
    {
        var head = await rpc.CallNumberAsync("eth_blockNumber");
        while (!await IsLockedSinceAsync(head))
            await WaitAsync(unless, cancellationToken);
        await rpc.CallAsync("evm_setIntervalMining", 0);
        // As deep as a provider waits for before she starts.
        await rpc.CallAsync("anvil_mine", Quantity(2));
        JsonObject? found;
        while ((found = await FindAsync()) is null)
            await WaitAsync(unless, cancellationToken);
        var copy = new JsonObject
        {
            ["from"] = Address,
            ["to"] = market,
            ["data"] = found["input"]!.DeepClone(),
            ["gas"] = found["gas"]!.DeepClone(),
            ["maxFeePerGas"] = Quantity(2 * Rpc.ParseQuantity(Tip)),
            ["maxPriorityFeePerGas"] = Tip,
        };
        var own = await rpc.CallAsync("eth_sendTransaction", copy);
        await rpc.CallAsync("anvil_mine", Quantity(1));
        await DisposeAsync();
        return (own!.GetValue<string>(), found["hash"]!.GetValue<string>());
    }

    public async Task<bool> SucceededAsync(string transaction)
    {
        var receipt = await rpc.CallAsync("eth_getTransactionReceipt", transaction);
        return receipt?["status"]?.GetValue<string>() is "0x1";
    }

    /// <summary>True if the calldata of a transaction that was mined would be refused now.</summary>
    public async Task<bool> IsRefusedAsync(string transaction)
    {
        var mined = await rpc.CallAsync("eth_getTransactionByHash", transaction);
        var call = new JsonObject
        {
            ["from"] = Address,
            ["to"] = market,
            ["data"] = mined!["input"]!.DeepClone(),
        };
        try
        {
            await rpc.CallAsync("eth_call", call, "latest");
            return false;
        }
        catch (HarnessException)
        {
            return true;
        }
    }

    /// <summary>Blocks come again by the clock.</summary>
    public async ValueTask DisposeAsync() => await rpc.CallAsync("evm_setIntervalMining", 1);

    private async Task<bool> IsLockedSinceAsync(long block)
    {
        var filter = new JsonObject
        {
            ["fromBlock"] = Quantity(block),
            ["address"] = market,
            ["topics"] = new JsonArray(JobMarket.JobLocked.Topic.ToString()),
        };
        var logs = await rpc.CallAsync("eth_getLogs", filter);
        return logs!.AsArray().Any(log => Rpc.ParseQuantity(log!["blockNumber"]!.GetValue<string>()) > block);
    }

    private async Task<JsonObject?> FindAsync()
    {
        var selector = Hex.Format(JobMarket.SettleProvenCall.Selector);
        var content = await rpc.CallAsync("txpool_content");
        return content!["pending"]!
            .AsObject()
            .SelectMany(sender => sender.Value!.AsObject())
            .Select(nonce => nonce.Value!.AsObject())
            .FirstOrDefault(pending => pending["input"]!.GetValue<string>().StartsWith(selector, StringComparison.Ordinal));
    }

    private static async Task WaitAsync(Task unless, CancellationToken cancellationToken)
    {
        await Task.WhenAny(unless, Task.Delay(PollEvery, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (unless.IsCompleted)
        {
            await unless;
            throw new HarnessException("the job was over before there was anything to copy");
        }
    }

    private static string Quantity(long value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"0x{value:x}");
}
