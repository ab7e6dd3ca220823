using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Indexer.Benchmarks;

/// <summary>A block as it is answered: UTF-8 JSON, made once.</summary>
/// <param name="Full">With its transactions.</param>
/// <param name="Slim">With their hashes alone.</param>
/// <param name="Transactions">By hash.</param>
internal sealed record RecordedBlock(
    long Number,
    string Hash,
    byte[] Full,
    byte[] Slim,
    byte[] Receipts,
    RecordedLog[] Logs,
    IReadOnlyList<(string Hash, byte[] Transaction)> Transactions
)
{
    public static RecordedBlock Parse(string blockJson, string receiptsJson)
    {
        var block = JsonNode.Parse(blockJson)!.AsObject();
        var transactions = block["transactions"]!
            .AsArray()
            .Select(each => (each!["hash"]!.GetValue<string>(), Bytes(each.ToJsonString())))
            .ToList();
        block["transactions"] = new JsonArray([.. transactions.Select(each => (JsonNode)each.Item1)]);
        using var receipts = JsonDocument.Parse(receiptsJson);
        RecordedLog[] logs =
        [
            .. receipts
                .RootElement.EnumerateArray()
                .SelectMany(receipt => receipt.GetProperty("logs").EnumerateArray())
                .Select(RecordedLog.Parse),
        ];
        return new RecordedBlock(
            Harness.Rpc.ParseQuantity(block["number"]!.GetValue<string>()),
            block["hash"]!.GetValue<string>(),
            Bytes(blockJson),
            Bytes(block.ToJsonString()),
            Bytes(receiptsJson),
            logs,
            transactions
        );
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <param name="Topics">Lower-case hex.</param>
internal sealed record RecordedLog(string Address, string[] Topics, byte[] Json)
{
    public static RecordedLog Parse(JsonElement log) =>
        new(
            log.GetProperty("address").GetString()!,
            [.. log.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()!)],
            Encoding.UTF8.GetBytes(log.GetRawText())
        );
}
