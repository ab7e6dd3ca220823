using System.Diagnostics;
using Aether.Harness;
using Aether.Inference.Benchmarks;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>How long an indexer takes from its start to the last row of a chain that is there already, indexes included.</summary>
internal static class BackfillReport
{
    public static async Task PrintAsync(int blocks, int eventsPerBlock, int rounds)
    {
        using var run = new RunDirectory();
        await using var postgres = await PostgresServer.StartAsync(run.Path, durable: true);
        Console.WriteLine($"making {blocks} blocks of {eventsPerBlock} events");
        await using var chain = await EmittedChain.StartAsync(run, blocks, eventsPerBlock);
        for (var round = 0; round < rounds; round++)
            foreach (var history in new[] { "ranges", "proven" })
                await OursAsync(run, postgres, chain, history);
    }

    private static async Task OursAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain, string history)
    {
        var database = await postgres.CreateDatabaseAsync("ours");
        var machine = CpuClock.Machine();
        var own = Environment.CpuUsage.TotalTime.TotalSeconds;
        var servers = ProcessUsage.OfTree(postgres.ProcessId);
        var nodes = ProcessUsage.OfTree(chain.Anvil.ProcessId);
        var clock = Stopwatch.StartNew();
        await using var indexer = GuardedProcess.Start(
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
        );
        await UntilAsync(
            indexer,
            database,
            $"select number from chain.checkpoint where number >= {chain.Last} and not exists (select from chain.deferred_index)"
        );
        var seconds = clock.Elapsed.TotalSeconds;
        var usage = ProcessUsage.OfTree(indexer.Id);
        var server = ProcessUsage.OfTree(postgres.ProcessId).CpuSeconds - servers.CpuSeconds;
        var node = ProcessUsage.OfTree(chain.Anvil.ProcessId).CpuSeconds - nodes.CpuSeconds;
        var after = CpuClock.Machine();
        var mine = usage.CpuSeconds + server + node + Environment.CpuUsage.TotalTime.TotalSeconds - own;
        var foreign = Math.Max(0, after.Busy - machine.Busy - mine) / (after.Total - machine.Total);
        var rows = await QueryAsync<long>(database, "select count(*) from chain.transfer where upper_inf(valid)");
        var accounts = await QueryAsync<long>(database, "select count(*) from chain.holder where upper_inf(valid)");
        var sum = await QueryAsync<decimal>(database, "select sum(received) from chain.holder where upper_inf(valid)");
        if (rows != chain.Events || sum != chain.Events || accounts != EmittedChain.Accounts)
            throw new HarnessException($"the index is wrong: {rows} rows, {accounts} accounts, sum {sum}");
        Console.WriteLine(
            $"  ours, {history, -7} {chain.Events / seconds, 9:N0} events/s  {seconds, 6:F2} s  CPU {usage.CpuSeconds, 5:F2} s ({chain.Events / usage.CpuSeconds:N0} events/CPU s)  "
                + $"PostgreSQL {server:F2} s  node {node:F2} s  peak {usage.PeakMegabytes:F0} MB  foreign {100 * foreign:F0} %"
        );
    }

    private static async Task UntilAsync(GuardedProcess indexer, string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        while (true)
        {
            try
            {
                if (await command.ExecuteScalarAsync() is not null)
                    return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                // Its migrations have not run yet.
            }
            if (indexer.HasExited)
                throw new HarnessException($"the indexer ended\n{indexer.Tail()}");
            await Task.Delay(20);
        }
    }

    private static async Task<T?> QueryAsync<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)value;
    }
}
