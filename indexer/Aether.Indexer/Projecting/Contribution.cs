using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>What a log adds to an entity that other logs add to as well.</summary>
/// <param name="Fold">Adds it. A new entity comes empty.</param>
public sealed record Contribution(LogPlace Place, string Table, object[] Key, Action<EntityVersion> Fold)
{
    /// <summary>Where it is added to what is there; a read takes three parts of a key, and finds a few neighbours with it.</summary>
    public EntityRead Read => new(Table, Key[0], Key[1], Key[2]);

    public void Apply(EntityChanges changes) => Fold(changes.Change(Place, Table, Key));
}
