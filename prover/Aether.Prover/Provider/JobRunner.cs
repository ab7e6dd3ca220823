using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Policy;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Brings each Job one step on: reads the chain, asks <see cref="JobPlan"/>, acts.</summary>
internal sealed class JobRunner(
    MarketClient market,
    JobBook book,
    JobPlan plan,
    OfferJudge judge,
    JobExecution execution,
    JobProving proving,
    TransactionDesk transactions,
    ProviderOptions options,
    ChainClock chainTime,
    Action wake,
    ILogger log
)
{
    private const uint ReconsiderSecs = 5;

    /// <summary>A Request that waits for its price is looked at this often: it may have been cancelled, or locked by another.</summary>
    private const uint LookAgainSecs = 30;

    /// <summary>Longest pause between two attempts at a lock that the market would not take.</summary>
    public const uint RefusedSecsMax = 60;

    /// <summary>Requests without a lock looked at in a round; the rest wait for the next. Locked Jobs never wait for them.</summary>
    private const int WaitingPerRoundMax = 50;

    /// <summary>Jobs in one finalize; the market takes 64.</summary>
    private const int BatchMax = 16;

    private UInt256 NodeId => options.Node.NodeId;

    private Address Box => market.Manifest.ExchangeBox;

    public (UInt128 Exposure, int Count) InFlight(Address token)
    {
        var committed = book.Jobs.Where(job => job.IsCommitted && !IsLost(job)).ToArray();
        var sum = committed
            .Where(job => job.Request.Token == token)
            .Aggregate(UInt128.Zero, (total, job) => total + job.Request.Collateral);
        return (sum, committed.Length);
    }

    /// <summary>Too late to submit: what was at stake is gone, whether or not anybody ever sends expire. Its place is free for others.</summary>
    private bool IsLost(ActiveJob job) =>
        job.View is { Status: JobStatus.Locked, Contests: 0 } view && chainTime.Now > view.Deadline + market.Manifest.GraceSecs;

    /// <summary>One round over all Jobs at this head.</summary>
    public async Task StepAllAsync(BlockHeader head, CancellationToken cancellationToken)
    {
        var ready = new List<ActiveJob>();
        var now = chainTime.Now;
        var jobs = book.Jobs;
        var waiting = jobs.Where(job => !job.Facts.WasChosen && now >= job.ReconsiderAt).OrderBy(job => job.ReconsiderAt);
        foreach (var job in jobs.Where(job => job.Facts.WasChosen).Concat(waiting.Take(WaitingPerRoundMax)).ToArray())
        {
            await job.Gate.WaitAsync(cancellationToken);
            try
            {
                await StepAsync(job, head, ready, cancellationToken);
                job.Trouble = null;
            }
            catch (Exception e) when (e is not (OperationCanceledException or IOException or RpcFailureException { Retryable: true }))
            {
                // One Job's trouble is not the others': their deadlines run.
                if (job.Trouble != e.Message)
                    ProviderLog.StepFailed(log, job.JobId.ToString(), e);
                job.Trouble = e.Message;
                job.ReconsiderAt = Math.Max(job.ReconsiderAt, now + ReconsiderSecs);
            }
            finally
            {
                job.Gate.Release();
            }
        }

        foreach (var batch in ready.Where(job => !job.IsFinalizedAlone).Chunk(BatchMax))
            Finalize(batch);
        foreach (var job in ready.Where(job => job.IsFinalizedAlone))
            Finalize([job]);
    }

    private async Task StepAsync(ActiveJob job, BlockHeader head, List<ActiveJob> ready, CancellationToken cancellationToken)
    {
        job.View = await ViewAsync(job, head, cancellationToken);
        var step = plan.Next(job.Request, job.Facts, job.View);
        Log(job, step);
        if (step.Action == JobAction.Finalize)
            ready.Add(job);
        else
            await ActAsync(job, step, head, cancellationToken);
    }

    private async Task<JobView> ViewAsync(ActiveJob job, BlockHeader head, CancellationToken cancellationToken)
    {
        var state = await market.JobAsync(job.JobId, cancellationToken);
        var depth =
            state.Provider == options.Node.Provider && state.Status is JobStatus.Locked or JobStatus.Submitted
                ? await LockDepthAsync(job, state, head, cancellationToken)
                : 0;
        var demand =
            depth > 0 && (state.Contests != 0 || (state.Status == JobStatus.Locked && !job.Facts.HasInput && job.Request.InputSecs > 0))
                ? await market.DemandAsync(job.JobId, cancellationToken)
                : null;
        return new JobView(
            state.Status,
            state.Provider,
            state.Deadline,
            depth,
            chainTime.Now,
            state.Contests,
            demand,
            depth > 0 && state.Status == JobStatus.Submitted && IsAnswered(job, state)
        );
    }

    /// <summary>How deep our lock is; writes down what it said whenever that is new, also after a reorg made it another.</summary>
    private async Task<ulong> LockDepthAsync(ActiveJob job, JobState state, BlockHeader head, CancellationToken cancellationToken)
    {
        if (job.Facts.LockMined is { } mined && IsCurrent(job, mined, state))
        {
            var receipt = await market.Client.GetTransactionReceiptAsync(Bytes32.Parse(mined.TransactionHash), cancellationToken);
            if (receipt is { Succeeded: true })
                return Depth(head, receipt.BlockNumber);
        }

        var from = job.Facts.LockChosen is { FromBlock: > 0 } chosen ? chosen.FromBlock : head.Number;
        from -= Math.Min(from, options.LookbackBlocks);
        var locked = await market.LockAsync(job.JobId, Math.Max(from, market.Manifest.StartBlock), cancellationToken);
        if (locked is null || locked.NodeId != NodeId)
            return 0;
        var model = await judge.ModelAsync(job.Request.ModelId, cancellationToken);
        if (model is null)
            return 0;
        var record = new JobRecord.LockMined(
            locked.TransactionHash.ToString(),
            locked.Price.ToString(CultureInfo.InvariantCulture),
            locked.FeeBps,
            locked.Listed,
            locked.RoyaltyHash.ToString(),
            [.. model.Royalties.Select(split => new RoyaltySplit(split.Payee.ToString(), split.Bps))]
        );
        if (!IsCurrent(job, record, state))
            return 0;
        job.Append(record);
        ProviderLog.Locked(log, job.JobId.ToString(), record.Price, locked.BlockNumber);
        return Depth(head, locked.BlockNumber);
    }

    /// <summary>The stored digest is that of these Terms: the chain says so itself, whatever a log or a receipt claims.</summary>
    private bool IsCurrent(ActiveJob job, JobRecord.LockMined mined, JobState state)
    {
        var terms = ProtocolHash.TermsHash(TermsOf(job, mined));
        if (state.Status == JobStatus.Locked)
            return terms == state.Digest;
        if (job.Facts.Executed is null)
            return true;
        var submitted = ProtocolHash.Submitted(terms, IcOf(job));
        return submitted == state.Digest || ProtocolHash.Answered(submitted) == state.Digest;
    }

    private bool IsAnswered(ActiveJob job, JobState state) =>
        job.Facts is { LockMined: { } mined, Executed: not null }
        && ProtocolHash.Answered(ProtocolHash.Submitted(ProtocolHash.TermsHash(TermsOf(job, mined)), IcOf(job))) == state.Digest;

    private static ulong Depth(BlockHeader head, ulong block) => head.Number >= block ? head.Number - block + 1 : 0;

    private Terms TermsOf(ActiveJob job, JobRecord.LockMined mined) =>
        JobTerms.TermsOf(market.RequestDigest(job.Request), NodeId, job.Request, mined);

    private Bytes32 IcOf(ActiveJob job) =>
        market.InferenceCommitment(job.Request, JobTerms.ClaimOf(options.Node.Provider, job.Facts.Executed!));

    private async Task ActAsync(ActiveJob job, JobStep step, BlockHeader head, CancellationToken cancellationToken)
    {
        if (step.Action != JobAction.Finish)
            job.SettledAt = null;
        switch (step.Action)
        {
            case JobAction.Consider:
                await ConsiderAsync(job, cancellationToken);
                break;
            case JobAction.Lock:
                Lock(job);
                break;
            case JobAction.Execute:
                if (job.Execution is not { IsCompleted: false })
                    job.Execution = RunAsync(() => execution.RunAsync(job, cancellationToken));
                break;
            case JobAction.Prove:
                if (job.Execution is not { IsCompleted: false })
                    job.Execution = RunAsync(() => proving.RunAsync(job, cancellationToken));
                break;
            case JobAction.SettleProven when job.Facts is { LockMined: not null, Executed: not null, Proof: not null }:
                Send(
                    job,
                    JobPlan.SettlePurpose,
                    market.Market,
                    new JobMarket.SettleProvenCall
                    {
                        Item = ItemOf(job),
                        Proof = job.ReadProof(),
                        Key = JobTerms.KeyOf(job.Facts.Executed),
                        DeliveryAck =
                            job.View is { Status: JobStatus.Submitted } && job.Facts.Acceptance is { } ack ? Hex.Parse(ack.Signature) : [],
                    }
                );
                break;
            case JobAction.Submit:
                Send(job, JobPlan.SubmitPurpose, market.Market, SubmitCall(job));
                break;
            case JobAction.DemandInput when job.Facts.LockMined is { } mined:
                Send(job, JobPlan.DemandPurpose, Box, new ExchangeBox.DemandInputCall { JobId = job.JobId, Terms = TermsOf(job, mined) });
                break;
            case JobAction.TakeAnswer:
                await TakeAnswerAsync(job, cancellationToken);
                break;
            case JobAction.RejectInput when job.Facts.LockMined is { } mined:
                // A reorg may have brought another answer since.
                if (await TakeAnswerAsync(job, cancellationToken))
                    break;
                Send(job, JobPlan.RejectPurpose, Box, new ExchangeBox.RejectInputCall { JobId = job.JobId, Terms = TermsOf(job, mined) });
                break;
            case JobAction.CloseDemand when job.Facts.LockMined is { } mined:
                Send(
                    job,
                    JobPlan.ClosePurpose,
                    Box,
                    new ExchangeBox.CloseCall
                    {
                        JobId = job.JobId,
                        Terms = TermsOf(job, mined),
                        Ic = Bytes32.Zero,
                    }
                );
                break;
            case JobAction.AnswerOutput when job.Facts is { LockMined: { } mined, Executed: { } executed }:
                Send(
                    job,
                    JobPlan.AnswerPurpose,
                    Box,
                    new ExchangeBox.AnswerOutputCall
                    {
                        JobId = job.JobId,
                        Terms = TermsOf(job, mined),
                        Claim = JobTerms.ClaimOf(options.Node.Provider, executed),
                        Output = await execution.AnswerAsync(job.Request, executed, cancellationToken),
                    }
                );
                break;
            case JobAction.Decline when job.Facts.LockMined is { } mined:
                Send(
                    job,
                    JobPlan.DeclinePurpose,
                    market.Market,
                    new JobMarket.DeclineCall { JobId = job.JobId, Terms = TermsOf(job, mined) }
                );
                break;
            case JobAction.Accept when job.Facts.LockMined is not null && job.Facts.Executed is not null:
                Send(
                    job,
                    JobPlan.AcceptPurpose,
                    market.Market,
                    new JobMarket.AcceptCall { Item = ItemOf(job), Signature = Hex.Parse(job.Facts.Acceptance!.Signature) }
                );
                break;
            case JobAction.Finish:
                Finish(job, step, head);
                break;
            default:
                job.ReconsiderAt = chainTime.Now + ReconsiderSecs;
                break;
        }
    }

    private async Task ConsiderAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        if (chainTime.Now < job.ReconsiderAt)
            return;
        var (exposure, count) = InFlight(job.Request.Token);
        var decision = await judge.JudgeAsync(job.Offer, exposure, count, cancellationToken);
        if (decision is { IsTaken: true, LockAt: { } lockAt })
        {
            if (lockAt > chainTime.Now)
                job.ReconsiderAt = Math.Min(lockAt, chainTime.Now + LookAgainSecs);
            else if (await RefusalAsync(job.Offer, decision, cancellationToken) is { } refusal)
                Postpone(job, refusal);
            else
                await ChooseAsync(job, decision, cancellationToken);
            return;
        }

        job.ReconsiderAt = chainTime.Now + ReconsiderSecs;
        Log(job, new JobStep(JobAction.Consider, string.Join("; ", decision.Reasons)));
    }

    /// <summary>
    /// Why the market would not take this lock now; null when it would. Asked before anything is written down or counted as at stake:
    /// a Request that can never be locked costs its maker nothing, and must cost us no place.
    /// </summary>
    public async Task<string?> RefusalAsync(SignedRequest offer, PolicyDecision decision, CancellationToken cancellationToken)
    {
        var call = new CallRequest
        {
            From = transactions.Account,
            To = market.Market,
            Data = LockCall(offer, decision.MinPrice, decision.AcceptUnlisted).Encode(),
        };
        try
        {
            // The question that the sender will ask, at the block that the node thinks is next.
            await market.Client.EstimateGasAsync(call, cancellationToken);
            return null;
        }
        catch (RpcException e) when (!e.Retryable)
        {
            return e.RevertData is { Length: > 0 } data ? ContractCalls.Explain(data.Span) : e.Error.Message;
        }
    }

    /// <summary>The decision is on disk before anything is signed.</summary>
    public async Task ChooseAsync(ActiveJob job, PolicyDecision decision, CancellationToken cancellationToken)
    {
        var minPrice = decision.MinPrice.ToString(CultureInfo.InvariantCulture);
        var block = await market.Client.GetBlockNumberAsync(cancellationToken);
        job.Append(new JobRecord.LockChosen(minPrice, decision.AcceptUnlisted, block));
        job.LockRefusals = 0;
        Lock(job);
    }

    /// <summary>Sends the lock; gives it up when the market would not take it any more, so that it holds no place others could have.</summary>
    private void Lock(ActiveJob job)
    {
        var chosen = job.Facts.LockChosen!;
        var minPrice = UInt128.Parse(chosen.MinPrice, CultureInfo.InvariantCulture);
        var result = Send(job, JobPlan.LockPurpose, market.Market, LockCall(job.Offer, minPrice, chosen.AcceptUnlisted));
        if (result.State != TransactionState.WouldRevert)
            return;
        job.Append(new JobRecord.LockGivenUp(result.Reason));
        Postpone(job, result.Reason);
    }

    private void Postpone(ActiveJob job, string reason)
    {
        job.LockRefusals++;
        job.ReconsiderAt = chainTime.Now + Math.Min(RefusedSecsMax, 1 + job.LockRefusals);
        Log(job, new JobStep(JobAction.Consider, $"the market would not take the lock: {reason}"));
    }

    private JobMarket.LockCall LockCall(SignedRequest offer, UInt128 minPrice, bool acceptUnlisted) =>
        new()
        {
            Request = offer.Request,
            Signature = offer.Signature,
            Extras = [.. offer.Extras],
            NodeId = NodeId,
            MinPrice = minPrice,
            AcceptUnlisted = acceptUnlisted,
            GateProof = GateProof(offer.Request.Gate),
        };

    private byte[] GateProof(Address gate) =>
        options.Policy.GateProofs.FirstOrDefault(entry => Address.Parse(entry.Key) == gate) is { Value: { } proof } ? Hex.Parse(proof) : [];

    private JobMarket.SubmitCall SubmitCall(ActiveJob job) =>
        new()
        {
            JobId = job.JobId,
            Terms = TermsOf(job, job.Facts.LockMined!),
            Claim = JobTerms.ClaimOf(options.Node.Provider, job.Facts.Executed!),
            Key = JobTerms.PublishedKey(job.Request, job.Facts.Executed!),
        };

    private Item ItemOf(ActiveJob job) =>
        JobTerms.ItemOf(
            job.Offer,
            TermsOf(job, job.Facts.LockMined!),
            JobTerms.ClaimOf(options.Node.Provider, job.Facts.Executed!),
            job.Facts.LockMined!
        );

    private void Finalize(ActiveJob[] jobs)
    {
        jobs = [.. jobs.Where(job => job.Facts is { LockMined: not null, Executed: not null })];
        if (jobs.Length == 0)
            return;
        if (jobs.Length == 1)
        {
            Send(jobs[0], JobPlan.FinalizePurpose, market.Market, new JobMarket.FinalizeCall { Items = [ItemOf(jobs[0])] });
            return;
        }

        // A batch has no single owner: an item that is not ready is skipped by the market. Whoever is still due when it is mined goes alone.
        var ids = jobs.SelectMany(job => job.JobId.ToBigEndian()).ToArray();
        var call = new JobMarket.FinalizeCall { Items = [.. jobs.Select(ItemOf)] };
        var result = transactions.Ensure(
            new TransactionRequest
            {
                Key = $"finalize batch {Bytes32.Keccak(ids)}",
                To = market.Market,
                Data = call.Encode(),
            }
        );
        if (result.State is not (TransactionState.Mined or TransactionState.Reverted))
            return;
        foreach (var job in jobs)
            job.IsFinalizedAlone = true;
    }

    /// <summary>The key names the intent, so the same bytes go out after a restart; only a mined revert makes a new attempt.</summary>
    private TransactionResult Send(ActiveJob job, string purpose, Address contract, IContractCall call)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{purpose} {job.JobId} {job.Facts.Reverts(purpose)}");
        var result = transactions.Ensure(
            new TransactionRequest
            {
                Key = key,
                To = contract,
                Data = call.Encode(),
            }
        );
        if (result.State == TransactionState.Reverted)
            job.Append(new JobRecord.Reverted(purpose, result.Reason));
        return result;
    }

    /// <summary>Reads the input that was answered on chain and keeps it, or writes down why it is refused.</summary>
    /// <returns>Whether it is here now.</returns>
    private async Task<bool> TakeAnswerAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        var from = job.Facts.LockChosen is { FromBlock: > 0 } chosen ? chosen.FromBlock : market.Manifest.StartBlock;
        from -= Math.Min(from, options.LookbackBlocks);
        if (await market.SealedInputAsync(job.JobId, Math.Max(from, market.Manifest.StartBlock), cancellationToken) is not { } box)
            return false;
        try
        {
            _ = await execution.OpenInputAsync(job.Request, box, cancellationToken);
        }
        catch (InputRefusedException e)
        {
            if (job.Facts.InputRefused?.Reason != e.Message)
                job.Append(new JobRecord.InputRefused(e.Message));
            return false;
        }

        job.KeepInput(box);
        ProviderLog.InputKept(log, job.JobId.ToString(), box.Length);
        wake();
        return true;
    }

    private async Task RunAsync(Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The program stops; the next start runs it again.
        }
        catch (Exception e) when (e is RpcFailureException or ContractRevertedException or AbiException)
        {
            ProviderLog.ChainUnavailable(log, e.Message);
        }

        wake();
    }

    private void Finish(ActiveJob job, JobStep step, BlockHeader head)
    {
        job.SettledAt ??= head.Number;
        if (job.Facts.WasChosen && head.Number < job.SettledAt + (ulong)market.Manifest.FinalityDepth)
            return;
        ProviderLog.Ended(log, job.JobId.ToString(), step.Reason);
        book.End(job, step.Reason);
    }

    private void Log(ActiveJob job, JobStep step)
    {
        if (job.Logged == step)
            return;
        job.Logged = step;
        ProviderLog.Step(log, job.JobId.ToString(), step.Action.ToString().ToLowerInvariant(), step.Reason);
    }
}
