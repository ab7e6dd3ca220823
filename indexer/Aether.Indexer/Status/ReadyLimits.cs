namespace Aether.Indexer.Status;

/// <summary>When the index counts as fresh.</summary>
/// <param name="LagMax">Blocks behind the head.</param>
/// <param name="StillMax">Longest time without a new block of the chain; null: a chain that mines on demand may stand still.</param>
public sealed record ReadyLimits(long LagMax, TimeSpan? StillMax)
{
    public static readonly ReadyLimits Default = new(5, TimeSpan.FromSeconds(25));

    /// <summary>Longest silence of node or database.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(10);
}
