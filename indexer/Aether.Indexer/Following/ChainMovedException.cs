namespace Aether.Indexer.Following;

/// <summary>Blocks that were read do not follow one another any more: a reorg happened in between. Reading again finds the new chain.</summary>
public sealed class ChainMovedException(string message) : Exception(message);
