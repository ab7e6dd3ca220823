using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Projecting;

/// <summary>Turns logs into versions of entities. A function of the page alone, and but for the gas and bytes of proofs of its logs.</summary>
public sealed class MarketProjection(ChainManifest manifest, ILogger<MarketProjection> logger) : IProjection
{
    private readonly JobProjection _jobs = new(
        manifest.ExchangeBox,
        new SettlementCalldata(manifest.JobMarket, Optional(manifest, "BatchSettlement"))
    );
    private readonly EventReader _events = new(manifest);
    private readonly Address? _fees = Optional(manifest, "FeeCollector");
    private readonly Address? _timelock = Optional(manifest, "Timelock");
    private readonly Address? _reputation = Optional(manifest, "ReputationAdapter");

    /// <summary>The contracts whose events are read; others of the manifest are only listed in the database.</summary>
    public static IReadOnlySet<Address> ContractsOf(ChainManifest manifest) => EventReader.ContractsOf(manifest);

    /// <summary>The log as an event; null, and said so in the program's log, when it is none that this program knows.</summary>
    public LogEvent? Read(in Log log)
    {
        try
        {
            if (_events.Read(log) is { } known)
                return known;
            var topic = log.View.TopicCount == 0 ? "no topic" : new Bytes32(log.View.Topic(0)).ToString();
            logger.UnknownEvent((long)log.BlockNumber, (int)log.LogIndex, log.Address.ToString(), topic);
        }
        catch (AbiException e)
        {
            // None of our contracts emits such a log. If one ever does, the raw log stays, and nothing else waits for its author.
            logger.Undecodable((long)log.BlockNumber, (int)log.LogIndex, e.Message);
        }
        return null;
    }

    /// <summary>The logs that close paid jobs.</summary>
    public IReadOnlyList<Payment> Payments(IReadOnlyList<Log> logs)
    {
        var locked = new Dictionary<UInt256, bool>();
        var payments = new List<Payment>();
        foreach (var log in logs.Where(log => log.Address == manifest.JobMarket))
            try
            {
                if (JobMarket.JobLocked.TryDecode(log.View, out var job))
                    locked[job.JobId] = (Tier)job.Request.Tier is Tier.Validity or Tier.Attested;
                else if (JobMarket.JobClosed.TryDecode(log.View, out var closed) && closed.Status == (byte)JobStatus.Paid)
                    payments.Add(new Payment(closed.JobId, log, locked.TryGetValue(closed.JobId, out var isProven) ? isProven : null));
            }
            catch (AbiException)
            {
                // Said when the log was read as an event.
            }
        return payments;
    }

    /// <summary>The entities whose state before the page its logs build upon: by ids that stand in the topics.</summary>
    public IReadOnlyCollection<EntityRead> Reads(IReadOnlyList<Log> logs)
    {
        var reads = new HashSet<EntityRead>();
        foreach (var log in logs)
        {
            var view = log.View;
            if (view.TopicCount < 2)
                continue;
            var id = new Bytes32(view.Topic(1));
            if (log.Address == manifest.JobMarket)
            {
                var jobId = UInt256.FromBigEndian(view.Topic(1));
                reads.Add(new EntityRead("job", jobId));
                reads.Add(new EntityRead("request", jobId));
                reads.Add(new EntityRead("contest", jobId));
                // Its hardware class.
                if (view.TopicCount > 2 && view.Topic(0).SequenceEqual(JobMarket.JobLocked.TopicBytes))
                    reads.Add(new EntityRead("node", UInt256.FromBigEndian(view.Topic(2))));
            }
            else if (log.Address == manifest.ModelRegistry)
                reads.Add(new EntityRead("model", id));
            else if (log.Address == _timelock)
                reads.Add(new EntityRead("timelock_operation", id));
            else if (log.Address == _reputation && PeripheryProjection.ReadOf(view) is { } feedback)
                reads.Add(feedback);
            else if (log.Address == manifest.ProviderRegistry && IsNode(view))
            {
                var provider = new Address(view.Topic(1)[..Address.ByteLength]);
                reads.Add(new EntityRead("provider", provider));
                reads.Add(new EntityRead("node", UInt256.FromBigEndian(view.Topic(1))));
                reads.Add(new EntityRead("capacity", provider));
            }
            else if (log.Address == manifest.ProviderRegistry)
                reads.Add(new EntityRead("provider", new Address(view.Topic(1)[12..])));
        }
        return reads;
    }

    public void Apply(BlockPage page, EntityChanges changes)
    {
        var times = page.Headers.ToDictionary(header => header.Number, header => (long)header.Timestamp);
        foreach (var log in page.Logs)
        {
            var place = new LogPlace((long)log.BlockNumber, times[log.BlockNumber], (int)log.LogIndex, log.TransactionHash);
            try
            {
                Apply(log, place, changes, page.Settling);
            }
            catch (AbiException)
            {
                // Said when the log was read as an event.
            }
        }
    }

    /// <summary>What the page adds to sums, once it is applied. The entities they are kept in are loaded before each is applied in turn.</summary>
    public IReadOnlyList<Contribution> Contributions(BlockPage page, EntityChanges changes)
    {
        var times = page.Headers.ToDictionary(header => header.Number, header => (long)header.Timestamp);
        var contributions = new List<Contribution>();
        foreach (var log in page.Logs)
            if (log.Address == manifest.JobMarket)
                contributions.AddRange(
                    AggregateProjection.Of(
                        log.View,
                        new LogPlace((long)log.BlockNumber, times[log.BlockNumber], (int)log.LogIndex, log.TransactionHash),
                        changes
                    )
                );
        return contributions;
    }

    private void Apply(in Log log, LogPlace place, EntityChanges changes, IReadOnlyDictionary<Bytes32, SettlingTransaction> settling)
    {
        var view = log.View;
        if (log.Address == manifest.JobMarket)
            _jobs.Apply(view, place, changes, settling);
        else if (log.Address == manifest.ExchangeBox)
            DeliveryProjection.Apply(view, place, changes);
        else if (log.Address == _fees)
            PeripheryProjection.ApplyFees(view, place, changes);
        else if (log.Address == _timelock)
            PeripheryProjection.ApplyTimelock(view, place, changes);
        else if (log.Address == _reputation)
            PeripheryProjection.ApplyReputation(view, place, changes);
        else if (log.Address == manifest.Vault)
            VaultProjection.Apply(view, place, changes);
        else if (log.Address == manifest.ProviderRegistry)
            RegistryProjection.ApplyProviders(view, place, changes);
        else if (log.Address == manifest.ModelRegistry)
            RegistryProjection.ApplyModels(view, place, changes);
        else if (log.Address == manifest.VerifierRegistry)
            RegistryProjection.ApplyVerifiers(view, place, changes);
    }

    private static Address? Optional(ChainManifest manifest, string name) =>
        manifest.Contracts.TryGetValue(name, out var address) ? address : null;

    private static bool IsNode(in LogView view) => view.Topic(0).SequenceEqual(ProviderRegistry.NodeSet.TopicBytes);
}
