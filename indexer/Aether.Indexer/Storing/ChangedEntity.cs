namespace Aether.Indexer.Storing;

/// <summary>One entity in a page.</summary>
/// <param name="before">The open version in the database; where none is loaded, the key alone.</param>
/// <param name="isLoaded">Whether <paramref name="before"/> is a version.</param>
/// <param name="isNew">No open version of it is in the database.</param>
internal sealed class ChangedEntity(EntityTable table, object?[] before, bool isLoaded, bool isNew)
{
    private EntityVersion? _latest;

    public bool IsNew => isNew;

    /// <summary>The oldest version that this page made; the others follow by <see cref="EntityVersion.Next"/>.</summary>
    public EntityVersion? First { get; private set; }

    /// <summary>Null where nothing is known of it but its key.</summary>
    public EntityVersion? Latest => _latest ?? (isLoaded ? new EntityVersion(table, before, default) : null);

    public object Key(int part) => before[table.KeyOrdinals[part]]!;

    public EntityVersion At(LogPlace place)
    {
        if (_latest is { } latest)
        {
            if (latest.From == place.BlockNumber)
            {
                latest.Place = place;
                return latest;
            }
            return _latest = latest.Next = new EntityVersion(table, [.. latest.Values], place);
        }
        // Nobody else looks at the key alone, so its array becomes the first version's.
        return First = _latest = new EntityVersion(table, isLoaded ? [.. before] : before, place);
    }
}
