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
                command.Parameters.Add(keys[i].ArrayOf(group.Select(read => keys[part].Stored(read.Parts[part])!)));
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                changes.Load(table, [.. table.Columns.Select((column, i) => column.Read(reader, i))]);
        }
    }

    public static async Task WriteAsync(NpgsqlConnection connection, EntityChanges changes, CancellationToken cancellationToken)
    {
        foreach (var table in changes.Tables)
        {
            ChangedEntity[] entities = [.. table.Changed];
            await CloseAsync(connection, table.Table, [.. entities.Where(entity => !entity.IsNew)], cancellationToken);
            await CopyAsync(connection, table.Table, entities, cancellationToken);
        }
    }

    /// <summary>What was true until now ends with the block of the first new version.</summary>
    private static async Task CloseAsync(
        NpgsqlConnection connection,
        EntityTable table,
        ChangedEntity[] entities,
        CancellationToken cancellationToken
    )
    {
        if (entities.Length == 0)
            return;
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
                Value = entities.Select(entity => entity.First!.From).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        for (var i = 0; i < keys.Length; i++)
        {
            var part = i;
            command.Parameters.Add(keys[i].ArrayOf(entities.Select(entity => entity.Key(part))));
        }
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        EntityTable table,
        ChangedEntity[] entities,
        CancellationToken cancellationToken
    )
    {
        if (entities.Length == 0)
            return;
        var names = string.Join(", ", table.Columns.Select(column => column.Name));
        await using var copy = await CopyWriter.BeginAsync(
            connection,
            $"chain.{table.Name} ({names}, valid, log_index, transaction_hash)",
            cancellationToken
        );
        foreach (var entity in entities)
            for (var version = entity.First; version is not null; version = version.Next)
            {
                copy.StartRow(table.Columns.Count + EntityTable.VersionColumnCount);
                for (var i = 0; i < table.Columns.Count; i++)
                    table.Columns[i].Write(copy, version.Values[i]);
                copy.Range(version.From, version.Until);
                copy.Int32(version.Place.LogIndex);
                copy.Hash(version.Place.TransactionHash);
                await copy.EndRowAsync(cancellationToken);
            }
        await copy.CompleteAsync(cancellationToken);
    }
}
