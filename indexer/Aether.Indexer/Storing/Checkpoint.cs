using Aether.Ethereum;

namespace Aether.Indexer.Storing;

/// <summary>A block of which every row is in the database.</summary>
public readonly record struct Checkpoint(long Number, Bytes32 Hash);
