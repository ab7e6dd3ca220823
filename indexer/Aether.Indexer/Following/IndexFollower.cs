using System.Threading.Channels;
using Aether.Ethereum;
using Aether.Indexer.Status;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aether.Indexer.Following;

/// <summary>
/// Brings the index to the head and keeps it there: final blocks in ranges, newer ones by hash, orphaned ones undone. A failure of a
/// node or of PostgreSQL is waited out; what was not committed is read again.
/// </summary>
/// <param name="nodes">Asked in turn: the next one after a failure, or when one brought no new block for half a minute.</param>
/// <param name="pollEvery">How long to wait for a new head that nobody announced.</param>
public sealed class IndexFollower(
    IReadOnlyList<ChainReader> nodes,
    IndexStore store,
    IndexerStatus status,
    long chainId,
    long startBlock,
    TimeSpan pollEvery,
    TimeProvider timeProvider,
    ILogger<IndexFollower> logger
)
{
    private const int RangesInFlight = 2;
    private const int HeadBlocksMax = 64;
    private const int LogsPerWrite = 6_000;

    /// <summary>A shorter first backfill is done before indexes could be dropped and built.</summary>
    private const int BulkBlocksMin = 1_000;
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(1);

    /// <summary>A node that stands still answers every question rightly; only another one can tell that the chain went on.</summary>
    private static readonly TimeSpan StandstillMax = TimeSpan.FromSeconds(30);

    /// <summary>Class 23 of PostgreSQL's error codes.</summary>
    private const string ConstraintViolations = "23";

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly HashSet<ChainReader> _checked = [];
    private int _node;
    private long _lastBlockAt;

    /// <summary>Blocks of the next page near the head: half after a failure, so that a bad node still lets something through.</summary>
    private int _headBlocks = HeadBlocksMax;

    private ChainReader Node => nodes[_node];

    /// <summary>Says that a new head may be there; cheap, from any thread.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="IndexerException">Something that waiting does not cure.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = RetryDelayMin;
        _lastBlockAt = timeProvider.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                var advanced = await AdvanceAsync(cancellationToken);
                status.Succeeded(timeProvider.GetUtcNow());
                delay = RetryDelayMin;
                if (advanced)
                    continue;
                LeaveStandstill();
                await WaitForHeadAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ReorgBelowFinalityException e)
            {
                await HaltAsync(e, cancellationToken);
                return;
            }
            catch (Exception e) when (IsWaitedOut(e))
            {
                _headBlocks = Math.Max(1, _headBlocks / 2);
                status.Failed(e.Message, badAnswer: e is BadAnswerException);
                if (e is BadAnswerException)
                    logger.BadAnswer(e.Message);
                else
                    logger.WillRetry(delay.TotalMilliseconds, e.Message);
                if (e is not (NpgsqlException or ChainMovedException))
                    _node = (_node + 1) % nodes.Count;
                if (!await PauseAsync(delay, cancellationToken))
                    return;
                delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
            }
    }

    /// <summary>One step towards the head.</summary>
    /// <returns>False when there is nothing to do before the next head.</returns>
    private async Task<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        await CheckChainAsync(Node, cancellationToken);
        var head = await Node.ReadHeadAsync(cancellationToken);
        var position = await store.ReadPositionAsync(cancellationToken);
        var finalized = Math.Max(head.Finalized, position.Finalized);
        status.SetHead(head.Number, finalized, (long)head.Header.Timestamp);
        if (position.Checkpoint is { } reached)
            status.SetIndexed(reached.Number, reached.Hash, blockTime: null);

        if (position.Checkpoint is { } checkpoint)
        {
            if (head.Number < checkpoint.Number || (head.Number == checkpoint.Number && head.Header.Hash == checkpoint.Hash))
                return false; // Nothing new, or the node is behind: it is waited for.
            if (head.Number == checkpoint.Number + 1 && head.Header.ParentHash == checkpoint.Hash)
                return await AdvanceFromAsync(head.Number, head, finalized, cancellationToken);
            var from = await FindForkAsync(position, checkpoint, cancellationToken) + 1;
            if (from <= checkpoint.Number)
            {
                status.Reorged();
                logger.Reorg(checkpoint.Number, (int)(checkpoint.Number - from + 1));
            }
            return await AdvanceFromAsync(from, head, finalized, cancellationToken);
        }
        return head.Number >= startBlock && await AdvanceFromAsync(startBlock, head, finalized, cancellationToken);
    }

    /// <summary>Once per node: a node of another chain would fill the database with nonsense.</summary>
    private async Task CheckChainAsync(ChainReader node, CancellationToken cancellationToken)
    {
        if (_checked.Contains(node))
            return;
        var found = await node.Node.GetChainIdAsync(cancellationToken);
        if (found != (ulong)chainId)
            throw new IndexerException($"a node given with --rpc is of chain {found}; the manifest is of chain {chainId}");
        _checked.Add(node);
    }

    private async Task<bool> AdvanceFromAsync(long from, ChainHead head, long finalized, CancellationToken cancellationToken)
    {
        if (from <= head.Finalized - HeadBlocksMax)
        {
            if (from == startBlock && head.Finalized - from >= BulkBlocksMin)
                await store.DeferIndexesAsync(cancellationToken);
            await BackfillAsync(from, head.Finalized, head.Number, cancellationToken);
            await BuildIndexesAsync(cancellationToken);
            return true;
        }
        await BuildIndexesAsync(cancellationToken);
        var to = Math.Min(head.Number, from + _headBlocks - 1);
        var page = await Node.ReadProvenAsync(from, to, cancellationToken);
        await WriteAsync(page, head.Number, finalized, cancellationToken);
        _headBlocks = Math.Min(HeadBlocksMax, _headBlocks * 2);
        return to < head.Number;
    }

    private async Task BuildIndexesAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var built = await store.BuildIndexesAsync(logger.BuildingIndex, cancellationToken);
        if (built > 0)
            logger.BuiltIndexes(built, timeProvider.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Several ranges are read at once and written in order; the bound on the channel is the bound on memory.</summary>
    private async Task BackfillAsync(long from, long to, long head, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pages = Channel.CreateBounded<Task<BlockPage>>(RangesInFlight);
        var node = Node;
        var reading = Task.Run(
            async () =>
            {
                for (var next = from; next <= to; )
                {
                    var end = Math.Min(to, next + node.RangeSize.Blocks - 1);
                    await pages.Writer.WriteAsync(ReadAheadAsync(node, next, end, stop.Token), stop.Token);
                    next = end + 1;
                }
                pages.Writer.Complete();
            },
            stop.Token
        );
        try
        {
            var gathered = new List<BlockPage>();
            await foreach (var page in pages.Reader.ReadAllAsync(cancellationToken))
            {
                gathered.Add(await page);
                // What is there already is written together, for each transaction closes versions that the next one may close again.
                var isNextThere = pages.Reader.TryPeek(out var next) && next.IsCompletedSuccessfully;
                if (isNextThere && gathered.Sum(part => part.Logs.Count) < LogsPerWrite)
                    continue;
                await WriteAsync(BlockPage.Join(gathered), head, finalized: to, cancellationToken);
                gathered.Clear();
            }
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Settle(reading);
            while (pages.Reader.TryRead(out var unread))
                await Settle(unread);
        }

        // Whatever it ended with was either thrown above or is not wanted any more.
        static Task Settle(Task task) =>
            task.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
    }

    /// <summary>A range, and the transactions that settled its jobs as far as it tells which a proof paid, while the one before it is written.</summary>
    private async Task<BlockPage> ReadAheadAsync(ChainReader node, long from, long to, CancellationToken cancellationToken)
    {
        var page = await node.ReadRangeAsync(from, to, cancellationToken);
        var settlements = store.FindProvenIn(page);
        return settlements.Count == 0 ? page : await node.ReadSettlingAsync(page, settlements, cancellationToken);
    }

    private async Task WriteAsync(BlockPage page, long head, long finalized, CancellationToken cancellationToken)
    {
        var settlements = await store.FindProvenAsync(page, cancellationToken);
        if (!page.HasSettling(settlements))
            page = await Node.ReadSettlingAsync(page, settlements, cancellationToken);
        try
        {
            await store.WriteAsync(page, Math.Max(head, page.To), finalized, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith(ConstraintViolations, StringComparison.Ordinal))
        {
            // Contracts emit no such sequence: a log was left out, added or changed where the node's word counted.
            throw new BadAnswerException($"blocks {page.From} to {page.To} cannot be as the node says: {e.MessageText}");
        }
        status.SetIndexed(page.To, page.Last.Hash, (long)page.Last.Timestamp);
        status.Wrote(page.Logs.Count);
        _lastBlockAt = timeProvider.GetTimestamp();
        if (page.Logs.Count > 0)
            logger.Wrote(page.From, page.To, page.Logs.Count);
    }

    /// <summary>The newest of our blocks that is still in the node's chain; the one before our first when none is.</summary>
    /// <remarks>
    /// Final is what was final when we indexed it. What the node finalized since then says nothing about a tip of ours that was
    /// orphaned while we were away.
    /// </remarks>
    private async Task<long> FindForkAsync(IndexPosition position, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        foreach (var chunk in position.RecentBlocks.OrderByDescending(block => block.Number).Chunk(16))
        {
            var theirs = await Node.ReadHeadersAsync(chunk.Select(block => block.Number), cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (theirs[i] is { } header && header.Hash == chunk[i].Hash)
                    return chunk[i].Number;
                if (theirs[i] is null)
                    throw new BadAnswerException($"the node has no block {chunk[i].Number}, below its own head");
                if (chunk[i].Number <= position.Finalized)
                    throw new ReorgBelowFinalityException(chunk[i].Number, position.Finalized);
            }
        }
        return position.Finalized < startBlock
            ? startBlock - 1
            : throw new ReorgBelowFinalityException(checkpoint.Number, position.Finalized);
    }

    /// <summary>Asks the next node when this one brought no block for too long: it may have lost its peers and not know.</summary>
    private void LeaveStandstill()
    {
        if (nodes.Count == 1 || timeProvider.GetElapsedTime(_lastBlockAt) < StandstillMax)
            return;
        logger.Standstill(StandstillMax.TotalSeconds);
        _node = (_node + 1) % nodes.Count;
        _lastBlockAt = timeProvider.GetTimestamp();
    }

    private async Task WaitForHeadAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = _wake.Reader.ReadAsync(timeout.Token).AsTask();
        try
        {
            await wait.WaitAsync(pollEvery, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            await timeout.CancelAsync();
        }
    }

    /// <returns>False when it was cancelled.</returns>
    private async Task<bool> PauseAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, timeProvider, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task HaltAsync(ReorgBelowFinalityException reason, CancellationToken cancellationToken)
    {
        status.Halted(reason.Message);
        logger.Halted(reason.Block, reason.Finalized);
        // The process stays up to say so, also where the database is away just now; the rows stay as they are.
        while (!await TryHaltAsync(reason.Message, cancellationToken))
            if (!await PauseAsync(RetryDelayMax, cancellationToken))
                return;
        await PauseAsync(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private async Task<bool> TryHaltAsync(string reason, CancellationToken cancellationToken)
    {
        try
        {
            await store.HaltAsync(reason, cancellationToken);
            return true;
        }
        catch (NpgsqlException e) when (IsTransient(e))
        {
            logger.WillRetry(RetryDelayMax.TotalMilliseconds, e.Message);
            return false;
        }
    }

    private static bool IsWaitedOut(Exception e) =>
        e is RpcFailureException or BadAnswerException or ChainMovedException or TimeoutException or IOException
        || (e is NpgsqlException npgsql && IsTransient(npgsql));

    private static bool IsTransient(NpgsqlException e) =>
        e is not PostgresException postgres
        || postgres.IsTransient
        || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
        || postgres.SqlState == PostgresErrorCodes.QueryCanceled;
}
