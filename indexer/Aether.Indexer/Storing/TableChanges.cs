namespace Aether.Indexer.Storing;

/// <summary>The entities of one table that a page loaded or changed.</summary>
internal sealed class TableChanges
{
    private readonly Dictionary<byte[], ChangedEntity> _entities;
    private Dictionary<byte[], ChangedEntity>.AlternateLookup<ReadOnlySpan<byte>> _byKey;

    public TableChanges(EntityTable table, EntityKey key)
    {
        Table = table;
        _entities = new Dictionary<byte[], ChangedEntity>(key);
        _byKey = _entities.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public EntityTable Table { get; }

    /// <summary>By <see cref="EntityKey"/>.</summary>
    public ChangedEntity? Find(ReadOnlySpan<byte> key) => _byKey.TryGetValue(key, out var entity) ? entity : null;

    public void Set(ReadOnlySpan<byte> key, ChangedEntity entity) => _byKey[key] = entity;

    public IEnumerable<ChangedEntity> Changed => _entities.Values.Where(entity => entity.First is not null);
}
