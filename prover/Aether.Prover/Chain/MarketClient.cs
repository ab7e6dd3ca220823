using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>Reads Aether's contracts: typed calls and events, one place for each question the programs ask.</summary>
public sealed class MarketClient(EthereumClient client, ChainManifest manifest)
{
    /// <summary>Blocks per eth_getLogs; public nodes refuse much more.</summary>
    public const ulong LogRangeMax = 2000;

    public EthereumClient Client => client;

    public ChainManifest Manifest => manifest;

    public Address Market => manifest.JobMarket;

    public async Task<BlockHeader> HeadAsync(CancellationToken cancellationToken) =>
        await client.GetBlockAsync(BlockTag.Latest, cancellationToken)
        ?? throw new RpcTransportException("the node has no latest block", retryable: true);

    public Task<TResult> ReadAsync<TResult>(Address contract, IContractCall<TResult> call, CancellationToken cancellationToken) =>
        client.ReadAsync(contract, call, BlockTag.Latest, cancellationToken);

    public async Task<JobState> JobAsync(UInt256 jobId, CancellationToken cancellationToken)
    {
        var job = await ReadAsync(Market, new JobMarket.JobCall { JobId = jobId }, cancellationToken);
        return new JobState(job.Provider, job.Deadline, job.CapAt, (JobStatus)job.Status, job.Contests, job.Digest);
    }

    /// <summary>What is demanded for a Job on chain.</summary>
    public async Task<DemandState> DemandAsync(UInt256 jobId, CancellationToken cancellationToken)
    {
        var demand = await ReadAsync(manifest.ExchangeBox, new ExchangeBox.DemandCall { JobId = jobId }, cancellationToken);
        return new DemandState((DemandKind)demand.Kind, demand.InputUsed, demand.OutputUsed, demand.Deadline);
    }

    /// <summary>The newest input that was answered on chain; null when none was.</summary>
    public async Task<byte[]?> SealedInputAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var logs = await BoxLogsAsync(ExchangeBox.InputAnswered.Topic, jobId, from, cancellationToken);
        return logs.Count > 0 && ExchangeBox.InputAnswered.TryDecode(logs[^1].View, out var answered) ? answered.SealedInput : null;
    }

    /// <summary>The newest output that was answered on chain, empty where a relay hands it out; null when none was.</summary>
    public async Task<byte[]?> OutputAnswerAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var logs = await BoxLogsAsync(ExchangeBox.OutputAnswered.Topic, jobId, from, cancellationToken);
        return logs.Count > 0 && ExchangeBox.OutputAnswered.TryDecode(logs[^1].View, out var answered) ? answered.Output : null;
    }

    /// <summary>A Job with everything that its events say.</summary>
    public async Task<JobHistory> HistoryAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var state = await JobAsync(jobId, cancellationToken);
        Request? request = null;
        LockEvent? locked = null;
        SubmitEvent? submitted = null;
        IReadOnlyList<Split> extras = [];
        foreach (var log in await JobLogsAsync(jobId, from, cancellationToken))
        {
            if (JobMarket.RequestPosted.TryDecode(log.View, out var posted))
                request = posted.Request;
            else if (ReadLock(log) is { } lockEvent)
                (locked, request) = (lockEvent, lockEvent.Request);
            else if (ReadSubmit(log) is { } submitEvent)
                submitted = submitEvent;
            else if (JobMarket.ExtrasSet.TryDecode(log.View, out var set))
                extras = set.Extras;
        }

        return new JobHistory
        {
            JobId = jobId,
            State = state,
            Request = request,
            Extras = extras,
            Lock = locked,
            Submit = submitted,
            Demand = await DemandAsync(jobId, cancellationToken),
        };
    }

    /// <summary>What accept and finalize take.</summary>
    /// <exception cref="InvalidOperationException">The Job has no lock, no claim, or no registered model.</exception>
    public async Task<Item> ItemAsync(JobHistory history, CancellationToken cancellationToken)
    {
        var terms = history.Terms(this);
        var model =
            await ModelAsync(terms.ModelId, cancellationToken)
            ?? throw new InvalidOperationException($"model {terms.ModelId} is not registered");
        return new Item
        {
            JobId = history.JobId,
            Terms = terms,
            Claim = (history.Submit ?? throw new InvalidOperationException($"job {history.JobId} has no claim")).Claim,
            Royalties = [.. model.Royalties],
            Extras = [.. history.Extras],
        };
    }

    public async Task<int> FeeBpsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Market, new JobMarket.FeeBpsCall(), cancellationToken);

    /// <summary>Free balance in the Vault, smallest units.</summary>
    public Task<UInt128> FreeAsync(Address token, Address account, CancellationToken cancellationToken) =>
        ReadAsync(manifest.Vault, new Vault.FreeCall { Token = token, Account = account }, cancellationToken);

    public Task<bool> IsListedAsync(Address verifier, byte tier, CancellationToken cancellationToken) =>
        ReadAsync(manifest.VerifierRegistry, new VerifierRegistry.IsListedCall { Verifier = verifier, Tier = tier }, cancellationToken);

    /// <summary>How a model stands in the ValidityRegistry. Only where the manifest names one.</summary>
    public async Task<ValidityStanding> ValidityModelAsync(Bytes32 contentHash, CancellationToken cancellationToken)
    {
        var registry = manifest.ValidityRegistry ?? throw new InvalidOperationException($"{manifest.Name} has no ValidityRegistry");
        var model = await ReadAsync(registry, new ValidityRegistry.ModelOfCall { ContentHash = contentHash }, cancellationToken);
        return new ValidityStanding(model.Standing == ValidityStanding.Registered, model.ClosesAt, model.VerifyGas);
    }

    /// <summary>What a requester signs. Computed here, not asked of the node: the node must not choose what is signed.</summary>
    public Bytes32 RequestDigest(Request request) => manifest.MarketTypedData.RequestDigest(request);

    public Bytes32 AcceptanceDigest(UInt256 jobId, Bytes32 ic) => manifest.MarketTypedData.AcceptanceDigest(jobId, ic);

    /// <summary>What a requester signs when the ciphertext of a proven Job came.</summary>
    public Bytes32 DeliveryAckDigest(UInt256 jobId, Bytes32 ic) => manifest.MarketTypedData.DeliveryAckDigest(jobId, ic);

    /// <summary>The inference commitment of a Claim on a Request's Job.</summary>
    public Bytes32 InferenceCommitment(Request request, Claim claim) =>
        ProtocolHash.InferenceCommitment(
            manifest.ChainId,
            Market,
            EntityId.Pack(request.Requester, request.Nonce),
            request.Verifier,
            request.ModelId,
            request.InputCommit,
            claim
        );

    /// <summary>What the pad of a sealed output of this Job is made with, beside the key.</summary>
    public Bytes32 OrderKey(UInt256 jobId, Address provider, Bytes32 keyHash) =>
        ProtocolHash.OrderKey(manifest.ChainId, Market, jobId, provider, keyHash);

    /// <summary>Null for an id nobody registered.</summary>
    public async Task<ModelInfo?> ModelAsync(Bytes32 modelId, CancellationToken cancellationToken)
    {
        var model = await ReadAsync(manifest.ModelRegistry, new ModelRegistry.ModelCall { ModelId = modelId }, cancellationToken);
        if (model.Creator.IsZero)
            return null;
        var registered = await FindModelsAsync(modelId, null, cancellationToken);
        return registered.Count == 0 ? null : registered[0] with { IsRetired = model.Retired };
    }

    /// <summary>Null for an id nobody registered.</summary>
    public async Task<bool?> IsModelRetiredAsync(Bytes32 modelId, CancellationToken cancellationToken)
    {
        var model = await ReadAsync(manifest.ModelRegistry, new ModelRegistry.ModelCall { ModelId = modelId }, cancellationToken);
        return model.Creator.IsZero ? null : model.Retired;
    }

    /// <summary>Every registration of these bytes, oldest first.</summary>
    public Task<IReadOnlyList<ModelInfo>> ModelsByContentAsync(Bytes32 contentHash, CancellationToken cancellationToken) =>
        FindModelsAsync(null, contentHash, cancellationToken);

    /// <summary>Newest state of a Node, from its newest NodeSet; null when there is none.</summary>
    public async Task<NodeInfo?> NodeAsync(UInt256 nodeId, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        var logs = await LogsAsync(
            manifest.ProviderRegistry,
            manifest.StartBlock,
            head,
            [
                [ProviderRegistry.NodeSet.Topic],
                [Word(nodeId)],
            ],
            cancellationToken
        );
        return logs.Count == 0 ? null : ReadNode(logs[^1]);
    }

    /// <summary>Active Nodes of a Provider, oldest first.</summary>
    public async Task<IReadOnlyList<NodeInfo>> NodesAsync(Address provider, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        var logs = await LogsAsync(
            manifest.ProviderRegistry,
            manifest.StartBlock,
            head,
            [
                [ProviderRegistry.NodeSet.Topic],
            ],
            cancellationToken
        );
        var nodes = new Dictionary<UInt256, NodeInfo>();
        foreach (var log in logs)
        {
            if (ReadNode(log) is { } node && node.Provider == provider)
                nodes[node.NodeId] = node;
        }

        return [.. nodes.Values.Where(node => node.IsActive)];
    }

    /// <summary>Requests posted in a range of blocks, both ends included, with their extras.</summary>
    public async Task<IReadOnlyList<SignedRequest>> PostedAsync(ulong from, ulong to, CancellationToken cancellationToken)
    {
        var requests = new List<SignedRequest>();
        foreach (
            var log in await LogsAsync(
                Market,
                from,
                to,
                [
                    [JobMarket.RequestPosted.Topic, JobMarket.ExtrasSet.Topic],
                ],
                cancellationToken
            )
        )
        {
            if (JobMarket.RequestPosted.TryDecode(log.View, out var posted))
                requests.Add(new SignedRequest(posted.Request, [], []));
            // A list follows its Request in the same transaction; one that comes with a lock follows no Request of ours.
            else if (JobMarket.ExtrasSet.TryDecode(log.View, out var set) && requests.Count > 0 && requests[^1].JobId == set.JobId)
                requests[^1] = requests[^1] with { Extras = set.Extras };
        }

        return requests;
    }

    /// <summary>The newest JobLocked of a Job; null while there is none.</summary>
    public async Task<LockEvent?> LockAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        var logs = await LogsAsync(
            Market,
            from,
            head,
            [
                [JobMarket.JobLocked.Topic],
                [Word(jobId)],
            ],
            cancellationToken
        );
        return logs.Count == 0 ? null : ReadLock(logs[^1]);
    }

    public async Task<SubmitEvent?> SubmitAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        var logs = await LogsAsync(
            Market,
            from,
            head,
            [
                [JobMarket.JobSubmitted.Topic],
                [Word(jobId)],
            ],
            cancellationToken
        );
        return logs.Count == 0 ? null : ReadSubmit(logs[^1]);
    }

    /// <summary>
    /// The Claim that a proof paid for straight from the lock, from the calldata of its settlement; null while there is none, and where a contract
    /// that makes up its calls by itself settled it.
    /// </summary>
    public async Task<SubmitEvent?> ProvenAsync(UInt256 jobId, Request request, ulong from, CancellationToken cancellationToken)
    {
        if (await ClosedAsync(jobId, from, cancellationToken) is not var (log, closed))
            return null;
        if (await client.GetTransactionAsync(log.TransactionHash, cancellationToken) is not { } transaction)
            return null;
        foreach (var (item, envelope) in ProvenCalls.In(transaction.Input))
        {
            // The node's word for the calldata is not taken: it must hash to what the event says.
            if (item.JobId != jobId || InferenceCommitment(request, item.Claim) != closed.Ic)
                continue;
            return new SubmitEvent(jobId, closed.Ic, item.Claim, closed.Key, 0, log.BlockNumber, log.TransactionHash)
            {
                Envelope = envelope,
            };
        }
        return null;
    }

    /// <summary>The key that a Job's end revealed; null while it has not ended.</summary>
    public async Task<Bytes32?> ClosedKeyAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken) =>
        (await ClosedAsync(jobId, from, cancellationToken))?.Closed.Key;

    private async Task<(Log Log, JobMarket.JobClosed Closed)?> ClosedAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        var logs = await LogsAsync(
            Market,
            from,
            head,
            [
                [JobMarket.JobClosed.Topic],
                [Word(jobId)],
            ],
            cancellationToken
        );
        return logs.Count > 0 && JobMarket.JobClosed.TryDecode(logs[^1].View, out var closed) ? (logs[^1], closed) : null;
    }

    /// <summary>All of a Job's logs, oldest first.</summary>
    public async Task<IReadOnlyList<Log>> JobLogsAsync(UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        return await LogsAsync(
            Market,
            from,
            head,
            [
                [],
                [Word(jobId)],
            ],
            cancellationToken
        );
    }

    public static LockEvent? ReadLock(Log log) =>
        JobMarket.JobLocked.TryDecode(log.View, out var e)
            ? new LockEvent(
                e.JobId,
                e.NodeId,
                e.Request,
                e.Price,
                e.FeeBps,
                e.Listed,
                e.RoyaltyHash,
                e.Deadline,
                log.BlockNumber,
                log.TransactionHash
            )
            : null;

    public static SubmitEvent? ReadSubmit(Log log) =>
        JobMarket.JobSubmitted.TryDecode(log.View, out var e)
            ? new SubmitEvent(e.JobId, e.Ic, e.Claim, e.Key, e.Deadline, log.BlockNumber, log.TransactionHash)
            : null;

    private static NodeInfo? ReadNode(Log log) =>
        ProviderRegistry.NodeSet.TryDecode(log.View, out var e)
            ? new NodeInfo(e.NodeId, e.Node.SessionKey, e.Node.Zone, e.Node.Active, e.SealX, e.SealY, e.Endpoint)
            : null;

    private async Task<IReadOnlyList<Log>> BoxLogsAsync(Bytes32 topic, UInt256 jobId, ulong from, CancellationToken cancellationToken)
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        return await LogsAsync(
            manifest.ExchangeBox,
            from,
            head,
            [
                [topic],
                [Word(jobId)],
            ],
            cancellationToken
        );
    }

    private static Bytes32 Word(UInt256 value) => new(value.ToBigEndian());

    private async Task<IReadOnlyList<ModelInfo>> FindModelsAsync(
        Bytes32? modelId,
        Bytes32? contentHash,
        CancellationToken cancellationToken
    )
    {
        var head = await client.GetBlockNumberAsync(cancellationToken);
        IReadOnlyList<Bytes32> ids = modelId is { } id ? [id] : [];
        var models = new List<ModelInfo>();
        foreach (
            var log in await LogsAsync(
                manifest.ModelRegistry,
                manifest.StartBlock,
                head,
                [
                    [ModelRegistry.ModelRegistered.Topic],
                    ids,
                ],
                cancellationToken
            )
        )
        {
            if (!ModelRegistry.ModelRegistered.TryDecode(log.View, out var e) || (contentHash is { } wanted && e.ContentHash != wanted))
                continue;
            models.Add(
                new ModelInfo
                {
                    ModelId = e.ModelId,
                    Creator = e.Creator,
                    ContentHash = e.ContentHash,
                    Parent = e.Parent,
                    Kind = e.Kind,
                    LicenceId = e.LicenceId,
                    Royalties = e.Royalties,
                    RoyaltyHash = e.RoyaltyHash,
                    Uri = e.Uri,
                    IsRetired = false,
                }
            );
        }

        return models;
    }

    private async Task<IReadOnlyList<Log>> LogsAsync(
        Address address,
        ulong from,
        ulong to,
        IReadOnlyList<IReadOnlyList<Bytes32>> topics,
        CancellationToken cancellationToken
    )
    {
        var logs = new List<Log>();
        for (var start = from; start <= to; start += LogRangeMax)
        {
            var end = Math.Min(to, start + LogRangeMax - 1);
            var filter = LogFilter.Range(BlockTag.At(start), BlockTag.At(end)) with { Addresses = [address], Topics = topics };
            logs.AddRange(await client.GetLogsAsync(filter, cancellationToken));
        }

        return logs;
    }
}
