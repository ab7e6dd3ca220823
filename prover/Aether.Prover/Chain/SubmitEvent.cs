using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>JobSubmitted, and where it stands.</summary>
/// <param name="Key">What a sealed output opens with, published with the Claim; zero for a public output, and where a proof pays.</param>
public sealed record SubmitEvent(
    UInt256 JobId,
    Bytes32 Ic,
    Claim Claim,
    Bytes32 Key,
    ulong Deadline,
    ulong BlockNumber,
    Bytes32 TransactionHash
);
