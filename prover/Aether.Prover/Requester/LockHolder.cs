using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Requester;

/// <summary>The lock of one Job as the chain has it now, and the Node that holds it.</summary>
internal sealed class LockHolder(MarketClient market, ISigner signer, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan NodeFreshFor = TimeSpan.FromSeconds(30);

    private (UInt256 Id, NodeInfo Info, NodeHttpClient Http, long AskedAt)? _node;

    /// <summary>What <see cref="LockAsync"/> said last.</summary>
    public LockEvent? Lock { get; private set; }

    /// <summary>Asked again whenever its block may have changed; null until its event is found.</summary>
    public async Task<LockEvent?> LockAsync(StoredRequest stored, JobState state, CancellationToken cancellationToken)
    {
        if (
            Lock is { } known
            && state.Status == JobStatus.Locked
            && await market.Client.GetTransactionReceiptAsync(known.TransactionHash, cancellationToken) is { Succeeded: true } receipt
            && receipt.BlockNumber == known.BlockNumber
            && ProtocolHash.TermsHash(TermsOf(stored, known)) == state.Digest
        )
            return known;
        return Lock = await market.LockAsync(stored.JobId, stored.FromBlock, cancellationToken);
    }

    public Terms TermsOf(StoredRequest stored, LockEvent locked) => LockTerms.Of(market.RequestDigest(stored.Request), locked);

    /// <summary>The Node that holds the lock. Asked again now and then: a Node may move.</summary>
    /// <exception cref="NodeUnreachableException">What it registered is no address, or its registration is not found.</exception>
    public async Task<(NodeInfo Info, NodeHttpClient Http)> NodeAsync(LockEvent locked, CancellationToken cancellationToken)
    {
        if (_node is { } known && known.Id == locked.NodeId && clock.GetElapsedTime(known.AskedAt) < NodeFreshFor)
            return (known.Info, known.Http);
        var info =
            await market.NodeAsync(locked.NodeId, cancellationToken)
            ?? throw new NodeUnreachableException($"node {locked.NodeId} is not registered");
        var http = new NodeHttpClient(info.Endpoint, signer, market.Manifest, clock);
        _node?.Http.Dispose();
        _node = (locked.NodeId, info, http, clock.GetTimestamp());
        return (info, http);
    }

    public void Dispose() => _node?.Http.Dispose();
}
