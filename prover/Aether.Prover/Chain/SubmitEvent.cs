using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>JobSubmitted, and where it stands.</summary>
public sealed record SubmitEvent(UInt256 JobId, Bytes32 Ic, Claim Claim, ulong Deadline, ulong BlockNumber, Bytes32 TransactionHash);
