using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Http;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Answers requesters over HTTP. Keeps I/O out of the loop: it only writes facts and wakes it.</summary>
internal sealed class JobDesk(
    MarketClient market,
    JobBook book,
    OfferJudge judge,
    JobRunner runner,
    JobExecution execution,
    ProviderOptions options,
    ChainClock chainTime,
    int confirmations,
    Action wake,
    ILogger log
) : IJobDesk
{
    public NodeCard Node { get; } =
        new(
            market.Manifest.ChainId,
            market.Market,
            options.Node.Provider,
            options.Node.NodeId,
            Hex.Format(options.SealingKey.Public.X),
            Hex.Format(options.SealingKey.Public.Y)
        );

    public async Task<OfferReceipt> OfferAsync(SignedRequest offer, CancellationToken cancellationToken)
    {
        RequireSignature(offer);
        var jobId = offer.JobId;
        if (book.Find(jobId) is { } known)
        {
            RequireSame(known, offer);
            return ReceiptOf(known);
        }

        var state = await market.JobAsync(jobId, cancellationToken);
        if (state.Status is not (JobStatus.None or JobStatus.Posted))
            throw ApiException.Conflict("nonce_used", $"job {jobId} is {Name(state.Status)} on chain; sign with a fresh nonce");
        if (state.Status == JobStatus.Posted && state.Digest != market.RequestDigest(offer.Request))
            throw ApiException.Conflict("nonce_used", $"another Request was posted as job {jobId}; sign with a fresh nonce");

        var (exposure, count) = runner.InFlight(offer.Request.Token);
        var decision = await judge.JudgeAsync(offer, exposure, count, cancellationToken);
        if (!decision.IsTaken)
        {
            var reasons = string.Join("; ", decision.Reasons);
            ProviderLog.Skipped(log, jobId.ToString(), reasons);
            throw ApiException.Unprocessable("refused_by_policy", reasons);
        }

        OfferText.LogWouldLock(log, market, offer.Request, decision, chainTime.Now);
        if (options.IsDryRun)
            throw ApiException.Unprocessable("dry_run", "this Node is on a dry run and locks nothing");
        var isDue = decision.LockAt <= chainTime.Now && await runner.RefusalAsync(offer, decision, cancellationToken) is null;
        if (book.Add(offer, isDue) is not { } job)
            throw new ApiException(503, "too_many_jobs", "this Node follows as many jobs as it can; try again later");
        RequireSame(job, offer);
        wake();
        return new OfferReceipt(job.JobId, "waiting", decision.MinPrice, decision.LockAt);
    }

    public Task<JobParties?> PartiesAsync(UInt256 jobId, CancellationToken cancellationToken)
    {
        var request = book.Find(jobId)?.Request ?? book.FindArchived(jobId)?.Offer.Request;
        return Task.FromResult<JobParties?>(request is { } known ? new JobParties(known.Requester, known.Agent) : null);
    }

    public async Task ReceiveInputAsync(UInt256 jobId, byte[] box, CancellationToken cancellationToken)
    {
        var job = book.Find(jobId) ?? throw Unknown(jobId);
        // Opening needs no lock on the job, and may take a moment for a large model.
        RequireLocked(job);
        var isKnown = job.Facts.HasInput;
        try
        {
            _ = await execution.OpenInputAsync(job.Request, box, cancellationToken);
        }
        catch (InputRefusedException e)
        {
            throw ApiException.Unprocessable(e.Code, e.Message);
        }

        if (isKnown)
            return; // The committed input is one and the same, however often it is sealed.
        await job.Gate.WaitAsync(cancellationToken);
        try
        {
            if (job.IsEnded)
                throw Unknown(jobId);
            if (job.Facts.HasInput)
                return;
            job.KeepInput(box);
        }
        finally
        {
            job.Gate.Release();
        }

        ProviderLog.InputKept(log, jobId.ToString(), box.Length);
        wake();
    }

    public Task<OutputDelivery> OutputAsync(UInt256 jobId, CancellationToken cancellationToken)
    {
        if (book.Find(jobId) is { } job)
        {
            // Before submit is on chain the output is what a reorg could make a gift.
            if (job.View is not { Status: JobStatus.Submitted or JobStatus.Paid } view || view.Provider != options.Node.Provider)
                throw ApiException.Conflict("output_not_ready", "the claim is not on chain yet; ask again shortly");
            return Task.FromResult(Deliver(job.Offer, job.Facts));
        }

        var archived = book.FindArchived(jobId) ?? throw Unknown(jobId);
        return archived.Facts.Ended?.Outcome == Name(JobStatus.Paid)
            ? Task.FromResult(Deliver(archived.Offer, archived.Facts))
            : throw ApiException.Conflict("output_not_ready", $"job {jobId} ended without a payment, so there is no output to hand over");
    }

    public async Task ReceiveAcceptanceAsync(UInt256 jobId, byte[] signature, CancellationToken cancellationToken)
    {
        var job = book.Find(jobId) ?? throw Unknown(jobId);
        if (job.Facts.Executed is not { } executed)
            throw ApiException.Conflict("output_not_ready", "there is no claim to accept yet");
        var ic = market.InferenceCommitment(job.Request, JobTerms.ClaimOf(options.Node.Provider, executed));
        // Where a proof pays, the requester says no more than that the ciphertext came.
        var digest = (Tier)job.Request.Tier == Tier.Validity ? market.DeliveryAckDigest(jobId, ic) : market.AcceptanceDigest(jobId, ic);
        Address signer;
        try
        {
            if (!Signature.FromBytes(signature).TryRecover(digest, out signer))
                signer = default;
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest("malformed", e.Message);
        }

        if (!new JobParties(job.Request.Requester, job.Request.Agent).Includes(signer))
            throw ApiException.Unauthorized(
                "signature_foreign",
                $"the acceptance is not signed by requester or agent over commitment {ic} of this job, on this chain and market"
            );
        await job.Gate.WaitAsync(cancellationToken);
        try
        {
            if (job.IsEnded)
                throw Unknown(jobId);
            if (job.Facts.Acceptance is not null)
                return;
            job.Append(new JobRecord.AcceptanceKept(Hex.Format(signature)));
        }
        finally
        {
            job.Gate.Release();
        }

        ProviderLog.AcceptanceKept(log, jobId.ToString());
        wake();
    }

    private static string Name(JobStatus status) => status.ToString().ToLowerInvariant();

    private static ApiException Unknown(UInt256 jobId) => ApiException.NotFound("job_unknown", $"this Node has no job {jobId}");

    private void RequireSame(ActiveJob known, SignedRequest offer)
    {
        if (market.RequestDigest(known.Request) != market.RequestDigest(offer.Request))
            throw ApiException.Conflict(
                "nonce_used",
                $"another Request with nonce {offer.Request.Nonce} is here already; sign with a fresh nonce"
            );
    }

    private void RequireSignature(SignedRequest offer)
    {
        var digest = market.RequestDigest(offer.Request);
        try
        {
            if (Signature.FromBytes(offer.Signature).TryRecover(digest, out var signer) && signer == offer.Request.Requester)
                return;
        }
        catch (FormatException)
        {
            // Not an ECDSA signature: told below.
        }

        throw ApiException.Unauthorized(
            "signature_foreign",
            $"the signature is not {offer.Request.Requester}'s over this Request on chain {market.Manifest.ChainId} and market {market.Market}; a contract wallet posts its Request on chain instead"
        );
    }

    private void RequireLocked(ActiveJob job)
    {
        if (job.View is not { Status: JobStatus.Locked } view || view.Provider != options.Node.Provider)
            throw ApiException.Conflict(
                "not_locked",
                $"job {job.JobId} is {Name(job.View?.Status ?? JobStatus.None)}; an input is taken while this Node holds its lock"
            );
        if (view.LockDepth < (ulong)confirmations)
            throw ApiException.Conflict(
                "lock_not_deep",
                $"the lock is {view.LockDepth} of {confirmations} blocks deep; send the input when it is deep enough"
            );
        if (job.Facts.ExecutionFailed is not null)
            throw ApiException.Conflict("not_locked", "this Node could not run the model and gives the job back");
    }

    private OutputDelivery Deliver(SignedRequest offer, JobFacts facts)
    {
        var executed = facts.Executed ?? throw ApiException.Conflict("output_not_ready", "this job has no output");
        var ic = market.InferenceCommitment(offer.Request, JobTerms.ClaimOf(options.Node.Provider, executed));
        return JobTerms.PackageOf(executed) is { } package
            ? new OutputDelivery.SealedOutput(offer.JobId, package, ic)
            : new OutputDelivery.PublicOutput(
                offer.JobId,
                JobTerms.OutputSalt(executed).ToBytes32(),
                JobTerms.TraceSalt(executed).ToBytes32(),
                Hex.Parse(executed.Output),
                ic
            );
    }

    private static OfferReceipt ReceiptOf(ActiveJob job) =>
        new(job.JobId, job.View is { Status: JobStatus.Locked or JobStatus.Submitted } ? "locked" : "waiting", 0, null);
}
