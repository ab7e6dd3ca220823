namespace Aether.Indexer.Storing;

/// <summary>One entity in a page.</summary>
/// <param name="before">The open version in the database; where none is loaded, the key alone.</param>
/// <param name="isNew">No open version of it is in the database.</param>
internal sealed class ChangedEntity(EntityTable table, object?[] before, bool isNew)
{
    public bool IsNew => isNew;

    /// <summary>Made by this page, oldest first.</summary>
    public List<EntityVersion> Versions { get; } = new(1);

    /// <summary>Null where nothing is known of it but its key.</summary>
    public EntityVersion? Latest => Versions.Count > 0 ? Versions[^1] : new EntityVersion(table, before, default);

    public object Key(int part) => before[table.KeyOrdinals[part]]!;

    public EntityVersion At(LogPlace place)
    {
        var latest = Versions.Count > 0 ? Versions[^1] : null;
        if (latest is not null && latest.From == place.BlockNumber)
        {
            latest.Place = place;
            return latest;
        }
        latest?.Until = place.BlockNumber;
        var version = new EntityVersion(table, [.. latest?.Values ?? before], place);
        Versions.Add(version);
        return version;
    }
}
