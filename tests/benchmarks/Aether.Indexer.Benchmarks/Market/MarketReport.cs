using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>Events of our own contracts, with raw logs and every projection, beside the tables of them that Ponder builds: replayed for both.</summary>
internal static class MarketReport
{
    private const string Ours = "ours, by ranges";

    /// <summary>Whose events the indexer reads.</summary>
    private static readonly string[] Contracts =
    [
        "Vault",
        "ProviderRegistry",
        "ModelRegistry",
        "VerifierRegistry",
        "JobMarket",
        "ExchangeBox",
        "FeeCollector",
        "ReputationAdapter",
    ];

    public static async Task RunAsync(RunDirectory run, PostgresServer postgres, MarketChain chain, int rounds, bool withPeer, Gates gates)
    {
        var manifest = ChainManifest.Load(chain.ManifestFile);
        await using var node = await ReplayedNode.StartAsync(run, chain.RecordingFile);
        var (events, last) = (chain.CountEvents(manifest), chain.LastEvent(manifest));
        Console.WriteLine($"  {events:N0} events of our own contracts in {last:N0} blocks");
        var comparison = new Comparison("own contracts");
        var equal = "";
        for (var round = 0; round < rounds; round++)
        {
            var ours = await postgres.CreateDatabaseAsync("ours");
            comparison.Add(Ours, await OursAsync(run, postgres, node, chain, ours, events, last));
            if (!withPeer)
            {
                await postgres.DropDatabaseAsync(ours);
                continue;
            }
            var theirs = await postgres.CreateDatabaseAsync("ponder");
            comparison.Add(Comparison.Peer, await PonderAsync(run, postgres, node, manifest, theirs, events));
            equal = await EqualTables.RequireAsync(ours, theirs);
            await postgres.DropDatabaseAsync(ours);
            await postgres.DropDatabaseAsync(theirs);
        }
        comparison.Summarise();
        gates.Require(events >= 240_000, $"own contracts: at least 240,000 events: {events:N0}");
        gates.Require(comparison.Peak(Ours) <= 200, $"own contracts: peak at most 200 MB: {comparison.Peak(Ours):F0}");
        if (!comparison.HasPeer)
            return;
        gates.Require(equal.Length > 0, $"own contracts: tables equal in rows and values: {equal}");
        gates.Require(
            comparison.TimesPeer(Ours) >= 8,
            $"own contracts: at least 8 times {Comparison.Peer}: {comparison.TimesPeer(Ours):F1}"
        );
    }

    private static Task<BackfillRun> OursAsync(
        RunDirectory run,
        PostgresServer postgres,
        ReplayedNode node,
        MarketChain chain,
        string database,
        int events,
        long last
    ) =>
        BackfillRun.MeasureAsync(
            postgres,
            node.ProcessId,
            events,
            database,
            () =>
                GuardedProcess.Start(
                    "indexer",
                    run.FilePath("market.log"),
                    [
                        Repository.Program("Aether.Indexer", "aether-indexer"),
                        "run",
                        "--rpc",
                        node.Url.ToString(),
                        "--database",
                        PostgresServer.ToUrl(database),
                        "--manifest",
                        chain.ManifestFile,
                        // It begins when all is indexed, and proves for long what a node said; the peer does nothing of the kind.
                        "--verify",
                        "off",
                    ]
                ),
            $"select number from chain.checkpoint where number >= {last} and not exists (select from chain.deferred_index)"
        );

    private static async Task<BackfillRun> PonderAsync(
        RunDirectory run,
        PostgresServer postgres,
        ReplayedNode node,
        ChainManifest manifest,
        string database,
        int events
    )
    {
        var contracts = new JsonObject();
        foreach (var name in Contracts)
            if (manifest.Contracts.TryGetValue(name, out var address))
            {
                var abi = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("contracts", "abi", $"{name}.json")))!;
                contracts[name] = new JsonObject
                {
                    ["address"] = address.ToString(),
                    ["abi"] = (abi as JsonArray ?? abi["abi"]!).DeepClone(),
                };
            }
        var folder = await PonderProject.MakeAsync("ponder-market", "contracts.json", contracts.ToJsonString());
        return await BackfillRun.MeasureAsync(
            postgres,
            node.ProcessId,
            events,
            database,
            () => PonderProject.Start(folder, run.FilePath("ponder-market.log"), database, node.Url, (long)manifest.StartBlock),
            PonderProject.Done
        );
    }
}
