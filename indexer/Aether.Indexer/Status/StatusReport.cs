namespace Aether.Indexer.Status;

/// <summary>The answer of /status.</summary>
public sealed record StatusReport
{
    /// <summary>Blocks behind the head at which the index still counts as ready.</summary>
    private const long ReadyLagMax = 5;

    /// <summary>Longest silence of node or database at which the index still counts as ready.</summary>
    private static readonly TimeSpan ReadySilenceMax = TimeSpan.FromSeconds(10);

    public required long ChainId { get; init; }

    /// <summary>The node's newest block.</summary>
    public long? Head { get; init; }

    public long? Finalized { get; init; }

    /// <summary>The last block whose rows are all in the database.</summary>
    public long? Indexed { get; init; }

    public string? IndexedHash { get; init; }

    public long? Lag => Head is { } head && Indexed is { } indexed ? Math.Max(0, head - indexed) : null;

    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Null once a step succeeded again.</summary>
    public string? LastError { get; init; }

    public long Failures { get; init; }

    /// <summary>Answers of nodes that were refused because they contradict themselves.</summary>
    public long BadAnswers { get; init; }

    public long Reorgs { get; init; }

    /// <summary>Why indexing stopped for good; null: it runs.</summary>
    public string? Halted { get; init; }

    public bool IsReady(DateTimeOffset now) =>
        Halted is null && Lag <= ReadyLagMax && LastSuccess is { } success && now - success <= ReadySilenceMax;
}
