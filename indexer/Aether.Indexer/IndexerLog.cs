using Microsoft.Extensions.Logging;

namespace Aether.Indexer;

/// <summary>Every message of the indexer. Numbers are stable: somebody will search for them at night.</summary>
internal static partial class IndexerLog
{
    [LoggerMessage(1000, LogLevel.Information, "listening on {Url}")]
    public static partial void Listening(this ILogger logger, string url);

    [LoggerMessage(1001, LogLevel.Information, "applied {Count} migrations")]
    public static partial void Migrated(this ILogger logger, int count);

    [LoggerMessage(1002, LogLevel.Information, "following chain {ChainId} from block {From}; {Contracts} contracts")]
    public static partial void Following(this ILogger logger, long chainId, long from, int contracts);

    [LoggerMessage(1003, LogLevel.Information, "stopped at block {Block}")]
    public static partial void Stopped(this ILogger logger, long block);

    [LoggerMessage(1100, LogLevel.Information, "wrote blocks {From} to {To}: {Logs} logs")]
    public static partial void Wrote(this ILogger logger, long from, long to, int logs);

    [LoggerMessage(1101, LogLevel.Warning, "reorg: block {Block} is orphaned; undoing {Depth} blocks")]
    public static partial void Reorg(this ILogger logger, long block, int depth);

    [LoggerMessage(1102, LogLevel.Information, "building index {Name}")]
    public static partial void BuildingIndex(this ILogger logger, string name);

    [LoggerMessage(1103, LogLevel.Information, "built {Count} indexes in {Seconds:F1} s")]
    public static partial void BuiltIndexes(this ILogger logger, int count, double seconds);

    [LoggerMessage(1200, LogLevel.Warning, "will try again in {DelayMs} ms: {Reason}")]
    public static partial void WillRetry(this ILogger logger, double delayMs, string reason);

    [LoggerMessage(1201, LogLevel.Error, "a node's answer was refused: {Reason}")]
    public static partial void BadAnswer(this ILogger logger, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "new heads cannot be subscribed to, polling goes on: {Reason}")]
    public static partial void NoSubscription(this ILogger logger, string reason);

    [LoggerMessage(1203, LogLevel.Error, "log {LogIndex} of block {Block} cannot be decoded and is kept raw only: {Reason}")]
    public static partial void Undecodable(this ILogger logger, long block, int logIndex, string reason);

    [LoggerMessage(1204, LogLevel.Warning, "no new block for {Seconds} s; asking the next node")]
    public static partial void Standstill(this ILogger logger, double seconds);

    [LoggerMessage(
        1205,
        LogLevel.Warning,
        "log {LogIndex} of block {Block} is no event of {Contract} that this program knows ({Topic}); kept raw only"
    )]
    public static partial void UnknownEvent(this ILogger logger, long block, int logIndex, string contract, string topic);

    [LoggerMessage(
        1206,
        LogLevel.Error,
        "log {LogIndex} of block {Block} is another one by the chain than by the index; aether audit index says more"
    )]
    public static partial void RowNotProved(this ILogger logger, long block, int logIndex);

    [LoggerMessage(1207, LogLevel.Error, "{Count} differences between index and chain in blocks {From} to {To}, first: {First}")]
    public static partial void IndexDiffers(this ILogger logger, long count, long from, long to, string first);

    [LoggerMessage(1208, LogLevel.Warning, "written anew from block {From} to {To}: the index is as the chain proves it again")]
    public static partial void Repaired(this ILogger logger, long from, long to);

    [LoggerMessage(1209, LogLevel.Warning, "final blocks could not be verified now: {Reason}")]
    public static partial void NotVerified(this ILogger logger, string reason);

    [LoggerMessage(1300, LogLevel.Critical, "HALTED: reorg at block {Block}, at or below finalized block {Finalized}; no row was touched")]
    public static partial void Halted(this ILogger logger, long block, long finalized);
}
