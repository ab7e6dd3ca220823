using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Projecting;

/// <summary>Turns logs into versions of entities. A function of the logs alone, so that rows can be made again from raw logs.</summary>
public sealed class MarketProjection(ChainManifest manifest, ILogger<MarketProjection> logger)
{
    /// <summary>The contracts whose events are read; others of the manifest are only listed in the database.</summary>
    public static IReadOnlySet<Address> ContractsOf(ChainManifest manifest) =>
        new HashSet<Address>
        {
            manifest.Vault,
            manifest.ProviderRegistry,
            manifest.ModelRegistry,
            manifest.VerifierRegistry,
            manifest.JobMarket,
        };

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
            }
            else if (log.Address == manifest.ModelRegistry)
                reads.Add(new EntityRead("model", id));
            else if (log.Address == manifest.ProviderRegistry)
                reads.Add(
                    new EntityRead(
                        "provider",
                        IsNode(view) ? new Address(view.Topic(1)[..Address.ByteLength]) : new Address(view.Topic(1)[12..])
                    )
                );
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
                Apply(log, place, changes);
            }
            catch (AbiException e)
            {
                // None of our contracts emits such a log. If one ever does, the raw log stays, and nothing else waits for its author.
                logger.Undecodable(place.BlockNumber, place.LogIndex, e.Message);
            }
        }
    }

    private void Apply(in Log log, LogPlace place, EntityChanges changes)
    {
        var view = log.View;
        if (log.Address == manifest.JobMarket)
            JobProjection.Apply(view, place, changes);
        else if (log.Address == manifest.Vault)
            VaultProjection.Apply(view, place, changes);
        else if (log.Address == manifest.ProviderRegistry)
            RegistryProjection.ApplyProviders(view, place, changes);
        else if (log.Address == manifest.ModelRegistry)
            RegistryProjection.ApplyModels(view, place, changes);
        else if (log.Address == manifest.VerifierRegistry)
            RegistryProjection.ApplyVerifiers(view, place, changes);
    }

    private static bool IsNode(in LogView view) => view.Topic(0).SequenceEqual(ProviderRegistry.NodeSet.TopicBytes);
}
