using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Benchmarks;

/// <summary>The life of jobs: one step a block.</summary>
internal sealed partial class MarketMaker
{
    private const int FinalizeAge = 9;
    private const int ExpireAge = 12;

    private readonly List<MarketJob> _due = [];

    private JobFate NextFate() =>
        _random.Next(100) switch
        {
            < 62 => JobFate.Accepted,
            < 68 => JobFate.Rated,
            < 82 => JobFate.Finalized,
            < 86 => JobFate.Proven,
            < 89 => JobFate.Demanded,
            < 93 => JobFate.Declined,
            < 95 => JobFate.Expired,
            _ => JobFate.Cancelled,
        };

    private void Post()
    {
        var fate = NextFate();
        var requester = Requester(_random.Next(Requesters));
        var provider = Provider(_random.Next(Providers));
        var model = _models[_random.Next(2 * RootModels)];
        Split[] extras = _random.Next(10) == 0 ? [new Split { Payee = Creator(_random.Next(40)), Bps = 100 }] : [];
        var isProven = fate == JobFate.Proven;
        var request = new Request
        {
            Requester = requester,
            Nonce = _nonce++,
            Agent = Address.Zero,
            Token = Token,
            MinPrice = 1_000_000 + Cents(),
            MaxPrice = 2_000_000 + Cents(),
            Collateral = 3_000_000,
            RampStart = blocks.Time,
            RampSecs = 100,
            LockSecs = 1_000,
            ExecSecs = ExecSecs,
            InputSecs = 600,
            DisputeSecs = DisputeSecs,
            Tier = (byte)(isProven ? Tier.Validity : Tier.Optimistic),
            Verifier = manifest.Contracts[isProven ? "ValidityVerifier" : "TestOptimisticVerifier"],
            Exclusive = Address.Zero,
            ExclusiveSecs = 0,
            Gate = Address.Zero,
            GateData = Bytes32.Zero,
            RegionMask = ulong.MaxValue,
            ModelId = model.Id,
            InputCommit = Bytes32.Keccak(BitConverter.GetBytes(_nonce)),
            Watchers = Bytes32.Zero,
            OutputMode = 0,
            ExtrasHash = ProtocolHash.ExtrasHash(extras),
            MaxUnits = 10,
            Relay = Address.Zero,
        };
        var node = IdOf(provider, 1 + (ulong)_random.Next(NodesEach));
        var job = new MarketJob(IdOf(requester, (ulong)request.Nonce), request, extras, model.Royalties, provider, node, fate);
        blocks.Add(requester, manifest.JobMarket, new JobMarket.PostCall { Request = request, Extras = extras }.Encode());
        _open.Add(job);
        _byId.Add(job.Id, job);
    }

    private void Continue(MarketJob job)
    {
        switch (++job.Age)
        {
            case 1 when job.Fate == JobFate.Cancelled:
                blocks.Add(job.Request.Requester, manifest.JobMarket, new JobMarket.CancelCall { JobIds = [job.Id] }.Encode());
                End(job);
                break;
            case 1:
                Lock(job);
                break;
            case 2 when job.Fate == JobFate.Declined:
                blocks.Add(
                    job.Provider,
                    manifest.JobMarket,
                    new JobMarket.DeclineCall { JobId = job.Id, Terms = job.Terms!.Value }.Encode()
                );
                End(job);
                break;
            case 2 when job.Fate == JobFate.Proven:
                SettleProven(job);
                End(job);
                break;
            case 2 when job.Fate == JobFate.Demanded:
                blocks.Add(
                    job.Provider,
                    manifest.ExchangeBox,
                    new ExchangeBox.DemandInputCall { JobId = job.Id, Terms = job.Terms!.Value }.Encode()
                );
                break;
            case 3 when job.Fate == JobFate.Demanded:
                blocks.Add(
                    job.Request.Requester,
                    manifest.ExchangeBox,
                    new ExchangeBox.AnswerInputCall
                    {
                        JobId = job.Id,
                        Terms = job.Terms!.Value,
                        SealedInput = [1, 2, 3],
                    }.Encode()
                );
                break;
            case 2 when job.Fate != JobFate.Expired:
            case 4 when job.Fate == JobFate.Demanded:
                Submit(job);
                break;
            case 3 when job.Fate is JobFate.Accepted or JobFate.Rated:
            case 5 when job.Fate == JobFate.Demanded:
                blocks.Add(
                    job.Request.Requester,
                    manifest.JobMarket,
                    new JobMarket.AcceptCall { Item = ItemOf(job), Signature = [] }.Encode()
                );
                if (job.Fate != JobFate.Rated)
                    End(job);
                break;
            case 4 when job.Fate == JobFate.Rated:
                Rate(job);
                End(job);
                break;
            case FinalizeAge when job.Fate == JobFate.Finalized:
                _due.Add(job);
                End(job);
                break;
            case ExpireAge when job.Fate == JobFate.Expired:
                blocks.Add(
                    accounts[0],
                    manifest.JobMarket,
                    new JobMarket.ExpireCall
                    {
                        JobId = job.Id,
                        Terms = job.Terms!.Value,
                        Ic = Bytes32.Zero,
                    }.Encode()
                );
                End(job);
                break;
        }
    }

    private void End(MarketJob job) => _open.Remove(job);

    private void Lock(MarketJob job) =>
        blocks.Add(
            job.Provider,
            manifest.JobMarket,
            new JobMarket.LockCall
            {
                Request = job.Request,
                Signature = [],
                Extras = job.Extras,
                NodeId = job.NodeId,
                MinPrice = 0,
                AcceptUnlisted = true,
                GateProof = [],
            }.Encode()
        );

    private void Submit(MarketJob job)
    {
        var claim = ClaimOf(job, (uint)_random.Next(1, 11));
        job.Claim = claim;
        blocks.Add(
            job.Provider,
            manifest.JobMarket,
            new JobMarket.SubmitCall
            {
                JobId = job.Id,
                Terms = job.Terms!.Value,
                Claim = claim,
                Key = Bytes32.Zero,
            }.Encode()
        );
    }

    private void SettleProven(MarketJob job)
    {
        job.Claim = ClaimOf(job, 10);
        var proof = new byte[ProofBytes];
        _random.NextBytes(proof);
        blocks.Add(
            job.Provider,
            manifest.JobMarket,
            new JobMarket.SettleProvenCall
            {
                Item = ItemOf(job),
                Proof = proof,
                Key = Bytes32.Zero,
                DeliveryAck = [],
            }.Encode()
        );
    }

    private void FinalizeDue()
    {
        if (_due.Count == 0)
            return;
        blocks.Add(accounts[0], manifest.JobMarket, new JobMarket.FinalizeCall { Items = [.. _due.Select(ItemOf)] }.Encode(), 10_000_000);
        _due.Clear();
    }

    private void Rate(MarketJob job) =>
        blocks.Add(
            job.Request.Requester,
            manifest.Contracts["ReputationAdapter"],
            new ReputationAdapter.GiveJobFeedbackCall
            {
                JobId = job.Id,
                Value = _random.Next(100),
                ValueDecimals = 2,
                Tag1 = "quality",
                Tag2 = "",
                Endpoint = "https://node.example",
                FeedbackURI = "ipfs://x",
                FeedbackHash = Bytes32.Keccak([1]),
            }.Encode()
        );

    private static Claim ClaimOf(MarketJob job, uint units) =>
        new()
        {
            Payee = job.Provider,
            OutputCommit = Bytes32.Keccak(job.Id.ToBigEndian()),
            CipherCommit = Bytes32.Zero,
            KeyHash = Bytes32.Zero,
            Units = units,
            TraceRoot = Bytes32.Keccak([10]),
        };

    private static Item ItemOf(MarketJob job) =>
        new()
        {
            JobId = job.Id,
            Terms = job.Terms!.Value,
            Claim = job.Claim!.Value,
            Royalties = job.Royalties,
            Extras = job.Extras,
        };

    private Terms TermsOf(in Request request, in JobMarket.JobLocked locked) =>
        new()
        {
            RequestDigest = _typed.RequestDigest(request),
            Token = request.Token,
            Price = locked.Price,
            Collateral = request.Collateral,
            FeeBps = locked.FeeBps,
            Tier = request.Tier,
            Listed = locked.Listed,
            Verifier = request.Verifier,
            NodeId = locked.NodeId,
            ModelId = request.ModelId,
            InputCommit = request.InputCommit,
            Watchers = request.Watchers,
            OutputMode = request.OutputMode,
            RoyaltyHash = locked.RoyaltyHash,
            ExtrasHash = request.ExtrasHash,
            MaxUnits = request.MaxUnits,
            ExecSecs = request.ExecSecs,
            InputSecs = request.InputSecs,
            DisputeSecs = request.DisputeSecs,
            Relay = request.Relay,
            Agent = request.Agent,
        };
}
