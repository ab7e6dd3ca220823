using Npgsql;
using NpgsqlTypes;

namespace Aether.Indexer.Storing;

/// <summary>Reads open versions and writes new ones: a few statements per table and page, whatever the number of entities.</summary>
internal static class EntityWriter
{
    public static async Task LoadAsync(
        NpgsqlConnection connection,
        EntityChanges changes,
        IEnumerable<EntityRead> reads,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in reads.Distinct().GroupBy(read => (read.Table, read.Parts.Length)))
        {
            var table = changes.Table(group.Key.Table);
            EntityColumn[] keys = [.. table.KeyColumns.Take(group.Key.Length)];
            var columns = string.Join(", ", table.Columns.Select(column => $"e.{column.Selected}"));
            var arrays = string.Join(", ", keys.Select((_, i) => $"${i + 1}"));
            var names = string.Join(", ", keys.Select((_, i) => $"k{i}"));
            var same = string.Join(" and ", keys.Select((key, i) => $"e.{key.Name} = {key.Cast($"k.k{i}")}"));
            await using var command = new NpgsqlCommand(
                $"select {columns} from chain.{table.Name} e join unnest({arrays}) as k ({names}) on {same} where upper_inf(e.valid)",
                connection
            );
            for (var i = 0; i < keys.Length; i++)
            {
                var part = i;
                command.Parameters.Add(keys[i].ArrayOf(group.Select(read => EntityVersion.Stored(keys[part], read.Parts[part])!)));
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                changes.Load(table, [.. table.Columns.Select((column, i) => column.Read(reader, i))]);
        }
    }

    public static async Task WriteAsync(NpgsqlConnection connection, EntityChanges changes, CancellationToken cancellationToken)
    {
        foreach (var group in changes.ByTable)
        {
            EntityChanges.Entity[] entities = [.. group];
            await CloseAsync(connection, group.Key, entities, cancellationToken);
            await CopyAsync(connection, group.Key, entities.SelectMany(entity => entity.Versions), cancellationToken);
        }
    }

    /// <summary>What was true until now ends with the block of the first new version.</summary>
    private static async Task CloseAsync(
        NpgsqlConnection connection,
        EntityTable table,
        EntityChanges.Entity[] entities,
        CancellationToken cancellationToken
    )
    {
        EntityColumn[] keys = [.. table.KeyColumns];
        var arrays = string.Join(", ", keys.Select((_, i) => $"${i + 2}"));
        var names = string.Join(", ", keys.Select((_, i) => $"k{i}"));
        var same = string.Join(" and ", keys.Select((key, i) => $"e.{key.Name} = {key.Cast($"c.k{i}")}"));
        await using var command = new NpgsqlCommand(
            $"""
            update chain.{table.Name} e set valid = int8range(lower(e.valid), c.ends)
            from unnest($1, {arrays}) as c (ends, {names})
            where {same} and upper_inf(e.valid)
            """,
            connection
        );
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = entities.Select(entity => entity.Versions[0].From).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        for (var i = 0; i < keys.Length; i++)
        {
            var part = i;
            command.Parameters.Add(keys[i].ArrayOf(entities.Select(entity => entity.Key[part])));
        }
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        EntityTable table,
        IEnumerable<EntityVersion> versions,
        CancellationToken cancellationToken
    )
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy chain.{table.Name} ({columns}, valid, log_index, transaction_hash) from stdin (format binary)",
            cancellationToken
        );
        foreach (var version in versions)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < table.Columns.Count; i++)
                if (version.Values[i] is { } value)
                    await copy.WriteAsync(value, table.Columns[i].DbType, cancellationToken);
                else
                    await copy.WriteNullAsync(cancellationToken);
            var valid = new NpgsqlRange<long>(version.From, true, false, version.Until ?? 0, false, version.Until is null);
            await copy.WriteAsync(valid, NpgsqlDbType.BigIntRange, cancellationToken);
            await copy.WriteAsync(version.Place.LogIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(version.Place.TransactionHash.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
