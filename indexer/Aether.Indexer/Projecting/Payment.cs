using Aether.Ethereum;

namespace Aether.Indexer.Projecting;

/// <summary>A log that closes a paid job.</summary>
/// <param name="IsProven">Whether its tier is one in which a proof pays; null: it was locked in an earlier page.</param>
public readonly record struct Payment(UInt256 JobId, Log Log, bool? IsProven);
