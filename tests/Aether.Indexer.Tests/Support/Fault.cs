namespace Aether.Indexer.Tests.Support;

/// <summary>How a node can fail an indexer.</summary>
public enum Fault
{
    None,
    TooManyRequests,
    ServerError,
    HalfABody,

    /// <summary>Takes the request and never answers.</summary>
    Silence,

    /// <summary>A log says it is of a block that is not in the chain.</summary>
    ForeignBlockHash,

    /// <summary>A log of a contract that nobody asked for.</summary>
    ForeignContract,
    LogTwice,

    /// <summary>The last log of an answer is missing.</summary>
    LogLeftOut,

    /// <summary>A log of our contract that no transaction emitted.</summary>
    LogAdded,

    /// <summary>All logs of the last block of an answer are missing.</summary>
    BlockLeftOut,

    /// <summary>All logs of an answer are missing.</summary>
    LogsLeftOut,

    /// <summary>Two logs have each other's data.</summary>
    LogsInOtherOrder,

    /// <summary>A log says something else.</summary>
    DataChanged,

    /// <summary>The last log of an answer says something else.</summary>
    LastDataChanged,
    ReceiptLeftOut,

    /// <summary>Headers say that no block holds a log.</summary>
    NoBloom,

    /// <summary>A log that the node itself calls orphaned.</summary>
    Removed,

    /// <summary>A log whose place in its block no database column holds.</summary>
    HugeLogIndex,

    /// <summary>Every block has the largest number there is.</summary>
    HugeNumber,

    /// <summary>A transaction of another hash than was asked for.</summary>
    ForeignTransaction,

    /// <summary>A transaction of another block than its logs.</summary>
    ForeignTransactionBlock,

    /// <summary>A transaction that is not there.</summary>
    NoTransaction,

    /// <summary>A block's last receipt says that a little less gas was used.</summary>
    OtherGas,

    /// <summary>Ten blocks behind.</summary>
    OldHead,
}
