namespace Aether.Indexer.Storing;

/// <summary>
/// What a page of blocks does to the entities: for each one touched its versions, folded to one per block. Open versions that the
/// page builds on are loaded before; everything else starts from nothing.
/// </summary>
public sealed class EntityChanges(IReadOnlyDictionary<string, EntityTable> tables)
{
    private readonly Dictionary<string, TableChanges> _byName = new(StringComparer.Ordinal);
    private readonly EntityKey _key = new();

    internal IEnumerable<TableChanges> Tables => _byName.Values;

    public EntityTable Table(string name) =>
        tables.TryGetValue(name, out var table) ? table : throw new InvalidOperationException($"schema chain has no entity {name}");

    /// <summary>The entity's latest state, or null when it was never seen. Only entities that were loaded or changed can be found.</summary>
    public EntityVersion? Find(string table, params ReadOnlySpan<object> key)
    {
        var changes = In(table);
        return changes.Find(_key.Encode(changes.Table, key))?.Latest;
    }

    /// <summary>The version of the entity as of the log's block, to be changed: what was there before, or empty with only the key set.</summary>
    public EntityVersion Change(LogPlace place, string table, params ReadOnlySpan<object> key) => At(place, table, key, isNew: false);

    /// <summary>As <see cref="Change"/>, of an entity that no earlier page can have: its key holds the place of the log, or a number that is used once.</summary>
    public EntityVersion Add(LogPlace place, string table, params ReadOnlySpan<object> key) => At(place, table, key, isNew: true);

    /// <summary>Takes in an open version from the database.</summary>
    internal void Load(EntityTable table, object?[] values)
    {
        object[] key = [.. table.KeyOrdinals.Select(ordinal => values[ordinal]!)];
        In(table.Name).Set(_key.Encode(table, key), new ChangedEntity(table, values, isLoaded: true, isNew: false));
    }

    private EntityVersion At(LogPlace place, string table, ReadOnlySpan<object> key, bool isNew)
    {
        var changes = In(table);
        var id = _key.Encode(changes.Table, key);
        if (changes.Find(id) is not { } entity)
            changes.Set(id, entity = new ChangedEntity(changes.Table, Empty(changes.Table, key), isLoaded: false, isNew));
        return entity.At(place);
    }

    private TableChanges In(string table)
    {
        if (!_byName.TryGetValue(table, out var changes))
            _byName.Add(table, changes = new TableChanges(Table(table), _key));
        return changes;
    }

    private static object?[] Empty(EntityTable table, ReadOnlySpan<object> key)
    {
        var values = new object?[table.Columns.Count];
        for (var i = 0; i < key.Length; i++)
            values[table.KeyOrdinals[i]] = table.Columns[table.KeyOrdinals[i]].Stored(key[i]);
        return values;
    }
}
