using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Status;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>
/// Proves what was indexed on a node's word: final blocks are compared with the chain by headers and receipts, a thousand at a time, after
/// they were served and at no more than half of the time, until the verified block is the final one. What differs is written anew.
/// </summary>
public sealed class BackgroundVerifier(
    IReadOnlyList<ChainReader> nodes,
    IndexStore store,
    NpgsqlDataSource database,
    ChainManifest manifest,
    IndexerStatus status,
    TimeProvider timeProvider,
    ILogger<BackgroundVerifier> logger
)
{
    /// <summary>Blocks behind the head at which verifying waits.</summary>
    private const long LagMax = 64;

    private static readonly TimeSpan IdleDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);

    private int _node;

    /// <summary>Runs until cancelled. Nothing it meets ends the program: it is beside what serves.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                var started = timeProvider.GetTimestamp();
                // A backfill comes first: node and database are its.
                var didWork = status.Report.Lag <= LagMax && await StepAsync(cancellationToken);
                var took = timeProvider.GetElapsedTime(started);
                await Task.Delay(
                    !didWork ? IdleDelay
                        : took > PauseMin ? took
                        : PauseMin,
                    timeProvider,
                    cancellationToken
                );
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
                when (e
                        is AuditException
                            or IndexerException
                            or NpgsqlException
                            or RpcFailureException
                            or BadAnswerException
                            or ChainMovedException
                            or ReorgBelowFinalityException
                            or TimeoutException
                            or IOException
                )
            {
                logger.NotVerified(e.Message);
                _node = (_node + 1) % nodes.Count;
                await Task.Delay(IdleDelay, timeProvider, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
    }

    /// <summary>Verifies the next stretch.</summary>
    /// <returns>False when everything final is verified.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } position)
            return false;
        status.SetVerified(position.Verified);
        var from = Math.Max((long)manifest.StartBlock, position.Verified + 1);
        var to = Math.Min(position.Final, from + IndexAudit.StretchBlocks - 1);
        if (from > to)
            return false;
        var node = nodes[_node];
        var report = await new IndexAudit(node, database, timeProvider).RunAsync(
            new IndexRange(from, to, position.Final),
            null,
            cancellationToken
        );
        if (report.FirstWrong is { } wrong)
        {
            logger.IndexDiffers(report.Differences.Count, from, to, report.Differences.Named[0].ToString());
            if (await store.RewriteAsync(wrong, node, null, cancellationToken) is not { } rewritten)
                return true;
            logger.Repaired(wrong, rewritten);
        }
        await AdvanceAsync(position.Verified, to, cancellationToken);
        return true;
    }

    private async Task<Position?> ReadAsync(CancellationToken cancellationToken)
    {
        const string sql = "select h.verified, least(h.finalized, c.number) from chain.head h cross join chain.checkpoint c";
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Position(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <summary>Not where somebody has set it back meanwhile: that stretch was written again.</summary>
    private async Task AdvanceAsync(long before, long to, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update chain.head set verified = $2 where verified = $1");
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = to });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 1)
            status.SetVerified(to);
    }

    /// <param name="Verified">The last block up to which everything is proved.</param>
    /// <param name="Final">The last one that is indexed and final.</param>
    private sealed record Position(long Verified, long Final);
}
