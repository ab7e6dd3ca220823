using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>What requesters say about providers, what the timelock has before it, and where fees went.</summary>
internal static class PeripheryProjection
{
    private const string Scheduled = "SCHEDULED";
    private const string Executed = "EXECUTED";
    private const string Cancelled = "CANCELLED";

    public static void ApplyFees(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (!FeeCollector.FeesSwept.TryDecode(log, out var swept))
            return;
        var row = changes.Add(place, "fee_sweep", place.BlockNumber, place.LogIndex);
        row["token"] = swept.Token;
        row["receiver"] = swept.To;
        row["amount"] = swept.Amount;
        row["swept_time"] = place.BlockTime;
    }

    public static void ApplyReputation(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (ReputationAdapter.NewFeedback.TryDecode(log, out var given))
        {
            var row = changes.Change(place, "feedback", ProviderOf(given.AgentId), given.ClientAddress, given.FeedbackIndex);
            row["value"] = given.Value;
            row["value_decimals"] = given.ValueDecimals;
            row["tag1"] = StorableText.From(given.Tag1);
            row["tag2"] = StorableText.From(given.Tag2);
            row["endpoint"] = StorableText.From(given.Endpoint);
            row["uri"] = StorableText.From(given.FeedbackURI);
            row["content_hash"] = given.FeedbackHash;
            row["revoked"] = false;
            row["given_block"] = place.BlockNumber;
            row["given_time"] = place.BlockTime;
        }
        else if (ReputationAdapter.JobRated.TryDecode(log, out var rated))
            changes.Change(place, "feedback", ProviderOf(rated.AgentId), rated.ClientAddress, rated.FeedbackIndex)["job_id"] = rated.JobId;
        else if (ReputationAdapter.FeedbackRevoked.TryDecode(log, out var revoked))
            changes.Change(place, "feedback", ProviderOf(revoked.AgentId), revoked.ClientAddress, revoked.FeedbackIndex)["revoked"] = true;
    }

    /// <summary>A statement that is taken back is built upon; everything else here comes whole.</summary>
    public static EntityRead? ReadOf(in LogView log)
    {
        if (ReputationAdapter.FeedbackRevoked.TryDecode(log, out var revoked))
            return new EntityRead("feedback", ProviderOf(revoked.AgentId), revoked.ClientAddress, revoked.FeedbackIndex);
        return null;
    }

    public static void ApplyTimelock(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (Timelock.CallScheduled.TryDecode(log, out var scheduled))
        {
            var call = changes.Change(place, "timelock_call", scheduled.Id, scheduled.Index);
            call["target"] = scheduled.Target;
            call["value"] = scheduled.Value;
            call["data"] = scheduled.Data;
            var operation = changes.Change(place, "timelock_operation", scheduled.Id);
            operation["status"] = Scheduled;
            operation["predecessor"] = scheduled.Predecessor.IsZero ? null : scheduled.Predecessor;
            operation["ready_at"] = (System.Numerics.BigInteger)scheduled.Delay + place.BlockTime;
        }
        else if (Timelock.CallExecuted.TryDecode(log, out var executed))
            SetStatus(changes, place, executed.Id, Executed);
        else if (Timelock.Cancelled.TryDecode(log, out var cancelled))
            SetStatus(changes, place, cancelled.Id, Cancelled);
    }

    private static void SetStatus(EntityChanges changes, LogPlace place, Bytes32 id, string status)
    {
        // Nothing runs or is cancelled that was not scheduled.
        if (changes.Find("timelock_operation", id) is not null)
            changes.Change(place, "timelock_operation", id)["status"] = status;
    }

    private static Address ProviderOf(UInt256 agentId) => new(agentId.ToBigEndian().AsSpan(12, Address.ByteLength));
}
