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
    TransactionDesk transactions,
    ProviderOptions options,
    ChainClock chainTime,
    Action wake,
    ILogger log
)
{
    private const uint ReconsiderSecs = 5;

    /// <summary>Jobs in one finalize; the market takes 64.</summary>
    private const int BatchMax = 16;

    private UInt256 NodeId => options.Node.NodeId;

    public (UInt128 Exposure, int Count) InFlight(Address token)
    {
        var committed = book.Jobs.Where(job => job.IsCommitted).ToArray();
        var sum = committed
            .Where(job => job.Request.Token == token)
            .Aggregate(UInt128.Zero, (total, job) => total + job.Request.Collateral);
        return (sum, committed.Length);
    }

    /// <summary>One round over all Jobs at this head.</summary>
    public async Task StepAllAsync(BlockHeader head, CancellationToken cancellationToken)
    {
        var ready = new List<ActiveJob>();
        foreach (var job in book.Jobs)
        {
            await job.Gate.WaitAsync(cancellationToken);
            var isEnded = false;
            try
            {
                job.View = await ViewAsync(job, head, cancellationToken);
                var step = plan.Next(job.Request, job.Facts, job.View);
                Log(job, step);
                if (step.Action == JobAction.Finalize)
                    ready.Add(job);
                else
                    isEnded = await ActAsync(job, step, head, cancellationToken);
            }
            finally
            {
                if (!isEnded)
                    job.Gate.Release();
            }
        }

        foreach (var batch in ready.Chunk(BatchMax))
            Finalize(batch);
    }

    private async Task<JobView> ViewAsync(ActiveJob job, BlockHeader head, CancellationToken cancellationToken)
    {
        var state = await market.JobAsync(job.JobId, cancellationToken);
        var depth =
            state.Provider == options.Node.Provider && state.Status is JobStatus.Locked or JobStatus.Submitted
                ? await LockDepthAsync(job, state, head, cancellationToken)
                : 0;
        return new JobView(state.Status, state.Provider, state.Deadline, depth, chainTime.Now);
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

        var from = head.Number > options.LookbackBlocks ? head.Number - options.LookbackBlocks : 0;
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
        return job.Facts.Executed is null || ProtocolHash.Submitted(terms, IcOf(job)) == state.Digest;
    }

    private static ulong Depth(BlockHeader head, ulong block) => head.Number >= block ? head.Number - block + 1 : 0;

    private Terms TermsOf(ActiveJob job, JobRecord.LockMined mined) =>
        JobTerms.TermsOf(market.RequestDigest(job.Request), NodeId, job.Request, mined);

    private Bytes32 IcOf(ActiveJob job) =>
        market.InferenceCommitment(job.Request, JobTerms.ClaimOf(options.Node.Provider, job.Facts.Executed!));

    /// <returns>True when the Job ended and is gone from the book.</returns>
    private async Task<bool> ActAsync(ActiveJob job, JobStep step, BlockHeader head, CancellationToken cancellationToken)
    {
        if (step.Action != JobAction.Finish)
            job.SettledAt = null;
        switch (step.Action)
        {
            case JobAction.Consider:
                await ConsiderAsync(job, cancellationToken);
                return false;
            case JobAction.Lock:
                Send(job, JobPlan.LockPurpose, LockCall(job));
                return false;
            case JobAction.Execute:
                if (job.Execution is not { IsCompleted: false })
                    job.Execution = RunAsync(job, cancellationToken);
                return false;
            case JobAction.Submit:
                Send(job, JobPlan.SubmitPurpose, SubmitCall(job));
                return false;
            case JobAction.Decline when job.Facts.LockMined is { } mined:
                Send(job, JobPlan.DeclinePurpose, new JobMarket.DeclineCall { JobId = job.JobId, Terms = TermsOf(job, mined) });
                return false;
            case JobAction.Accept when job.Facts.LockMined is not null && job.Facts.Executed is not null:
                Send(
                    job,
                    JobPlan.AcceptPurpose,
                    new JobMarket.AcceptCall { Item = ItemOf(job), Signature = Hex.Parse(job.Facts.Acceptance!.Signature) }
                );
                return false;
            case JobAction.Finish:
                return Finish(job, step, head);
            default:
                return false;
        }
    }

    private async Task ConsiderAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        if (chainTime.Now < job.ReconsiderAt)
            return;
        var (exposure, count) = InFlight(job.Request.Token);
        var decision = await judge.JudgeAsync(job.Request, exposure, count, cancellationToken);
        if (decision is { IsTaken: true, LockAt: { } lockAt })
        {
            if (lockAt > chainTime.Now)
            {
                job.ReconsiderAt = lockAt;
                return;
            }

            Choose(job, decision);
            return;
        }

        job.ReconsiderAt = chainTime.Now + ReconsiderSecs;
        Log(job, new JobStep(JobAction.Consider, string.Join("; ", decision.Reasons)));
    }

    /// <summary>The decision is on disk before anything is signed.</summary>
    public void Choose(ActiveJob job, PolicyDecision decision)
    {
        job.Append(new JobRecord.LockChosen(decision.MinPrice.ToString(CultureInfo.InvariantCulture), decision.AcceptUnlisted));
        Send(job, JobPlan.LockPurpose, LockCall(job));
    }

    private JobMarket.LockCall LockCall(ActiveJob job) =>
        new()
        {
            Request = job.Request,
            Signature = job.Offer.Signature,
            NodeId = NodeId,
            MinPrice = UInt128.Parse(job.Facts.LockChosen!.MinPrice, CultureInfo.InvariantCulture),
            AcceptUnlisted = job.Facts.LockChosen.AcceptUnlisted,
            GateProof = [],
        };

    private JobMarket.SubmitCall SubmitCall(ActiveJob job) =>
        new()
        {
            JobId = job.JobId,
            Terms = TermsOf(job, job.Facts.LockMined!),
            Claim = JobTerms.ClaimOf(options.Node.Provider, job.Facts.Executed!),
            Key = Bytes32.Zero,
        };

    private Item ItemOf(ActiveJob job) =>
        JobTerms.ItemOf(
            job.JobId,
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
            Send(jobs[0], JobPlan.FinalizePurpose, new JobMarket.FinalizeCall { Items = [ItemOf(jobs[0])] });
            return;
        }

        // A batch has no single owner: an item that is not ready is skipped by the market, and is due again at the next head.
        var ids = jobs.SelectMany(job => job.JobId.ToBigEndian()).ToArray();
        var call = new JobMarket.FinalizeCall { Items = [.. jobs.Select(ItemOf)] };
        transactions.Ensure(
            new TransactionRequest
            {
                Key = $"finalize batch {Bytes32.Keccak(ids)}",
                To = market.Market,
                Data = call.Encode(),
            }
        );
    }

    /// <summary>The key names the intent, so the same bytes go out after a restart; only a mined revert makes a new attempt.</summary>
    private void Send(ActiveJob job, string purpose, IContractCall call)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{purpose} {job.JobId} {job.Facts.Reverts(purpose)}");
        var result = transactions.Ensure(
            new TransactionRequest
            {
                Key = key,
                To = market.Market,
                Data = call.Encode(),
            }
        );
        if (result.State == TransactionState.Reverted)
            job.Append(new JobRecord.Reverted(purpose, result.Reason));
    }

    private async Task RunAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await execution.RunAsync(job, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The program stops; the next start runs it again.
        }
        catch (RpcFailureException e)
        {
            ProviderLog.ChainUnavailable(log, e.Message);
        }

        wake();
    }

    private bool Finish(ActiveJob job, JobStep step, BlockHeader head)
    {
        job.SettledAt ??= head.Number;
        var wasNeverOurs = job.Facts.LockChosen is null;
        if (!wasNeverOurs && head.Number < job.SettledAt + (ulong)market.Manifest.FinalityDepth)
            return false;
        ProviderLog.Ended(log, job.JobId.ToString(), step.Reason);
        book.End(job, step.Reason);
        return true;
    }

    private void Log(ActiveJob job, JobStep step)
    {
        if (job.Logged == step)
            return;
        job.Logged = step;
        ProviderLog.Step(log, job.JobId.ToString(), step.Action.ToString().ToLowerInvariant(), step.Reason);
    }
}
