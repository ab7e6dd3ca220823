using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Sealing;

namespace Aether.Prover.Requester;

/// <summary>What the requester wants done with a checked answer.</summary>
public enum AcceptMode
{
    /// <summary>Sign, and let the Node send it; send it ourselves when the Node does not.</summary>
    ThroughNode,

    OnChain,

    /// <summary>Sign nothing: the window runs out.</summary>
    None,
}

/// <summary>Follows one Request from hand-over to its end. Holds no state that is not on disk or on chain, so it can be resumed at any point.</summary>
public sealed class RequestFlow(
    MarketClient market,
    ChainAccount account,
    RequestStore store,
    ElementType outputType,
    TensorShape outputShape,
    AcceptMode acceptMode,
    TimeProvider clock
) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a Node may take to send an acceptance it was given before we send it ourselves.</summary>
    private static readonly TimeSpan NodeAcceptPatience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan NodeFreshFor = TimeSpan.FromSeconds(30);

    private readonly ChainClock _chainTime = new(clock);
    private LockEvent? _lock;
    private (UInt256 Id, NodeInfo Info, NodeHttpClient Http, long AskedAt)? _node;
    private Bytes32? _deliveredFor;
    private Bytes32 _maintainedAt;
    private long? _acceptedAt;
    private bool _isAcceptSent;

    /// <summary>Waits until the Job is over (or, without acceptance, until its answer is here and checked).</summary>
    /// <exception cref="RequestPendingException">Not within the timeout.</exception>
    /// <exception cref="RequestFailedException">It ended without an answer.</exception>
    /// <exception cref="DeliveryMismatchException">The Node delivered something else than it claimed on chain.</exception>
    public async Task<RequestOutcome> FollowAsync(
        StoredRequest stored,
        TimeSpan timeout,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        var said = "";
        while (true)
        {
            string doing;
            try
            {
                (var outcome, doing) = await RoundAsync(stored, cancellationToken);
                if (outcome is not null)
                    return outcome;
                stored = store.Load(stored.JobId) ?? stored;
            }
            catch (RpcFailureException e)
            {
                doing = $"the chain does not answer, trying again: {e.Message}";
            }

            if (doing != said)
                progress.Report(doing);
            said = doing;
            if (clock.GetElapsedTime(started) > timeout)
                throw new RequestPendingException(
                    string.Create(CultureInfo.InvariantCulture, $"not over after {timeout.TotalSeconds:0} s; last: {doing}")
                );
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    public void Dispose() => _node?.Http.Dispose();

    private async Task<(RequestOutcome? Outcome, string Doing)> RoundAsync(StoredRequest stored, CancellationToken cancellationToken)
    {
        var head = await market.HeadAsync(cancellationToken);
        _chainTime.Observe(head);
        if (head.Hash != _maintainedAt)
        {
            await account.MaintainAsync(cancellationToken);
            _maintainedAt = head.Hash;
        }

        var state = await market.JobAsync(stored.JobId, cancellationToken);
        return await StepAsync(stored, state, head, cancellationToken);
    }

    private async Task<(RequestOutcome? Outcome, string Doing)> StepAsync(
        StoredRequest stored,
        JobState state,
        BlockHeader head,
        CancellationToken cancellationToken
    )
    {
        switch (state.Status)
        {
            case JobStatus.None or JobStatus.Posted:
                var lockBy = stored.Request.RampStart + stored.Request.LockSecs;
                if (_chainTime.Now > lockBy + market.Manifest.GraceSecs)
                    throw new RequestFailedException(
                        "nobody locked it before its auction was over; nothing was paid. Offer more, or give it more time"
                    );
                return (null, "waiting for a provider to lock it");
            case JobStatus.Locked:
                return (null, await WhileLockedAsync(stored, state, head, cancellationToken));
            case JobStatus.Submitted:
                return await WhileSubmittedAsync(stored, state, cancellationToken);
            case JobStatus.Paid:
                return await WhenPaidAsync(stored, state, cancellationToken);
            default:
                throw new RequestFailedException($"the job ended {state.Status.ToString().ToLowerInvariant()}: {Explain(state.Status)}");
        }
    }

    /// <summary>Keeps I-60 (M-48): the input is sealed only when the lock is as deep as the manifest says.</summary>
    private async Task<string> WhileLockedAsync(StoredRequest stored, JobState state, BlockHeader head, CancellationToken cancellationToken)
    {
        var locked = await LockAsync(stored, state, cancellationToken);
        if (locked is null)
            return "locked; reading its event";
        if (state.Contests == 0 && _chainTime.Now > state.Deadline + market.Manifest.GraceSecs)
            return await ExpireAsync(stored, locked, cancellationToken);
        var depth = head.Number >= locked.BlockNumber ? head.Number - locked.BlockNumber + 1 : 0;
        if (depth < (ulong)market.Manifest.Confirmations)
            return string.Create(CultureInfo.InvariantCulture, $"locked, {depth} of {market.Manifest.Confirmations} blocks deep");
        if (state.Contests != 0)
            return await AnswerInputAsync(stored, locked, cancellationToken);
        var delivery = new Bytes32([.. locked.TransactionHash.ToArray().AsSpan(0, 24), .. BitConverter.GetBytes(locked.BlockNumber)]);
        if (_deliveredFor == delivery)
            return "input delivered; the Node is at work";
        try
        {
            var (info, http) = await NodeAsync(locked, cancellationToken);
            await http.SendInputAsync(stored.JobId, Seal(stored, info), cancellationToken);
            _deliveredFor = delivery;
            return "input delivered; the Node is at work";
        }
        catch (NodeRefusedException e) when (e.IsTransient)
        {
            return $"the Node cannot take the input yet: {e.Code}";
        }
        catch (NodeUnreachableException)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the Node does not answer; its time ends at {state.Deadline + market.Manifest.GraceSecs}, then the job expires and the price comes back"
            );
        }
    }

    private async Task<(RequestOutcome? Outcome, string Doing)> WhileSubmittedAsync(
        StoredRequest stored,
        JobState state,
        CancellationToken cancellationToken
    )
    {
        var submitted = await market.SubmitAsync(stored.JobId, stored.FromBlock, cancellationToken);
        if (submitted is null)
            return (null, "claimed; reading its event");
        if (stored.Answer is null || stored.Answer.Ic != submitted.Ic)
        {
            if (await FetchAsync(stored, state, submitted, cancellationToken) is not { } answer)
                return (null, await WithoutOutputAsync(stored, state, submitted, cancellationToken));
            stored = stored with { Answer = answer };
            store.Save(stored);
        }

        if (state.Contests != 0)
            return (null, "the answer is here; a referee is at work");
        if (acceptMode == AcceptMode.None)
            return (
                new RequestOutcome
                {
                    JobId = stored.JobId,
                    Status = state.Status,
                    Lock = _lock,
                    Submit = submitted,
                    Answer = stored.Answer,
                },
                ""
            );
        return (null, await AcceptAsync(stored, state, submitted, cancellationToken));
    }

    private async Task<(RequestOutcome? Outcome, string Doing)> WhenPaidAsync(
        StoredRequest stored,
        JobState state,
        CancellationToken cancellationToken
    )
    {
        var submitted = await market.SubmitAsync(stored.JobId, stored.FromBlock, cancellationToken);
        if (submitted is null)
            return (null, "paid; reading its events");
        if (stored.Answer is null)
        {
            if (await FetchAsync(stored, state, submitted, cancellationToken) is not { } answer)
                return (null, "paid; waiting for the output");
            stored = stored with { Answer = answer };
            store.Save(stored);
        }

        await LockAsync(stored, state, cancellationToken);
        return (
            new RequestOutcome
            {
                JobId = stored.JobId,
                Status = state.Status,
                Lock = _lock,
                Submit = submitted,
                Answer = stored.Answer,
            },
            ""
        );
    }

    private async Task<StoredAnswer?> FetchAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        if (await AnsweredOnChainAsync(stored, submitted, cancellationToken) is { } answered)
            return answered;
        try
        {
            var locked = await LockAsync(stored, state, cancellationToken);
            if (locked is null)
                return null;
            var (_, http) = await NodeAsync(locked, cancellationToken);
            var delivery = await http.OutputAsync(stored.JobId, cancellationToken);
            DeliveryCheck.Require(market, stored.Request, submitted, delivery, outputType, outputShape);
            return new StoredAnswer(delivery.Output, delivery.OutputSalt, delivery.TraceSalt, submitted.Ic);
        }
        catch (NodeRefusedException e) when (e.IsTransient)
        {
            return null;
        }
        catch (NodeUnreachableException)
        {
            return null;
        }
    }

    /// <summary>The output that the Node put on chain because we demanded it; null when there is none.</summary>
    private async Task<StoredAnswer?> AnsweredOnChainAsync(StoredRequest stored, SubmitEvent submitted, CancellationToken cancellationToken)
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (demand is not { OutputUsed: true, Kind: DemandKind.None })
            return null;
        if (await market.OutputAnswerAsync(stored.JobId, stored.FromBlock, cancellationToken) is not { Length: > 0 } answer)
            return null;
        try
        {
            var (salt, output) = PublicAnswer.Read(answer, outputType, outputShape);
            DeliveryCheck.Require(market, stored.Request, submitted, salt, output);
            return new StoredAnswer(output.Bytes.ToArray(), salt.ToBytes32(), null, submitted.Ic);
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException($"the output on chain is no output of the model: {e.Message}");
        }
    }

    /// <summary>
    /// Silence pays, so an output that has not come in half of the window is demanded on chain: the Node answers there within a day, or is
    /// slashed. The deposit, a tenth of the price, pays for his posting.
    /// </summary>
    private async Task<string> WithoutOutputAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (await LockAsync(stored, state, cancellationToken) is not { } locked)
            return "claimed; reading its events";
        var terms = LockTerms.Of(market.RequestDigest(stored.Request), locked);
        if (state.Contests != 0)
        {
            if (demand.Kind != DemandKind.Output)
                return "claimed; a referee is at work";
            if (_chainTime.Now <= demand.Deadline)
                return string.Create(CultureInfo.InvariantCulture, $"the output is demanded; the provider has until {demand.Deadline}");
            return await TrySendAsync(
                $"close {stored.JobId}",
                new ExchangeBox.CloseCall
                {
                    JobId = stored.JobId,
                    Terms = terms,
                    Ic = submitted.Ic,
                },
                "the provider did not answer the demand: slashed, the price comes back with a compensation",
                cancellationToken
            );
        }

        if (demand.OutputUsed || _chainTime.Now < DemandOutputAt(stored.Request, state.Deadline) || _chainTime.Now > state.Deadline)
            return "claimed; waiting for the output";
        return await TrySendAsync(
            $"demand output {stored.JobId}",
            new ExchangeBox.DemandOutputCall
            {
                JobId = stored.JobId,
                Terms = terms,
                Ic = submitted.Ic,
            },
            "the Node does not hand the output over: demanded on chain",
            cancellationToken
        );
    }

    /// <summary>Half of the window has passed.</summary>
    internal static ulong DemandOutputAt(Request request, ulong deadline) => deadline - (request.DisputeSecs / 2);

    /// <summary>The provider demands the input on chain: it is answered there, so that he gets his time again and cannot say it never came.</summary>
    private async Task<string> AnswerInputAsync(StoredRequest stored, LockEvent locked, CancellationToken cancellationToken)
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (demand.Kind != DemandKind.Input)
            return "a referee is at work";
        if (_chainTime.Now > demand.Deadline)
            return "the input was demanded and not answered in time; the job is about to end, and most of the price comes back";
        var info =
            await market.NodeAsync(locked.NodeId, cancellationToken)
            ?? throw new RequestFailedException($"node {locked.NodeId} is not registered");
        return await TrySendAsync(
            $"answer input {stored.JobId}",
            new ExchangeBox.AnswerInputCall
            {
                JobId = stored.JobId,
                Terms = LockTerms.Of(market.RequestDigest(stored.Request), locked),
                SealedInput = Seal(stored, info),
            },
            "the provider demanded the input on chain: answered there",
            cancellationToken
        );
    }

    /// <summary>Sends to the ExchangeBox. What it refuses is looked at again in the next round: somebody else may have been first.</summary>
    private async Task<string> TrySendAsync(string intent, IContractCall call, string done, CancellationToken cancellationToken)
    {
        try
        {
            await account.SendAsync(intent, market.Manifest.ExchangeBox, call, isOnce: true, cancellationToken);
            return done;
        }
        catch (TransactionRevertedException e)
        {
            return $"{intent} was refused: {(e.RevertData.IsEmpty ? e.Message : ContractCalls.Explain(e.RevertData.Span))}";
        }
    }

    private byte[] Seal(StoredRequest stored, NodeInfo node)
    {
        var context = new SealingContext(market.Manifest.ChainId, market.Market.ToArray(), stored.JobId.ToBigEndian());
        return SealedBox.Seal(node.SealingKey, context, [.. stored.Salt.ToArray(), .. stored.Input]);
    }

    private async Task<string> AcceptAsync(StoredRequest stored, JobState state, SubmitEvent submitted, CancellationToken cancellationToken)
    {
        if (acceptMode == AcceptMode.ThroughNode && !_isAcceptSent)
        {
            if (_acceptedAt is null)
            {
                if (await LockAsync(stored, state, cancellationToken) is not { } taken)
                    return "claimed; reading its events";
                var digest = market.AcceptanceDigest(stored.JobId, submitted.Ic);
                var signature = await account.Signer.SignAsync(digest, SigningKind.TypedData, cancellationToken);
                _acceptedAt = clock.GetTimestamp();
                try
                {
                    var (_, http) = await NodeAsync(taken, cancellationToken);
                    await http.AcceptAsync(stored.JobId, signature, cancellationToken);
                    return "answer checked, acceptance handed to the Node";
                }
                catch (Exception e) when (e is NodeRefusedException or NodeUnreachableException)
                {
                    return "the Node does not take the acceptance; sending it ourselves shortly";
                }
            }

            if (clock.GetElapsedTime(_acceptedAt.Value) < NodeAcceptPatience)
                return "answer checked; waiting for the settlement";
        }

        _isAcceptSent = true;
        var locked = await LockAsync(stored, state, cancellationToken);
        if (locked is null)
            return "claimed; reading its events";
        var model =
            await market.ModelAsync(stored.Request.ModelId, cancellationToken)
            ?? throw new RequestFailedException($"model {stored.Request.ModelId} is not registered");
        var item = new Item
        {
            JobId = stored.JobId,
            Terms = LockTerms.Of(market.RequestDigest(stored.Request), locked),
            Claim = submitted.Claim,
            Royalties = [.. model.Royalties],
            Extras = [.. stored.Offer.Extras],
        };
        try
        {
            await account.SendAsync(
                $"accept {stored.JobId}",
                market.Market,
                new JobMarket.AcceptCall { Item = item, Signature = [] },
                isOnce: true,
                cancellationToken
            );
        }
        catch (TransactionRevertedException)
        {
            // The Node's accept was first; the next look at the chain says so.
        }

        return "answer checked and accepted on chain";
    }

    private async Task<string> ExpireAsync(StoredRequest stored, LockEvent locked, CancellationToken cancellationToken)
    {
        var call = new JobMarket.ExpireCall
        {
            JobId = stored.JobId,
            Terms = LockTerms.Of(market.RequestDigest(stored.Request), locked),
            Ic = Bytes32.Zero,
        };
        try
        {
            await account.SendAsync($"expire {stored.JobId}", market.Market, call, isOnce: false, cancellationToken);
            return "the provider was silent: expired, the price comes back with part of the collateral";
        }
        catch (TransactionRevertedException)
        {
            // Too early by a second, or somebody else was first.
            return "the provider is silent; about to expire the job";
        }
    }

    /// <summary>The Node that holds the lock. Asked again now and then: a Node may move.</summary>
    /// <exception cref="NodeUnreachableException">What it registered is no address.</exception>
    private async Task<(NodeInfo Info, NodeHttpClient Http)> NodeAsync(LockEvent locked, CancellationToken cancellationToken)
    {
        if (_node is { } known && known.Id == locked.NodeId && clock.GetElapsedTime(known.AskedAt) < NodeFreshFor)
            return (known.Info, known.Http);
        var info =
            await market.NodeAsync(locked.NodeId, cancellationToken)
            ?? throw new RequestFailedException($"node {locked.NodeId} is not registered");
        var http = new NodeHttpClient(info.Endpoint, account.Signer, market.Manifest, clock);
        _node?.Http.Dispose();
        _node = (locked.NodeId, info, http, clock.GetTimestamp());
        return (info, http);
    }

    /// <summary>The lock as the chain has it now: asked again whenever its block may have changed.</summary>
    private async Task<LockEvent?> LockAsync(StoredRequest stored, JobState state, CancellationToken cancellationToken)
    {
        if (
            _lock is { } known
            && state.Status == JobStatus.Locked
            && await market.Client.GetTransactionReceiptAsync(known.TransactionHash, cancellationToken) is { Succeeded: true } receipt
            && receipt.BlockNumber == known.BlockNumber
            && ProtocolHash.TermsHash(LockTerms.Of(market.RequestDigest(stored.Request), known)) == state.Digest
        )
            return known;
        return _lock = await market.LockAsync(stored.JobId, stored.FromBlock, cancellationToken);
    }

    private static string Explain(JobStatus status) =>
        status switch
        {
            JobStatus.Declined => "the provider gave it back; the price is free again",
            JobStatus.Expired => "the provider was silent; the price is free again, with part of his collateral",
            JobStatus.Cancelled => "it was cancelled, or its auction ended without a lock; nothing was paid",
            JobStatus.Stalled =>
                "the provider demanded the input on chain and it did not come; he keeps a twentieth of the price, the rest is free again",
            JobStatus.Voided => "a referee did not rule in time, or the provider called the input junk; see aether job show",
            JobStatus.Slashed => "the provider was slashed; the price is free again, with a compensation",
            _ => "the price is free again",
        };
}
