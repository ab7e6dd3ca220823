using Aether.Ethereum;

namespace Aether.Indexer.Following;

/// <summary>The node's newest block, and the newest that it holds for final.</summary>
public sealed record ChainHead(BlockHeader Header, long Finalized)
{
    public long Number => (long)Header.Number;
}
