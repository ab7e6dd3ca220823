using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Claim on chain, and where it stands: JobSubmitted, or the settlement of one that was proved without it.</summary>
/// <param name="Key">What a sealed output opens with, published with the Claim; zero for a public output, and where a proof pays.</param>
public sealed record SubmitEvent(
    UInt256 JobId,
    Bytes32 Ic,
    Claim Claim,
    Bytes32 Key,
    ulong Deadline,
    ulong BlockNumber,
    Bytes32 TransactionHash
)
{
    /// <summary>The envelope that settled the Job, with the output of a public one inside; null where no proof did.</summary>
    public ReadOnlyMemory<byte>? Envelope { get; init; }
}
