using System.Globalization;
using System.Numerics;

namespace Aether.Indexer.Storing;

/// <summary>
/// What a page of blocks does to the entities: for each one touched its versions, folded to one per block. Open versions that the
/// page builds on are loaded before; everything else starts from nothing.
/// </summary>
public sealed class EntityChanges(IReadOnlyDictionary<string, EntityTable> tables)
{
    private readonly Dictionary<(string Table, string Key), Entity> _entities = [];

    internal IEnumerable<IGrouping<EntityTable, Entity>> ByTable =>
        _entities.Values.Where(entity => entity.Versions.Count > 0).GroupBy(entity => entity.Table);

    public EntityTable Table(string name) =>
        tables.TryGetValue(name, out var table) ? table : throw new InvalidOperationException($"schema chain has no entity {name}");

    /// <summary>The entity's latest state, or null when it was never seen. Only entities that were loaded or changed can be found.</summary>
    public EntityVersion? Find(string table, params object[] key) =>
        _entities.TryGetValue((table, KeyText(Table(table), key)), out var entity) ? entity.Latest : null;

    /// <summary>The version of the entity as of the log's block, to be changed: what was there before, or empty with only the key set.</summary>
    public EntityVersion Change(LogPlace place, string table, params object[] key)
    {
        var definition = Table(table);
        var id = (table, KeyText(definition, key));
        if (!_entities.TryGetValue(id, out var entity))
            _entities.Add(id, entity = new Entity(definition, Stored(definition, key)));
        return entity.At(place);
    }

    /// <summary>Takes in an open version from the database.</summary>
    internal void Load(EntityTable table, object?[] values)
    {
        object[] key = [.. table.KeyOrdinals.Select(ordinal => values[ordinal]!)];
        _entities[(table.Name, KeyText(table, key))] = new Entity(table, key) { Loaded = values };
    }

    private static object[] Stored(EntityTable table, object[] key) =>
        [.. table.KeyColumns.Zip(key, (column, value) => EntityVersion.Stored(column, value)!)];

    private static string KeyText(EntityTable table, object[] key)
    {
        if (key.Length != table.KeyOrdinals.Count)
            throw new InvalidOperationException($"the key of chain.{table.Name} has {table.KeyOrdinals.Count} parts, not {key.Length}");
        return string.Join(
            '/',
            Stored(table, key)
                .Select(part =>
                    part switch
                    {
                        byte[] bytes => Convert.ToHexString(bytes),
                        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
                        _ => string.Create(CultureInfo.InvariantCulture, $"{part}"),
                    }
                )
        );
    }

    internal sealed class Entity(EntityTable table, object[] key)
    {
        public EntityTable Table => table;

        public object[] Key => key;

        /// <summary>The open version in the database; null when there is none or it is not built upon.</summary>
        public object?[]? Loaded { get; init; }

        /// <summary>Made by this page, oldest first.</summary>
        public List<EntityVersion> Versions { get; } = [];

        public EntityVersion? Latest =>
            Versions.Count > 0 ? Versions[^1]
            : Loaded is null ? null
            : new EntityVersion(table, Loaded, default);

        public EntityVersion At(LogPlace place)
        {
            if (Versions.Count > 0 && Versions[^1].From == place.BlockNumber)
            {
                Versions[^1].Place = place;
                return Versions[^1];
            }
            object?[] values = Latest?.Values.ToArray() ?? Empty();
            if (Versions.Count > 0)
                Versions[^1].Until = place.BlockNumber;
            var version = new EntityVersion(table, values, place);
            Versions.Add(version);
            return version;
        }

        private object?[] Empty()
        {
            var values = new object?[table.Columns.Count];
            for (var i = 0; i < key.Length; i++)
                values[table.KeyOrdinals[i]] = key[i];
            return values;
        }
    }
}
