using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Http;

/// <summary>What the HTTP surface may ask of the provider. Each refusal is an <see cref="ApiException"/>.</summary>
public interface IJobDesk
{
    NodeCard Node { get; }

    /// <summary>Takes a signed Request into consideration; idempotent for the same bytes.</summary>
    Task<OfferReceipt> OfferAsync(SignedRequest offer, CancellationToken cancellationToken);

    /// <summary>Who may deliver the input and read the output of a Job; null when this Node does not know the Job.</summary>
    Task<JobParties?> PartiesAsync(UInt256 jobId, CancellationToken cancellationToken);

    /// <summary>Opens and checks the sealed input, and keeps it. The same box again is no error.</summary>
    Task ReceiveInputAsync(UInt256 jobId, byte[] box, CancellationToken cancellationToken);

    Task<OutputDelivery> OutputAsync(UInt256 jobId, CancellationToken cancellationToken);

    /// <summary>Takes an EIP-712 Acceptance and sends it to the chain.</summary>
    Task ReceiveAcceptanceAsync(UInt256 jobId, byte[] signature, CancellationToken cancellationToken);
}

/// <summary>This Node, as it shows itself.</summary>
public sealed record NodeCard(ulong ChainId, Address Market, Address Provider, UInt256 NodeId, string SealX, string SealY);

/// <summary>The accounts whose signature counts for a Job.</summary>
public readonly record struct JobParties(Address Requester, Address Agent)
{
    public bool Includes(Address account) => account == Requester || (!Agent.IsZero && account == Agent);
}

/// <summary>The answer to POST /requests.</summary>
/// <param name="Status">waiting: it will be locked when the curve reaches MinPrice; locked: it was, by this Node.</param>
public sealed record OfferReceipt(UInt256 JobId, string Status, UInt128 MinPrice, ulong? LockAt);

/// <summary>The answer to GET /jobs/{id}/output.</summary>
public abstract record OutputDelivery(UInt256 JobId, Bytes32 Ic)
{
    /// <summary>A public output and what opens its commitments.</summary>
    public sealed record PublicOutput(UInt256 JobId, Bytes32 OutputSalt, Bytes32 TraceSalt, byte[] Output, Bytes32 Ic)
        : OutputDelivery(JobId, Ic);

    /// <summary>The package of a sealed output; what opens it is on chain.</summary>
    public sealed record SealedOutput(UInt256 JobId, byte[] Package, Bytes32 Ic) : OutputDelivery(JobId, Ic);
}
