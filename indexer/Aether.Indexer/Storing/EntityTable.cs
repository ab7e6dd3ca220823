using System.Collections.Frozen;
using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>
/// A versioned table as the catalogue describes it. The migrations are the only list of columns: what the projection sets and what
/// COPY writes both follow from here.
/// </summary>
public sealed class EntityTable
{
    /// <summary>Columns that every version has and no projection sets.</summary>
    private static readonly FrozenSet<string> VersionColumns = FrozenSet.Create(
        StringComparer.Ordinal,
        "valid",
        "log_index",
        "transaction_hash"
    );

    public static int VersionColumnCount => VersionColumns.Count;

    private readonly FrozenDictionary<string, int> _ordinals;

    public EntityTable(string name, IReadOnlyList<EntityColumn> columns, IReadOnlyList<string> keyColumns)
    {
        Name = name;
        Columns = columns;
        _ordinals = columns
            .Select((column, i) => (column.Name, i))
            .ToFrozenDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        KeyOrdinals = [.. keyColumns.Select(Ordinal)];
    }

    public string Name { get; }

    /// <summary>Without the version columns.</summary>
    public IReadOnlyList<EntityColumn> Columns { get; }

    public IReadOnlyList<int> KeyOrdinals { get; }

    public IEnumerable<EntityColumn> KeyColumns => KeyOrdinals.Select(ordinal => Columns[ordinal]);

    public int Ordinal(string column) =>
        _ordinals.TryGetValue(column, out var ordinal)
            ? ordinal
            : throw new InvalidOperationException($"chain.{Name} has no column {column}");

    /// <summary>Every table of schema `chain` with a `valid` range; its key is that of its index `..._current`.</summary>
    public static async Task<IReadOnlyDictionary<string, EntityTable>> LoadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            select c.relname, a.attname, coalesce(b.typname, t.typname),
              case when t.typtype = 'e' then format('%I.%I', tn.nspname, t.typname) end,
              array_position(i.indkey::int2[], a.attnum)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            join pg_namespace tn on tn.oid = t.typnamespace
            left join pg_type b on b.oid = nullif(t.typbasetype, 0)
            join pg_class ic on ic.relnamespace = c.relnamespace and ic.relname = c.relname || '_current'
            join pg_index i on i.indexrelid = ic.oid and i.indrelid = c.oid
            where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r'
              and exists (select from pg_attribute v where v.attrelid = c.oid and v.attname = 'valid' and v.atttypid = 'int8range'::regtype)
            order by c.relname, a.attnum
            """;
        var columns = new Dictionary<string, List<(EntityColumn Column, int? KeyPosition)>>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var table = reader.GetString(0);
            var name = reader.GetString(1);
            if (!columns.TryGetValue(table, out var found))
                columns.Add(table, found = []);
            if (!VersionColumns.Contains(name))
                found.Add(
                    (
                        new EntityColumn(name, reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)),
                        reader.IsDBNull(4) ? null : reader.GetInt32(4)
                    )
                );
        }
        return columns.ToDictionary(
            pair => pair.Key,
            pair => new EntityTable(
                pair.Key,
                [.. pair.Value.Select(column => column.Column)],
                [
                    .. pair
                        .Value.Where(column => column.KeyPosition is not null)
                        .OrderBy(column => column.KeyPosition)
                        .Select(column => column.Column.Name),
                ]
            ),
            StringComparer.Ordinal
        );
    }
}
