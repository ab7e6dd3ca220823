using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Benchmarks;

/// <summary>A job on its way to the end that it was meant for when it was posted.</summary>
internal sealed class MarketJob(
    UInt256 id,
    Request request,
    Split[] extras,
    Split[] royalties,
    Address provider,
    UInt256 nodeId,
    JobFate fate
)
{
    public UInt256 Id => id;

    public Request Request => request;

    public Split[] Extras => extras;

    public Split[] Royalties => royalties;

    public Address Provider => provider;

    public UInt256 NodeId => nodeId;

    public JobFate Fate => fate;

    /// <summary>Known once the block of its lock is.</summary>
    public Terms? Terms { get; set; }

    public Claim? Claim { get; set; }

    /// <summary>How many blocks it is old.</summary>
    public int Age { get; set; }
}

internal enum JobFate
{
    Accepted,
    Rated,
    Finalized,
    Proven,
    Demanded,
    Declined,
    Expired,
    Cancelled,
}
