using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>What an index is made of: which entities a page's logs change, and how. A function of the page alone.</summary>
public interface IProjection
{
    /// <summary>The log as an event; null when it is none that the projection knows.</summary>
    LogEvent? Read(in Log log);

    /// <summary>The entities whose state before the page its logs build upon.</summary>
    IReadOnlyCollection<EntityRead> Reads(IReadOnlyList<Log> logs);

    void Apply(BlockPage page, EntityChanges changes);

    /// <summary>What the page adds to sums, once it is applied; their state before is read then.</summary>
    IReadOnlyList<Contribution> Contributions(BlockPage page, EntityChanges changes) => [];

    /// <summary>The logs that close paid jobs, whose transactions are read where a proof paid them.</summary>
    IReadOnlyList<Payment> Payments(IReadOnlyList<Log> logs) => [];
}
