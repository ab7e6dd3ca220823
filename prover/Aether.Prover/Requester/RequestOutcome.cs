using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Requester;

/// <summary>How a Request ended, or how far it came.</summary>
public sealed record RequestOutcome
{
    public required UInt256 JobId { get; init; }

    public required JobStatus Status { get; init; }

    public LockEvent? Lock { get; init; }

    public SubmitEvent? Submit { get; init; }

    /// <summary>The checked output; null when the Job ended without one.</summary>
    public StoredAnswer? Answer { get; init; }
}
