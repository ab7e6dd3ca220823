using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>Indexes that wait until the first backfill is done: building one over a full table is several times quicker than keeping it up row by row.</summary>
internal static class DeferredIndexes
{
    /// <summary>At once, for the sort of one index keeps a core busy, and the database is not alone on its machine.</summary>
    private const int BuiltAtOnce = 2;

    public static async Task<int> DropAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var pause = new NpgsqlCommand("select chain.pause_counts()", connection))
            await pause.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select chain.defer_indexes()", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var count = new NpgsqlCommand("select count(*)::int from chain.deferred_index", connection);
        var dropped = (int)(await count.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return dropped;
    }

    /// <summary>Builds what waits, each in a transaction of its own: after a crash only the unfinished ones are begun again.</summary>
    /// <returns>How many were built.</returns>
    public static async Task<int> BuildAsync(NpgsqlDataSource database, Action<string> building, CancellationToken cancellationToken)
    {
        var waiting = await ReadAsync(database, cancellationToken);
        if (waiting.Count == 0)
            return 0;
        await Parallel.ForEachAsync(
            waiting,
            new ParallelOptions { MaxDegreeOfParallelism = BuiltAtOnce, CancellationToken = cancellationToken },
            async (index, cancel) =>
            {
                building(index.Name);
                await BuildAsync(database, index, cancel);
            }
        );
        // What the planner knows of the tables is from when they were empty.
        await using var analyze = database.CreateCommand("call chain.analyze()");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync(cancellationToken);
        return waiting.Count;
    }

    private static async Task<List<Waiting>> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var waiting = new List<Waiting>();
        await using var command = database.CreateCommand(
            // Those of large tables first, so that the last ones end together.
            """
            select name, definition, description from chain.deferred_index
            order by pg_relation_size(
              coalesce(substring(definition from ' ON (?:ONLY )?(chain\.\S+) '), 'chain.' || split_part(name, ' ', 2))::regclass) desc, name
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            waiting.Add(new Waiting(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return waiting;
    }

    private static async Task BuildAsync(NpgsqlDataSource database, Waiting index, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            Timeout = 0, // As long as it takes: hours on a chain of years.
            BatchCommands =
            {
                new("set local maintenance_work_mem = '128MB'"),
                new("set local synchronous_commit = off"),
                // Two are built at once already.
                new("set local max_parallel_maintenance_workers = 0"),
                new(index.Definition),
                new(index.Description is null ? "select" : $"comment on index chain.{Quoted(index.Name)} is {Literal(index.Description)}"),
                new("delete from chain.deferred_index where name = $1") { Parameters = { new() { Value = index.Name } } },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Waiting(string Name, string Definition, string? Description);
}
