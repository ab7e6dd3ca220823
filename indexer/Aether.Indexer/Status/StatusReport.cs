namespace Aether.Indexer.Status;

/// <summary>The answer of /status.</summary>
public sealed record StatusReport
{
    public required long ChainId { get; init; }

    /// <summary>The node's newest block.</summary>
    public long? Head { get; init; }

    /// <summary>Its time, seconds since 1970.</summary>
    public long? HeadTime { get; init; }

    public long? Finalized { get; init; }

    /// <summary>The last block whose rows are all in the database.</summary>
    public long? Indexed { get; init; }

    /// <summary>The last block up to which every row was proved afterwards; null: none yet.</summary>
    public long? Verified { get; init; }

    public string? IndexedHash { get; init; }

    /// <summary>Its time, seconds since 1970; null until this process wrote one.</summary>
    public long? IndexedTime { get; init; }

    /// <summary>Blocks of the node's chain that are not in the database.</summary>
    public long? Lag => Head is { } head && Indexed is { } indexed ? Math.Max(0, head - indexed) : null;

    /// <summary>Seconds of the chain's time between the head and the last block in the database.</summary>
    public long? LagSeconds =>
        Lag == 0 ? 0
        : HeadTime is { } head && IndexedTime is { } indexed ? Math.Max(0, head - indexed)
        : null;

    /// <summary>Seconds since the node's chain had a new block, by this machine's clock; null before the first.</summary>
    public double? HeadStillSeconds { get; init; }

    public bool Ready => NotReady.Count == 0;

    /// <summary>Why /ready says no; empty: it says yes.</summary>
    public required IReadOnlyList<string> NotReady { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Null once a step succeeded again.</summary>
    public string? LastError { get; init; }

    public long Failures { get; init; }

    /// <summary>Answers of nodes that were refused because they contradict themselves.</summary>
    public long BadAnswers { get; init; }

    public long Reorgs { get; init; }

    /// <summary>Pages written since the start, and the logs in them.</summary>
    public long PagesWritten { get; init; }

    public long LogsWritten { get; init; }

    /// <summary>Why indexing stopped for good; null: it runs.</summary>
    public string? Halted { get; init; }

    /// <summary>Warnings and errors since the start, by the number of their message.</summary>
    public IReadOnlyList<Alarm> Alarms { get; init; } = [];
}
