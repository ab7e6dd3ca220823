using Aether.Ethereum;

namespace Aether.Indexer.Following;

/// <summary>A transaction in which proofs settled jobs, as its node tells it.</summary>
/// <param name="GasUsed">Of the whole transaction.</param>
/// <param name="Settlements">Jobs of ours that a proof settled in it.</param>
/// <param name="To">The contract called; null: it made one.</param>
/// <param name="Input">Its calldata.</param>
public sealed record SettlingTransaction(long GasUsed, int Settlements, Address? To, ReadOnlyMemory<byte> Input);
