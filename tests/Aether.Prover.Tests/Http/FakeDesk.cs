using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Http;

namespace Aether.Prover.Tests.Http;

/// <summary>A desk that knows one Job and counts what reaches it.</summary>
internal sealed class FakeDesk(Address requester) : IJobDesk
{
    public static readonly UInt256 JobId = 77;

    public NodeCard Node { get; } = new(Sample.ChainId, Sample.Market, Sample.Provider, 9, "0x01", "0x02");

    public List<SignedRequest> Offers { get; } = [];

    public List<byte[]> Inputs { get; } = [];

    public List<byte[]> Acceptances { get; } = [];

    public Exception? Fault { get; set; }

    public Task<OfferReceipt> OfferAsync(SignedRequest offer, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            throw Fault;
        Offers.Add(offer);
        return Task.FromResult(new OfferReceipt(offer.JobId, "waiting", 5, 6));
    }

    public Task<JobParties?> PartiesAsync(UInt256 jobId, CancellationToken cancellationToken) =>
        Task.FromResult<JobParties?>(jobId == JobId ? new JobParties(requester, Address.Zero) : null);

    public Task ReceiveInputAsync(UInt256 jobId, byte[] box, CancellationToken cancellationToken)
    {
        Inputs.Add(box);
        return Task.CompletedTask;
    }

    public Task<OutputDelivery> OutputAsync(UInt256 jobId, CancellationToken cancellationToken) => Task.FromResult(Output);

    public OutputDelivery Output { get; set; } =
        new OutputDelivery.PublicOutput(JobId, Bytes32.Keccak([1]), Bytes32.Keccak([2]), [1, 2], Bytes32.Keccak([3]));

    public Task ReceiveAcceptanceAsync(UInt256 jobId, byte[] signature, CancellationToken cancellationToken)
    {
        Acceptances.Add(signature);
        return Task.CompletedTask;
    }
}
