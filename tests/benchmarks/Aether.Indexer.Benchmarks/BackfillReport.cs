using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>Backfills of one chain, turn by turn: ours with both ways to read history, and Ponder's.</summary>
internal static class BackfillReport
{
    private const string OursTotals = """
        select (select count(*) from chain.transfer where upper_inf(valid)), count(*), sum(received) from chain.holder where upper_inf(valid)
        """;

    // Ponder builds its indexes when it is ready, which its checkpoint tells; both tables and all indexes are there then.
    private const string PonderDone = "select 1 from bench._ponder_meta where value ->> 'is_ready' = '1'";
    private const string PonderTotals = "select (select count(*) from bench.transfer), count(*), sum(received) from bench.holder";

    public static async Task PrintAsync(int blocks, int eventsPerBlock, int rounds, bool withPeer)
    {
        using var run = new RunDirectory();
        await using var postgres = await PostgresServer.StartAsync(run.Path, durable: true);
        Console.WriteLine($"  making {blocks} blocks of {eventsPerBlock} events");
        await using var chain = await EmittedChain.StartAsync(run, blocks, eventsPerBlock);
        var (ranges, proven, peer) = (new List<BackfillRun>(), new List<BackfillRun>(), new List<BackfillRun>());
        for (var round = 0; round < rounds; round++)
        {
            ranges.Add(await OursAsync(run, postgres, chain, "ranges"));
            Print("ours, by ranges", ranges[^1]);
            proven.Add(await OursAsync(run, postgres, chain, "proven"));
            Print("ours, proven", proven[^1]);
            if (!withPeer)
                continue;
            peer.Add(await PonderAsync(run, postgres, chain));
            Print("Ponder 0.17.7", peer[^1]);
        }
        Summary("ours, by ranges", ranges, peer);
        Summary("ours, proven", proven, peer);
        if (withPeer)
            Summary("Ponder 0.17.7", peer, []);
    }

    private static async Task<BackfillRun> OursAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain, string history)
    {
        var database = await postgres.CreateDatabaseAsync("ours");
        return await BackfillRun.MeasureAsync(
            postgres,
            chain,
            database,
            () =>
                GuardedProcess.Start(
                    "indexer",
                    run.FilePath("indexer.log"),
                    [
                        Repository.Program("Aether.Indexer.Benchmarks", "aether-indexer-bench"),
                        IndexerChild.Name,
                        chain.Anvil.HttpUrl.ToString(),
                        PostgresServer.ToUrl(database),
                        chain.Emitter,
                        $"{chain.First}",
                        history,
                    ]
                ),
            $"select number from chain.checkpoint where number >= {chain.Last} and not exists (select from chain.deferred_index)",
            OursTotals
        );
    }

    private static async Task<BackfillRun> PonderAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain)
    {
        var database = await postgres.CreateDatabaseAsync("ponder");
        var folder = await PonderProject.MakeAsync(chain.Abi);
        return await BackfillRun.MeasureAsync(
            postgres,
            chain,
            database,
            () =>
                GuardedProcess.Start(
                    "ponder",
                    run.FilePath("ponder.log"),
                    PonderProject.Command(folder),
                    [
                        new("DATABASE_URL", PostgresServer.ToUrl(database)),
                        new("BENCH_RPC", chain.Anvil.HttpUrl.ToString()),
                        new("BENCH_EMITTER", chain.Emitter),
                        new("BENCH_START", $"{chain.First}"),
                        new("PONDER_TELEMETRY_DISABLED", "1"),
                    ],
                    folder
                ),
            PonderDone,
            PonderTotals
        );
    }

    private static void Print(string name, BackfillRun run) =>
        Console.WriteLine(
            $"  {name, -16} {run.PerSecond, 8:N0} events/s  {run.Seconds, 6:F2} s  CPU {run.Indexer.CpuSeconds, 5:F2} s = {run.PerCpuSecond, 8:N0} events/CPU s  "
                + $"PostgreSQL {run.PostgresCpu, 5:F2} s  node {run.NodeCpu:F2} s  peak {run.Indexer.PeakMegabytes, 4:F0} MB  foreign {100 * run.Foreign:F0} %"
        );

    private static void Summary(string name, List<BackfillRun> runs, List<BackfillRun> peer)
    {
        var ratio =
            peer.Count == 0
                ? ""
                : $", {Median(runs.Zip(peer, (run, other) => run.PerSecond / other.PerSecond)):F1} times Ponder, {Median(runs.Zip(peer, (run, other) => run.PerCpuSecond / other.PerCpuSecond)):F1} times per CPU second";
        Console.WriteLine(
            $"  {name}: median {Median(runs.Select(run => run.PerSecond)):N0} events/s (best {runs.Max(run => run.PerSecond):N0}), "
                + $"{Median(runs.Select(run => run.PerCpuSecond)):N0} events/CPU s, peak {runs.Max(run => run.Indexer.PeakMegabytes):F0} MB{ratio}"
        );
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
