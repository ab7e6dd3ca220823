using System.Numerics;
using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>What a solvency audit found.</summary>
public sealed record SolvencyReport(long Block, Bytes32 BlockHash, IReadOnlyList<TokenSolvency> Tokens, DifferenceList Differences);

/// <summary>One token at the block, by chain state. Amounts in the token's smallest unit.</summary>
/// <param name="Held">What the Vault has of it: balanceOf.</param>
/// <param name="Liabilities">What the Vault says it owes.</param>
/// <param name="Free">Sum of the free balances of the accounts that the index knows.</param>
/// <param name="Escrow">Sum of the escrows of the modules that the index knows.</param>
/// <param name="Accounts">How many accounts that were.</param>
public sealed record TokenSolvency(
    Address Token,
    BigInteger Held,
    BigInteger Liabilities,
    BigInteger Free,
    BigInteger Escrow,
    long Accounts
);
