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

    /// <param name="node">The process that is asked.</param>
    /// <param name="isDone">Yields a value once everything is there.</param>
    public static async Task<BackfillRun> MeasureAsync(
        PostgresServer postgres,
        int node,
        int events,
        string database,
        Func<GuardedProcess> start,
        string isDone
    )
    {
        var machine = CpuClock.Machine();
        var own = Environment.CpuUsage.TotalTime.TotalSeconds;
        var servers = ProcessUsage.OfTree(postgres.ProcessId);
        var nodes = ProcessUsage.OfTree(node);
        var clock = Stopwatch.StartNew();
        await using var indexer = start();
        await UntilAsync(indexer, database, isDone);
        var seconds = clock.Elapsed.TotalSeconds;
        var usage = ProcessUsage.OfTree(indexer.Id);
        var server = ProcessUsage.OfTree(postgres.ProcessId).CpuSeconds - servers.CpuSeconds;
        var answers = ProcessUsage.OfTree(node).CpuSeconds - nodes.CpuSeconds;
        var after = CpuClock.Machine();
        var mine = usage.CpuSeconds + server + answers + Environment.CpuUsage.TotalTime.TotalSeconds - own;
        var foreign = Math.Max(0, after.Busy - machine.Busy - mine) / (after.Total - machine.Total);
        return new BackfillRun(events, seconds, usage, server, answers, foreign);
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
