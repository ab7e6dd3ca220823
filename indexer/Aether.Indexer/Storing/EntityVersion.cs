namespace Aether.Indexer.Storing;

/// <summary>One version of an entity: its values, and the log that made them what they are.</summary>
public sealed class EntityVersion
{
    private readonly EntityTable _table;

    internal EntityVersion(EntityTable table, object?[] values, LogPlace place)
    {
        _table = table;
        Values = values;
        From = place.BlockNumber;
        Place = place;
    }

    internal object?[] Values { get; }

    /// <summary>First block it is true in.</summary>
    internal long From { get; }

    /// <summary>First block it is no longer true in; null: it is the state now.</summary>
    internal long? Until => Next?.From;

    /// <summary>The version that took its place in the same page.</summary>
    internal EntityVersion? Next { get; set; }

    /// <summary>The last log of block <see cref="From"/> that touched the entity.</summary>
    internal LogPlace Place { get; set; }

    /// <summary>A column's value. Chain types are stored as what the column takes; enums as their labels.</summary>
    public object? this[string column]
    {
        get => Values[_table.Ordinal(column)];
        set
        {
            var ordinal = _table.Ordinal(column);
            Values[ordinal] = _table.Columns[ordinal].Stored(value);
        }
    }
}
