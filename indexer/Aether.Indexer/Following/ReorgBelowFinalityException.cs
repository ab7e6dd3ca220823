namespace Aether.Indexer.Following;

/// <summary>The node now denies a block that was final. No row is touched; a person has to look.</summary>
public sealed class ReorgBelowFinalityException(long block, long finalized)
    : Exception($"the node's chain differs from ours at block {block}, at or below finalized block {finalized}")
{
    public long Block { get; } = block;

    public long Finalized { get; } = finalized;
}
