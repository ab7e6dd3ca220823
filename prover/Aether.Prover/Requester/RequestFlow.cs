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
/// <param name="handedAnswer">The output's bytes as they would answer a demand, got from somebody else than the Node, such as a relay.</param>
public sealed class RequestFlow(
    MarketClient market,
    ChainAccount account,
    RequestStore store,
    ModelForm form,
    AcceptMode acceptMode,
    TimeProvider clock,
    byte[]? handedAnswer = null
) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a Node may take to send an acceptance it was given before we send it ourselves.</summary>
    private static readonly TimeSpan NodeAcceptPatience = TimeSpan.FromSeconds(20);

    /// <summary>Pause before an input that a Node refused for good is offered again: it may have been set up anew.</summary>
    private static readonly TimeSpan RefusedInputPause = TimeSpan.FromSeconds(10);

    private readonly ChainClock _chainTime = new(clock);
    private readonly LockHolder _holder = new(market, account.Signer, clock);
    private OutputReceiver? _receiver;
    private Bytes32? _deliveredFor;
    private Bytes32 _maintainedAt;
    private (long At, string Reason)? _inputRefused;
    private long? _acceptedAt;
    private bool _isAcceptSent;
    private JobState _state;

    /// <summary>Waits until the Job is over (or, without acceptance, until its answer is here and checked).</summary>
    /// <exception cref="RequestPendingException">Not within the timeout.</exception>
    /// <exception cref="RequestFailedException">It ended without an answer.</exception>
    /// <exception cref="DeliveryMismatchException">It was paid, and the Node delivers something else than it claimed on chain.</exception>
    /// <exception cref="ClaimMismatchException">What the Node claimed on chain is no output of the model.</exception>
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
            catch (Exception e) when (e is RpcFailureException or ContractRevertedException or AbiException)
            {
                // A node that is behind, or lies, must not end the program while a window runs.
                doing = $"the chain does not answer, trying again: {e.Message}";
            }

            if (doing != said)
                progress.Report(doing);
            said = doing;
            if (clock.GetElapsedTime(started) > timeout)
                throw new RequestPendingException(
                    string.Create(CultureInfo.InvariantCulture, $"not over after {timeout.TotalSeconds:0} s; last: {doing}"),
                    AtStake(stored)
                );
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    public void Dispose() => _holder.Dispose();

    /// <summary>What nobody does for the requester while this program does not run.</summary>
    private string? AtStake(StoredRequest stored) =>
        _state.Status switch
        {
            JobStatus.Submitted when stored.Answer is null && _state.Contests == 0 => string.Create(
                CultureInfo.InvariantCulture,
                $"silence pays the provider after {_state.Deadline}, and nobody else demands the output"
            ),
            JobStatus.Locked when stored.Request.InputSecs > 0 =>
                "an input that the provider demands on chain costs, when nobody answers, a twentieth of the price",
            _ => null,
        };

    private OutputReceiver Receiver => _receiver ??= new OutputReceiver(market, account, _holder, _chainTime, clock, form, handedAnswer);

    private async Task<(RequestOutcome? Outcome, string Doing)> RoundAsync(StoredRequest stored, CancellationToken cancellationToken)
    {
        var head = await market.HeadAsync(cancellationToken);
        _chainTime.Observe(head);
        if (head.Hash != _maintainedAt)
        {
            await account.MaintainAsync(cancellationToken);
            _maintainedAt = head.Hash;
        }

        _state = await market.JobAsync(stored.JobId, cancellationToken);
        return await StepAsync(stored, _state, head, cancellationToken);
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
        var locked = await _holder.LockAsync(stored, state, cancellationToken);
        if (locked is null)
            return "locked; reading its event";
        if (state.Contests == 0 && _chainTime.Now > state.Deadline + market.Manifest.GraceSecs)
            return await ExpireAsync(stored, Bytes32.Zero, cancellationToken);
        var depth = head.Number >= locked.BlockNumber ? head.Number - locked.BlockNumber + 1 : 0;
        if (depth < (ulong)market.Manifest.Confirmations)
            return string.Create(CultureInfo.InvariantCulture, $"locked, {depth} of {market.Manifest.Confirmations} blocks deep");
        if (state.Contests != 0)
            return await AnswerInputAsync(stored, locked, cancellationToken);
        var delivery = new Bytes32([.. locked.TransactionHash.ToArray().AsSpan(0, 24), .. BitConverter.GetBytes(locked.BlockNumber)]);
        if (_deliveredFor == delivery)
            return "input delivered; the Node is at work";
        if (_inputRefused is { } refused && clock.GetElapsedTime(refused.At) < RefusedInputPause)
            return refused.Reason;
        try
        {
            var (info, http) = await _holder.NodeAsync(locked, cancellationToken);
            await http.SendInputAsync(stored.JobId, Seal(stored, info), cancellationToken);
            _deliveredFor = delivery;
            return "input delivered; the Node is at work";
        }
        catch (NodeRefusedException e) when (e.IsTransient)
        {
            return $"the Node cannot take the input yet: {e.Code}";
        }
        catch (NodeRefusedException e)
        {
            // The price is locked: who stops here answers no demand for the input, and lets the Node have a twentieth of the price.
            _inputRefused = (clock.GetTimestamp(), $"{e.Message}; it may demand the input on chain, where it is answered");
            return _inputRefused.Value.Reason;
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
        if (IsKeyLater(stored.Request))
            return (null, await WhileProvedAsync(stored, state, submitted, cancellationToken));
        if (stored.Answer is null || stored.Answer.Ic != submitted.Ic)
        {
            var (answer, _, doing) = await Receiver.ReceiveAsync(stored, state, submitted, cancellationToken);
            if (answer is null)
                return (null, doing);
            stored = stored with { Answer = answer };
            store.Save(stored);
        }

        if (state.Contests != 0)
            return (null, await WhileHeldAsync(stored, cancellationToken));
        if (acceptMode == AcceptMode.None)
            return (
                new RequestOutcome
                {
                    JobId = stored.JobId,
                    Status = state.Status,
                    Lock = _holder.Lock,
                    Submit = submitted,
                    Answer = stored.Answer,
                },
                ""
            );
        return (null, await AcceptAsync(stored, state, submitted, cancellationToken));
    }

    /// <summary>The answer is here, and a referee holds the Job. An open demand was ours: only its answer on chain, or its end, goes on.</summary>
    private async Task<string> WhileHeldAsync(StoredRequest stored, CancellationToken cancellationToken)
    {
        var demand = await market.DemandAsync(stored.JobId, cancellationToken);
        if (demand.Kind != DemandKind.Output)
            return "the answer is here; a referee is at work";
        return _chainTime.Now <= demand.Deadline
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the answer is here; its demand on chain can be answered until {demand.Deadline}"
            )
            : $"the answer is here, and its demand on chain was not answered: aether demand close {stored.JobId} slashes the provider";
    }

    private async Task<(RequestOutcome? Outcome, string Doing)> WhenPaidAsync(
        StoredRequest stored,
        JobState state,
        CancellationToken cancellationToken
    )
    {
        var submitted =
            await market.SubmitAsync(stored.JobId, stored.FromBlock, cancellationToken)
            ?? await market.ProvenAsync(stored.JobId, stored.Request, stored.FromBlock, cancellationToken);
        if (submitted is null)
            return (
                null,
                (Tier)stored.Request.Tier == Tier.Validity
                    ? "paid by a proof; looking for its settlement, unless a contract hid it: then run the model on the input again"
                    : "paid; reading its events"
            );
        if (IsKeyLater(stored.Request))
        {
            if (await market.ClosedKeyAsync(stored.JobId, stored.FromBlock, cancellationToken) is not { } key)
                return (null, "paid; reading its events");
            submitted = submitted with { Key = key };
            if (stored.Answer?.Ic != submitted.Ic && stored.Package is { } package && package.Ic == submitted.Ic)
                stored = Opened(stored, submitted, package);
        }

        // A reorg may have brought another Claim than the one whose answer is here.
        if (stored.Answer is null || stored.Answer.Ic != submitted.Ic)
        {
            var (answer, _, doing) = await Receiver.ReceiveAsync(stored, state, submitted, cancellationToken);
            if (answer is null)
                return (null, doing);
            stored = stored with { Answer = answer };
            store.Save(stored);
        }

        await _holder.LockAsync(stored, state, cancellationToken);
        return (
            new RequestOutcome
            {
                JobId = stored.JobId,
                Status = state.Status,
                Lock = _holder.Lock,
                Submit = submitted,
                Answer = stored.Answer,
            },
            ""
        );
    }

    /// <summary>Sealed, and a proof pays: the key comes with it.</summary>
    private static bool IsKeyLater(Request request) =>
        (Tier)request.Tier == Tier.Validity && (OutputMode)request.OutputMode == OutputMode.Sealed;

    private StoredRequest Opened(StoredRequest stored, SubmitEvent submitted, StoredPackage package)
    {
        if (new DeliveryCheck(market, stored.Request, submitted, form).CheckAnswer(package.Bytes) is not CheckedDelivery.Good good)
            return stored;
        stored = stored with { Answer = good.Answer };
        store.Save(stored);
        return stored;
    }

    /// <summary>The ciphertext is claimed. Its delivery is acknowledged, so that key and proof may come at once, or the chain is asked for it.</summary>
    private async Task<string> WhileProvedAsync(
        StoredRequest stored,
        JobState state,
        SubmitEvent submitted,
        CancellationToken cancellationToken
    )
    {
        if (stored.Package is null || stored.Package.Ic != submitted.Ic)
        {
            var (_, package, doing) = await Receiver.ReceiveAsync(stored, state, submitted, cancellationToken);
            if (package is null)
                return doing;
            stored = stored with { Package = new StoredPackage(package.Bytes, submitted.Ic) };
            store.Save(stored);
        }

        if (state.Contests != 0)
            return "the ciphertext is here; a referee is at work";
        if (_chainTime.Now > state.Deadline + (2 * (ulong)market.Manifest.GraceSecs))
            return await ExpireAsync(stored, submitted.Ic, cancellationToken);
        if (acceptMode == AcceptMode.None || _acceptedAt is not null)
            return "the ciphertext is here; its key comes with the proof";
        if (await _holder.LockAsync(stored, state, cancellationToken) is not { } locked)
            return "claimed; reading its events";
        var digest = market.DeliveryAckDigest(stored.JobId, submitted.Ic);
        return await HandAsync(stored.JobId, locked, digest, cancellationToken)
            ? "the ciphertext is here, and acknowledged; its key comes with the proof"
            : "the ciphertext is here; the Node takes no acknowledgement, so the proof comes after the window";
    }

    /// <summary>Signs an acceptance or an acknowledgement and hands it to the Node.</summary>
    /// <returns>Whether the Node took it.</returns>
    private async Task<bool> HandAsync(UInt256 jobId, LockEvent locked, Bytes32 digest, CancellationToken cancellationToken)
    {
        var signature = await account.Signer.SignAsync(digest, SigningKind.TypedData, cancellationToken);
        _acceptedAt = clock.GetTimestamp();
        try
        {
            var (_, http) = await _holder.NodeAsync(locked, cancellationToken);
            await http.AcceptAsync(jobId, signature, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NodeRefusedException or NodeUnreachableException)
        {
            return false;
        }
    }

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
        return await account.TrySendAsync(
            $"answer input {stored.JobId}",
            ProtocolHash.TermsHash(_holder.TermsOf(stored, locked)),
            market.Manifest.ExchangeBox,
            new ExchangeBox.AnswerInputCall
            {
                JobId = stored.JobId,
                Terms = _holder.TermsOf(stored, locked),
                SealedInput = Seal(stored, info),
            },
            "the provider demanded the input on chain: answered there",
            cancellationToken
        );
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
                if (await _holder.LockAsync(stored, state, cancellationToken) is not { } taken)
                    return "claimed; reading its events";
                var digest = market.AcceptanceDigest(stored.JobId, submitted.Ic);
                return await HandAsync(stored.JobId, taken, digest, cancellationToken)
                    ? "answer checked, acceptance handed to the Node"
                    : "the Node does not take the acceptance; sending it ourselves shortly";
            }

            if (clock.GetElapsedTime(_acceptedAt.Value) < NodeAcceptPatience)
                return "answer checked; waiting for the settlement";
        }

        _isAcceptSent = true;
        var locked = await _holder.LockAsync(stored, state, cancellationToken);
        if (locked is null)
            return "claimed; reading its events";
        var model =
            await market.ModelAsync(stored.Request.ModelId, cancellationToken)
            ?? throw new RequestFailedException($"model {stored.Request.ModelId} is not registered");
        var item = new Item
        {
            JobId = stored.JobId,
            Terms = _holder.TermsOf(stored, locked),
            Claim = submitted.Claim,
            Royalties = [.. model.Royalties],
            Extras = [.. stored.Offer.Extras],
        };
        // The Node's accept may be first; the next look at the chain says so.
        return await account.TrySendAsync(
            $"accept {stored.JobId}",
            ProtocolHash.Submitted(ProtocolHash.TermsHash(item.Terms), submitted.Ic),
            market.Market,
            new JobMarket.AcceptCall { Item = item, Signature = [] },
            "answer checked and accepted on chain",
            cancellationToken
        );
    }

    private async Task<string> ExpireAsync(StoredRequest stored, Bytes32 ic, CancellationToken cancellationToken)
    {
        if (_holder.Lock is not { } locked)
            return "reading its events";
        var call = new JobMarket.ExpireCall
        {
            JobId = stored.JobId,
            Terms = _holder.TermsOf(stored, locked),
            Ic = ic,
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
