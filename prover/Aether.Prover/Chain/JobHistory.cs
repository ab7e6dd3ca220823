using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Job as its events tell it: all that later calls must repeat to the market.</summary>
public sealed record JobHistory
{
    public required UInt256 JobId { get; init; }

    public required JobState State { get; init; }

    /// <summary>The Request that was locked, else the one that was posted; null while it is known to nobody but its signer.</summary>
    public required Request? Request { get; init; }

    /// <summary>The list behind its extrasHash.</summary>
    public required IReadOnlyList<Split> Extras { get; init; }

    public required LockEvent? Lock { get; init; }

    public required SubmitEvent? Submit { get; init; }

    public required DemandState Demand { get; init; }

    /// <summary>The submitted commitment; zero while there is none, which is what calls about a Locked job repeat.</summary>
    public Bytes32 Ic => State.Status == JobStatus.Submitted && Submit is { } submit ? submit.Ic : Bytes32.Zero;

    /// <exception cref="InvalidOperationException">It was never locked.</exception>
    public Terms Terms(MarketClient market) =>
        Lock is { } locked
            ? LockTerms.Of(market.RequestDigest(locked.Request), locked)
            : throw new InvalidOperationException($"job {JobId} was never locked");
}
