using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>JobLocked, and where it stands.</summary>
public sealed record LockEvent(
    UInt256 JobId,
    UInt256 NodeId,
    Request Request,
    UInt128 Price,
    ushort FeeBps,
    bool Listed,
    Bytes32 RoyaltyHash,
    ulong Deadline,
    ulong BlockNumber,
    Bytes32 TransactionHash
);
