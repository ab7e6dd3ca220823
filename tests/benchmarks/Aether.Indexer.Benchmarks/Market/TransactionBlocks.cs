using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>Gathers transactions and mines them into one block, at a time that goes on evenly. None may fail.</summary>
internal sealed class TransactionBlocks(BatchRpc rpc, ulong time, ulong blockSecs)
{
    private const ulong GasOfOne = 2_000_000;

    private readonly List<(Address From, Address To, string Data, ulong Gas)> _waiting = [];
    private readonly Dictionary<Address, ulong> _nonces = [];

    /// <summary>Of the newest block, seconds since 1970.</summary>
    public ulong Time { get; private set; } = time;

    public void Add(Address from, Address to, byte[] data, ulong gas = GasOfOne) =>
        _waiting.Add((from, to, $"0x{Convert.ToHexStringLower(data)}", gas));

    /// <returns>The block's logs.</returns>
    public async Task<List<Log>> MineAsync()
    {
        foreach (var from in _waiting.Select(call => call.From).Distinct().Where(from => !_nonces.ContainsKey(from)))
            _nonces[from] = (ulong)
                Harness.Rpc.ParseQuantity((await rpc.CallAsync("eth_getTransactionCount", from.ToString(), "latest")).GetString()!);
        // Nonces are said, because calls of one batch run at once.
        await rpc.BatchAsync([
            .. _waiting.Select(call =>
                (
                    "eth_sendTransaction",
                    new JsonNode?[]
                    {
                        new JsonObject
                        {
                            ["from"] = call.From.ToString(),
                            ["to"] = call.To.ToString(),
                            ["data"] = call.Data,
                            ["gas"] = Quantity(call.Gas),
                            ["nonce"] = Quantity(_nonces[call.From]++),
                        },
                    }
                )
            ),
        ]);
        Time += blockSecs;
        await rpc.CallAsync("evm_mine", Time);
        var receipts = await rpc.CallAsync("eth_getBlockReceipts", "latest");
        var logs = Read(receipts);
        _waiting.Clear();
        return logs;
    }

    private List<Log> Read(JsonElement receipts)
    {
        if (receipts.GetArrayLength() != _waiting.Count)
            throw new HarnessException($"{receipts.GetArrayLength()} of {_waiting.Count} transactions are in the block");
        var logs = new List<Log>();
        foreach (var receipt in receipts.EnumerateArray())
        {
            if (receipt.GetProperty("status").GetString() != "0x1")
                throw new HarnessException($"a transaction of the market failed: {receipt.GetProperty("transactionHash").GetString()}");
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(receipt.GetProperty("logs").GetRawText()));
            reader.Read();
            logs.AddRange(Log.ReadArray(ref reader));
        }
        return logs;
    }

    private static string Quantity(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");
}
