using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Requests, jobs, claims, contests, records, settlements and what proofs of them took, and the market's fee and pause.</summary>
/// <param name="exchangeBox">The referee behind bit 1 of a job's contests; bit 2 is the job's verifier.</param>
internal sealed class JobProjection(Address exchangeBox, SettlementCalldata calldata)
{
    private const int BoxBit = 1;
    private const int VerifierBit = 2;

    public void Apply(in LogView log, LogPlace place, EntityChanges changes, IReadOnlyDictionary<Bytes32, SettlingTransaction> settling)
    {
        if (JobMarket.JobLocked.TryDecode(log, out var locked))
            Lock(locked, place, changes);
        else if (JobMarket.JobSubmitted.TryDecode(log, out var submitted))
            Submit(submitted, place, changes);
        else if (JobMarket.JobClosed.TryDecode(log, out var closed))
            Close(closed, place, changes, settling);
        else if (JobMarket.RequestPosted.TryDecode(log, out var posted))
            Post(posted, place, changes);
        else if (JobMarket.ExtrasSet.TryDecode(log, out var extras))
            SetExtras(extras, place, changes);
        else if (JobMarket.JobContested.TryDecode(log, out var contested))
            Contest(contested, place, changes);
        else if (JobMarket.JobRuled.TryDecode(log, out var ruled))
            Rule(ruled, place, changes);
        else if (JobMarket.RecordSet.TryDecode(log, out var record))
            SetRecord(record, place, changes);
        else if (JobMarket.FeeSet.TryDecode(log, out var fee))
            changes.Change(place, "market_fee", log.Address)["fee_bps"] = fee.FeeBps;
        else if (JobMarket.Paused.TryDecode(log, out var paused))
        {
            var row = changes.Change(place, "market_pause", log.Address);
            row["paused_until"] = paused.Until;
            row["cooldown_until"] = paused.CooldownUntil;
        }
    }

    private static void Post(in JobMarket.RequestPosted posted, LogPlace place, EntityChanges changes)
    {
        var row = changes.Change(place, "request", posted.JobId);
        SetRequest(row, posted.Request);
        row["status"] = EnumLabels.Posted;
        SetStep(row, "posted", place);
    }

    private static void Lock(in JobMarket.JobLocked locked, LogPlace place, EntityChanges changes)
    {
        var row = changes.Change(place, "job", locked.JobId);
        SetRequest(row, locked.Request);
        row["status"] = EnumLabels.Locked;
        row["provider"] = RegistryProjection.OwnerOf(locked.NodeId);
        row["node_id"] = locked.NodeId;
        row["class_id"] = changes.Find("node", locked.NodeId)?["class_id"];
        row["price"] = locked.Price;
        row["fee_bps"] = locked.FeeBps;
        row["listed"] = locked.Listed;
        row["royalty_hash"] = locked.RoyaltyHash;
        row["deadline"] = locked.Deadline;
        row["cap_at"] = locked.CapAt;
        row["contests"] = 0;
        SetStep(row, "locked", place);
        if (changes.Find("request", locked.JobId) is not { } request)
            return;
        foreach (var column in new[] { "posted_block", "posted_time", "posted_transaction" })
            row[column] = request[column];
        changes.Change(place, "request", locked.JobId)["status"] = EnumLabels.Locked;
    }

    private static void Submit(in JobMarket.JobSubmitted submitted, LogPlace place, EntityChanges changes)
    {
        var job = changes.Change(place, "job", submitted.JobId);
        job["status"] = EnumLabels.Submitted;
        job["ic"] = submitted.Ic;
        job["deadline"] = submitted.Deadline;
        job["cap_at"] = submitted.CapAt;
        SetStep(job, "submitted", place);
        SetRequestStatus(changes, place, submitted.JobId, EnumLabels.Submitted);

        var claim = changes.Change(place, "claim", submitted.JobId);
        claim["ic"] = submitted.Ic;
        claim["payee"] = submitted.Claim.Payee;
        claim["output_commit"] = submitted.Claim.OutputCommit;
        claim["cipher_commit"] = submitted.Claim.CipherCommit;
        claim["key_hash"] = submitted.Claim.KeyHash;
        claim["units"] = submitted.Claim.Units;
        claim["trace_root"] = submitted.Claim.TraceRoot;
        claim["key"] = submitted.Key;
    }

    private static void SetExtras(in JobMarket.ExtrasSet set, LogPlace place, EntityChanges changes)
    {
        for (var position = 0; position < set.Extras.Length; position++)
        {
            var extra = changes.Change(place, "extra", set.JobId, position);
            extra["payee"] = set.Extras[position].Payee;
            extra["bps"] = set.Extras[position].Bps;
        }
    }

    private static void Contest(in JobMarket.JobContested contested, LogPlace place, EntityChanges changes)
    {
        changes.Change(place, "job", contested.JobId)["contests"] = contested.Contests;
        var contest = changes.Change(place, "contest", contested.JobId, contested.Referee);
        contest["is_open"] = true;
        SetStep(contest, "opened", place);
        foreach (var column in new[] { "ended_block", "ended_time", "ended_transaction" })
            contest[column] = null;
    }

    private static void Rule(in JobMarket.JobRuled ruled, LogPlace place, EntityChanges changes)
    {
        var job = changes.Change(place, "job", ruled.JobId);
        job["contests"] = ruled.Contests;
        job["deadline"] = ruled.Deadline;
        EndContest(changes, place, ruled.JobId, ruled.Referee);
        var row = changes.Add(place, "ruling", ruled.JobId, place.BlockNumber, place.LogIndex);
        row["referee"] = ruled.Referee;
        row["ruling"] = EnumLabels.Ruling(ruled.Ruling);
        row["contests"] = ruled.Contests;
        row["deadline"] = ruled.Deadline;
        row["digest"] = ruled.Digest;
        row["ruled_time"] = place.BlockTime;
    }

    private static void EndContest(EntityChanges changes, LogPlace place, UInt256 jobId, Address referee)
    {
        var contest = changes.Change(place, "contest", jobId, referee);
        contest["is_open"] = false;
        SetStep(contest, "ended", place);
    }

    /// <summary>What ends a job ends the contests of it, whoever's they were.</summary>
    private void EndContests(EntityChanges changes, LogPlace place, UInt256 jobId, EntityVersion job)
    {
        var contests = (short)job["contests"]!;
        if ((contests & BoxBit) != 0)
            EndContest(changes, place, jobId, exchangeBox);
        if ((contests & VerifierBit) != 0)
            EndContest(changes, place, jobId, new Address((byte[])job["verifier"]!));
        job["contests"] = 0;
    }

    private static void SetRecord(in JobMarket.RecordSet set, LogPlace place, EntityChanges changes)
    {
        var row = changes.Change(place, "record", set.Provider, set.Token);
        row["paid"] = set.Record.Paid;
        row["failed"] = set.Record.Failed;
        row["declined"] = set.Record.Declined;
        row["last_at"] = set.Record.LastAt;
        row["fees"] = set.Record.Fees;
    }

    private void Close(
        in JobMarket.JobClosed closed,
        LogPlace place,
        EntityChanges changes,
        IReadOnlyDictionary<Bytes32, SettlingTransaction> settling
    )
    {
        var status = EnumLabels.JobStatus(closed.Status);
        var row = changes.Change(place, "settlement", closed.JobId);
        row["status"] = status;
        row["ic"] = closed.Ic.IsZero ? null : closed.Ic;
        row["to_provider"] = closed.Settlement.ToProvider;
        row["fee"] = closed.Settlement.Fee;
        row["royalties"] = closed.Settlement.Royalties;
        row["extras"] = closed.Settlement.Extras;
        row["refund"] = closed.Settlement.Refund;
        row["compensation"] = closed.Settlement.Compensation;
        row["to_reporter"] = closed.Settlement.ToReporter;
        row["collateral_back"] = closed.Settlement.CollateralBack;
        row["burned"] = closed.Settlement.Burned;
        row["key"] = closed.Key;
        row["closed_block"] = place.BlockNumber;
        row["closed_time"] = place.BlockTime;

        SetRequestStatus(changes, place, closed.JobId, status);
        // A Request may end before anybody locked it, and a nonce may be cancelled that was never posted.
        if (changes.Find("job", closed.JobId) is null)
            return;
        var job = changes.Change(place, "job", closed.JobId);
        job["status"] = status;
        if (!closed.Ic.IsZero)
            job["ic"] = closed.Ic;
        EndContests(changes, place, closed.JobId, job);
        SetStep(job, "closed", place);
        if (status == EnumLabels.Paid && job["tier"] is EnumLabels.Validity or EnumLabels.Attested)
            SetProof(changes, place, closed.JobId, settling);
    }

    private void SetProof(EntityChanges changes, LogPlace place, UInt256 jobId, IReadOnlyDictionary<Bytes32, SettlingTransaction> settling)
    {
        // Which transactions a page needs was found by its jobs' tiers; another tier now means that another writer moved the index since.
        if (!settling.TryGetValue(place.TransactionHash, out var transaction))
            throw new ChainMovedException($"transaction {place.TransactionHash} settled a proven job and was not read");
        var row = changes.Change(place, "proof", jobId);
        row["gas_used"] = transaction.GasUsed;
        row["settlements"] = transaction.Settlements;
        row["proof_bytes"] = calldata.ProofBytes(transaction, jobId);
    }

    private static void SetRequestStatus(EntityChanges changes, LogPlace place, UInt256 jobId, string status)
    {
        if (changes.Find("request", jobId) is not null)
            changes.Change(place, "request", jobId)["status"] = status;
    }

    private static void SetStep(EntityVersion row, string step, LogPlace place)
    {
        row[$"{step}_block"] = place.BlockNumber;
        row[$"{step}_time"] = place.BlockTime;
        row[$"{step}_transaction"] = place.TransactionHash;
    }

    private static void SetRequest(EntityVersion row, in Request request)
    {
        row["requester"] = request.Requester;
        row["nonce"] = request.Nonce;
        row["agent"] = NullIfZero(request.Agent);
        row["token"] = request.Token;
        row["min_price"] = request.MinPrice;
        row["max_price"] = request.MaxPrice;
        row["collateral"] = request.Collateral;
        row["ramp_start"] = request.RampStart;
        row["ramp_secs"] = request.RampSecs;
        row["lock_secs"] = request.LockSecs;
        row["exec_secs"] = request.ExecSecs;
        row["input_secs"] = request.InputSecs;
        row["dispute_secs"] = request.DisputeSecs;
        row["tier"] = EnumLabels.Tier(request.Tier);
        row["verifier"] = request.Verifier;
        row["exclusive"] = NullIfZero(request.Exclusive);
        row["exclusive_secs"] = request.ExclusiveSecs;
        row["gate"] = NullIfZero(request.Gate);
        row["gate_data"] = request.GateData;
        row["region_mask"] = request.RegionMask;
        row["model_id"] = request.ModelId;
        row["input_commit"] = request.InputCommit;
        row["watchers"] = request.Watchers;
        row["output_mode"] = request.OutputMode;
        row["extras_hash"] = request.ExtrasHash;
        row["max_units"] = request.MaxUnits;
        row["relay"] = NullIfZero(request.Relay);
    }

    private static Address? NullIfZero(Address address) => address.IsZero ? null : address;
}
