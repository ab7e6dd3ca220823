using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>What a node answered about every block: two lines each, the block with its transactions and its receipts.</summary>
internal static class Recording
{
    private const int BlocksAtOnce = 20;

    /// <summary>Asks for all blocks up to the newest.</summary>
    public static async Task WriteAsync(BatchRpc node, string file)
    {
        var last = Harness.Rpc.ParseQuantity((await node.CallAsync("eth_blockNumber")).GetString()!);
        await using var output = new StreamWriter(File.Create($"{file}.part"));
        for (long from = 0; from <= last; from += BlocksAtOnce)
        {
            var calls = new List<(string, JsonNode?[])>();
            for (var number = from; number <= Math.Min(last, from + BlocksAtOnce - 1); number++)
            {
                calls.Add(("eth_getBlockByNumber", [$"0x{number:x}", true]));
                calls.Add(("eth_getBlockReceipts", [$"0x{number:x}"]));
            }
            foreach (var result in await node.BatchAsync(calls))
                await output.WriteLineAsync(result.GetRawText());
        }
        await output.DisposeAsync();
        File.Move($"{file}.part", file, overwrite: true);
    }

    public static IEnumerable<RecordedBlock> Read(string file)
    {
        using var input = File.OpenText(file);
        while (input.ReadLine() is { } block)
            yield return RecordedBlock.Parse(block, input.ReadLine() ?? throw new HarnessException($"{file} ends in a block"));
    }
}
