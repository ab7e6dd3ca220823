using System.Numerics;
using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>What the index says somebody has in the Vault.</summary>
/// <param name="Holder">An account, or a module with an escrow.</param>
/// <param name="Amount">In the token's smallest unit.</param>
public readonly record struct IndexedBalance(Address Token, Address Holder, BigInteger Amount);
