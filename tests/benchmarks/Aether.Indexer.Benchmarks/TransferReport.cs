using Aether.Harness;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>The workload that indexers are compared by: a raw log, a row and an upsert for each event of one kind, straight from a node.</summary>
internal static class TransferReport
{
    public const string Ranges = "ours, by ranges";
    public const string Proven = "ours, proven";

    private const string OursTotals = """
        select (select count(*) from chain.transfer where upper_inf(valid)), count(*), sum(received) from chain.holder where upper_inf(valid)
        """;

    private const string PonderTotals = "select (select count(*) from bench.transfer), count(*), sum(received) from bench.holder";

    public static async Task RunAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain, int rounds, bool withPeer, Gates gates)
    {
        var comparison = new Comparison("one event");
        for (var round = 0; round < rounds; round++)
        {
            comparison.Add(Ranges, await OursAsync(run, postgres, chain, "ranges"));
            comparison.Add(Proven, await OursAsync(run, postgres, chain, "proven"));
            if (withPeer)
                comparison.Add(Comparison.Peer, await PonderAsync(run, postgres, chain));
        }
        comparison.Summarise();
        gates.Require(comparison.PerSecond(Ranges) >= 60_000, $"one event: at least 60,000 events/s: {comparison.PerSecond(Ranges):N0}");
        gates.Require(
            comparison.PerCpuSecond(Ranges) >= 100_000,
            $"one event: at least 100,000 events per indexer CPU second: {comparison.PerCpuSecond(Ranges):N0}"
        );
        gates.Require(comparison.Peak(Ranges) <= 200, $"one event: peak at most 200 MB: {comparison.Peak(Ranges):F0}");
    }

    private static async Task<BackfillRun> OursAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain, string history)
    {
        var database = await postgres.CreateDatabaseAsync("ours");
        return await OursAsync(
            run,
            postgres,
            chain.Anvil.HttpUrl,
            chain.Anvil.ProcessId,
            database,
            chain.Emitter,
            chain.First,
            chain.Last,
            chain.Events,
            history
        );
    }

    /// <summary>Ours over a node with such a chain, checked.</summary>
    public static async Task<BackfillRun> OursAsync(
        RunDirectory run,
        PostgresServer postgres,
        Uri node,
        int process,
        string database,
        string emitter,
        long first,
        long last,
        int events,
        string history
    )
    {
        var measured = await BackfillRun.MeasureAsync(
            postgres,
            process,
            events,
            database,
            () =>
                GuardedProcess.Start(
                    "indexer",
                    run.FilePath("indexer.log"),
                    [
                        Repository.Program("Aether.Indexer.Benchmarks", "aether-indexer-bench"),
                        IndexerChild.Name,
                        node.ToString(),
                        PostgresServer.ToUrl(database),
                        emitter,
                        $"{first}",
                        history,
                    ]
                ),
            $"select number from chain.checkpoint where number >= {last} and not exists (select from chain.deferred_index)"
        );
        await CheckAsync(database, OursTotals, events);
        return measured;
    }

    private static async Task<BackfillRun> PonderAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain)
    {
        var database = await postgres.CreateDatabaseAsync("ponder");
        var folder = await PonderProject.MakeAsync("ponder", "abi.json", chain.Abi);
        var measured = await BackfillRun.MeasureAsync(
            postgres,
            chain.Anvil.ProcessId,
            chain.Events,
            database,
            () => PonderProject.Start(folder, run.FilePath("ponder.log"), database, chain.Anvil.HttpUrl, chain.First, chain.Emitter),
            PonderProject.Done
        );
        await CheckAsync(database, PonderTotals, chain.Events);
        return measured;
    }

    /// <param name="totals">Rows of transfers, rows of holders, and what they received together.</param>
    private static async Task CheckAsync(string database, string totals, int events)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(totals);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (rows, accounts, sum) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetDecimal(2));
        if (rows != events || sum != events || accounts != EmittedChain.Accounts)
            throw new HarnessException($"the index is wrong: {rows} rows, {accounts} accounts, sum {sum}; {events} events");
    }
}
