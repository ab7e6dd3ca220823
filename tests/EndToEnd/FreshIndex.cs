using Aether.Demo;
using Aether.Harness;

namespace EndToEnd;

/// <summary>I-31: whatever happened on the way, the tables equal those of an index made from nothing.</summary>
internal static class FreshIndex
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Stops mining, lets the running index reach the head, builds a second one, and compares the hash over every table.</summary>
    public static async Task AssertEqualAsync(Market market)
    {
        await market.Stage.Anvil.Rpc.CallAsync("evm_setIntervalMining", 0);
        await WaitForHeadAsync(market, market.GraphQl);

        var database = await market.Stage.Postgres.CreateDatabaseAsync("fresh");
        await using var indexer = await IndexerProgram.StartAsync(
            market.Stage.Anvil.HttpUrl,
            database,
            market.Stage.Deployment,
            market.Stage.Run.Sub("fresh")
        );
        await using var graphQl = await GraphQlProgram.StartAsync(database, market.Stage.Run.Sub("fresh"));
        await WaitForHeadAsync(market, graphQl);

        var running = await IndexerProgram.HashAsync(market.Database, market.Stage.Run.Path);
        var fresh = await IndexerProgram.HashAsync(database, market.Stage.Run.Path);
        Assert.Equal(fresh, running);
        Assert.Matches("[0-9a-f]{64}", running);
    }

    private static async Task WaitForHeadAsync(Market market, GraphQlProgram graphQl)
    {
        var head = await market.Stage.Anvil.Rpc.CallAsync("eth_getBlockByNumber", "latest", false);
        var hash = head!["hash"]!.GetValue<string>();
        var started = TimeProvider.System.GetTimestamp();
        var seen = "";
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            var data = await graphQl.QueryAsync("{ _meta { block { number hash } } }");
            seen = data.GetRawText();
            if (seen.Contains(hash, StringComparison.OrdinalIgnoreCase))
                return;
            await Task.Delay(100);
        }
        throw new HarnessException($"the index did not reach block {hash} within {Patience.TotalSeconds:F0} s; it is at {seen}");
    }
}
