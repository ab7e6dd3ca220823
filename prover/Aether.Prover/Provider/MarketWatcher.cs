using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Policy;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Finds posted Requests, and takes one into the book at the moment its price is reached. Nothing is kept about the others.</summary>
internal sealed class MarketWatcher(
    MarketClient market,
    JobBook book,
    OfferJudge judge,
    JobRunner runner,
    ProviderOptions options,
    ChainClock chainTime,
    ILogger log
)
{
    /// <summary>Requests looked at per head; the rest wait for the next.</summary>
    private const int JudgedPerRoundMax = 100;

    /// <summary>Posted Requests remembered; beyond it the newest wait on chain for a restart.</summary>
    private const int CandidatesMax = 5000;

    /// <summary>Blocks read again at every head, so that a reorg's new Requests are not missed.</summary>
    private const ulong OverlapBlocks = 64;

    private const uint ReconsiderSecs = 5;

    private readonly Dictionary<UInt256, Candidate> _candidates = [];
    private ulong? _scannedTo;

    public async Task ScanAsync(BlockHeader head, CancellationToken cancellationToken)
    {
        var from = _scannedTo is { } scanned
            ? Math.Min(scanned, head.Number) - Math.Min(OverlapBlocks, Math.Min(scanned, head.Number))
            : head.Number - Math.Min(options.LookbackBlocks, head.Number);
        foreach (var offer in await market.PostedAsync(Math.Max(from, market.Manifest.StartBlock), head.Number, cancellationToken))
        {
            if (_candidates.Count < CandidatesMax && book.Find(offer.JobId) is null && !_candidates.ContainsKey(offer.JobId))
                _candidates[offer.JobId] = new Candidate(offer);
        }

        _scannedTo = head.Number;
    }

    public async Task JudgeAsync(CancellationToken cancellationToken)
    {
        var now = chainTime.Now;
        foreach (var gone in _candidates.Where(entry => now > PolicyEvaluator.CurveOf(entry.Value.Request).LockBy).ToArray())
            _candidates.Remove(gone.Key);
        // Whoever waited longest comes first, so that many Requests that are skipped keep none from being looked at.
        var due = _candidates.Where(entry => now >= entry.Value.ReconsiderAt).OrderBy(entry => entry.Value.ReconsiderAt);
        foreach (var (jobId, candidate) in due.Take(JudgedPerRoundMax).ToArray())
            await JudgeAsync(jobId, candidate, cancellationToken);
    }

    private async Task JudgeAsync(UInt256 jobId, Candidate candidate, CancellationToken cancellationToken)
    {
        var request = candidate.Request;
        candidate.ReconsiderAt = chainTime.Now + ReconsiderSecs;
        var state = await market.JobAsync(jobId, cancellationToken);
        if (state.Status is not JobStatus.Posted)
            return;
        if (state.Digest != market.RequestDigest(request))
        {
            // A reorg put another Request in its place; the next look at the newest blocks finds that one.
            _candidates.Remove(jobId);
            return;
        }

        var (exposure, count) = runner.InFlight(request.Token);
        var offer = candidate.Offer;
        var decision = await judge.JudgeAsync(offer, exposure, count, cancellationToken);
        if (!decision.IsTaken || decision.LockAt is not { } lockAt)
        {
            Say(candidate, decision, string.Join("; ", decision.Reasons));
            return;
        }

        var isDue = !options.IsDryRun && lockAt <= chainTime.Now;
        if (isDue && await runner.RefusalAsync(offer, decision, cancellationToken) is { } refusal)
        {
            candidate.Refusals++;
            candidate.ReconsiderAt = chainTime.Now + Math.Min(JobRunner.RefusedSecsMax, 1 + candidate.Refusals);
            Say(candidate, decision, $"the market would not take the lock: {refusal}");
            return;
        }

        Say(candidate, decision, null);
        candidate.ReconsiderAt = options.IsDryRun ? chainTime.Now + ReconsiderSecs : lockAt;
        if (!isDue)
            return;
        if (book.Add(offer, isDue: true) is not { } job)
            return;
        _candidates.Remove(jobId);
        // The same Request may have come by HTTP as well; another one under its nonce is not what was decided on.
        if (job.Facts.LockChosen is null && market.RequestDigest(job.Request) == state.Digest)
            await runner.ChooseAsync(job, decision, cancellationToken);
    }

    private void Say(Candidate candidate, PolicyDecision decision, string? skipped)
    {
        var jobId = EntityId.Pack(candidate.Request.Requester, candidate.Request.Nonce).ToString();
        var said = skipped ?? decision.MinPrice.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (candidate.Said == said)
            return;
        candidate.Said = said;
        if (skipped is not null)
            ProviderLog.Skipped(log, jobId, skipped);
        else
            OfferText.LogWouldLock(log, market, candidate.Request, decision, chainTime.Now);
    }

    private sealed class Candidate(SignedRequest offer)
    {
        public SignedRequest Offer => offer;

        public Request Request => offer.Request;

        /// <summary>Chain seconds.</summary>
        public ulong ReconsiderAt { get; set; }

        /// <summary>How often the market would not have taken the lock.</summary>
        public uint Refusals { get; set; }

        public string? Said { get; set; }
    }
}
