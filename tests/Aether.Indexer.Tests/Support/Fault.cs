namespace Aether.Indexer.Tests.Support;

/// <summary>How a node can fail an indexer.</summary>
public enum Fault
{
    None,
    TooManyRequests,
    ServerError,
    HalfABody,

    /// <summary>A log says it is of a block that is not in the chain.</summary>
    ForeignBlockHash,

    /// <summary>A log of a contract that nobody asked for.</summary>
    ForeignContract,
    LogTwice,

    /// <summary>A log that the node itself calls orphaned.</summary>
    Removed,

    /// <summary>A log whose place in its block no database column holds.</summary>
    HugeLogIndex,

    /// <summary>Every block has the largest number there is.</summary>
    HugeNumber,

    /// <summary>Ten blocks behind.</summary>
    OldHead,
}
