using Aether.Ethereum;

namespace Aether.Indexer.Storing;

/// <summary>Where a log stands in the chain.</summary>
/// <param name="BlockTime">Seconds since 1970.</param>
public readonly record struct LogPlace(long BlockNumber, long BlockTime, int LogIndex, Bytes32 TransactionHash);
