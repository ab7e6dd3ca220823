using System.Diagnostics;
using Aether.Harness;
using Aether.Inference.Benchmarks;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>One backfill of one indexer into a database of its own, from its start to its last row and index.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="Foreign">Share of the machine that neither the indexer nor PostgreSQL nor the node nor this program took.</param>
internal sealed record BackfillRun(int Events, double Seconds, ProcessUsage Indexer, double PostgresCpu, double NodeCpu, double Foreign)
{
    public double PerSecond => Events / Seconds;

    public double PerCpuSecond => Events / Indexer.CpuSeconds;

    /// <param name="isDone">Yields a value once everything is there.</param>
    /// <param name="totals">Rows of transfers, rows of holders, and what they received together.</param>
    public static async Task<BackfillRun> MeasureAsync(
        PostgresServer postgres,
        EmittedChain chain,
        string database,
        Func<GuardedProcess> start,
        string isDone,
        string totals
    )
    {
        var machine = CpuClock.Machine();
        var own = Environment.CpuUsage.TotalTime.TotalSeconds;
        var servers = ProcessUsage.OfTree(postgres.ProcessId);
        var nodes = ProcessUsage.OfTree(chain.Anvil.ProcessId);
        var clock = Stopwatch.StartNew();
        await using var indexer = start();
        await UntilAsync(indexer, database, isDone);
        var seconds = clock.Elapsed.TotalSeconds;
        var usage = ProcessUsage.OfTree(indexer.Id);
        var server = ProcessUsage.OfTree(postgres.ProcessId).CpuSeconds - servers.CpuSeconds;
        var node = ProcessUsage.OfTree(chain.Anvil.ProcessId).CpuSeconds - nodes.CpuSeconds;
        var after = CpuClock.Machine();
        var mine = usage.CpuSeconds + server + node + Environment.CpuUsage.TotalTime.TotalSeconds - own;
        var foreign = Math.Max(0, after.Busy - machine.Busy - mine) / (after.Total - machine.Total);
        await CheckAsync(chain, database, totals);
        return new BackfillRun(chain.Events, seconds, usage, server, node, foreign);
    }

    private static async Task CheckAsync(EmittedChain chain, string database, string totals)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(totals);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (rows, accounts, sum) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetDecimal(2));
        if (rows != chain.Events || sum != chain.Events || accounts != EmittedChain.Accounts)
            throw new HarnessException($"the index is wrong: {rows} rows, {accounts} accounts, sum {sum}; {chain.Events} events");
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
                if (await command.ExecuteScalarAsync() is not (null or DBNull))
                    return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                // It has not made its tables yet.
            }
            if (indexer.HasExited)
                throw new HarnessException($"the indexer ended\n{indexer.Tail()}");
            await Task.Delay(20);
        }
    }
}
