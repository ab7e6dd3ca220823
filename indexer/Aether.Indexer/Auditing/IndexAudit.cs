using System.Security.Cryptography;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>
/// Compares the raw logs and blocks of an index with the chain: every header of the range, linked by parent hashes, and the receipts of
/// every block that may hold a log of ours, which must make its receiptsRoot. Holds some hundred blocks at a time and writes nothing.
/// </summary>
/// <param name="stretchBlocks">Blocks that are counted and hashed together, from multiples of this on.</param>
public sealed class IndexAudit(
    ChainReader chain,
    NpgsqlDataSource database,
    TimeProvider timeProvider,
    int stretchBlocks = IndexAudit.StretchBlocks
)
{
    public const int StretchBlocks = 1_000;

    private const int PageBlocks = 100;
    private const int AttemptsMax = 6;
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(300);

    /// <param name="range">What is audited.</param>
    /// <param name="progress">Told of each stretch when it is done.</param>
    /// <exception cref="AuditException">The node does not have the blocks, or contradicts itself, however often it is asked.</exception>
    public async Task<IndexReport> RunAsync(IndexRange range, IProgress<AuditedStretch>? progress, CancellationToken cancellationToken)
    {
        var differences = new DifferenceList();
        long blocks = 0,
            logs = 0;
        long? firstWrong = null;
        for (var start = range.From; start <= range.To; )
        {
            var end = Math.Min(range.To, (start / stretchBlocks * stretchBlocks) + stretchBlocks - 1);
            var stretch = await CompareAsync(start, end, range.Finalized, differences, cancellationToken);
            progress?.Report(stretch);
            blocks += stretch.Blocks;
            logs += stretch.Logs;
            firstWrong ??= stretch.FirstWrong;
            start = end + 1;
        }
        return new IndexReport(range.From, range.To, blocks, logs, firstWrong, differences);
    }

    private async Task<AuditedStretch> CompareAsync(
        long from,
        long to,
        long finalized,
        DifferenceList differences,
        CancellationToken cancellationToken
    )
    {
        using var chainHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var indexHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long blocks = 0,
            logs = 0;
        long? firstWrong = null;
        Bytes32? parent = null;
        for (var start = from; start <= to; start += PageBlocks)
        {
            var (page, comparison) = await ReadAsync(start, Math.Min(to, start + PageBlocks - 1), finalized, parent, cancellationToken);
            parent = page.Last.Hash;
            foreach (var log in comparison.Chain)
                log.AppendTo(chainHash);
            foreach (var log in comparison.Index)
                log.AppendTo(indexHash);
            differences.AddRange(comparison.Differences);
            blocks += comparison.Chain.Select(log => log.BlockNumber).Distinct().LongCount();
            logs += comparison.Chain.Count;
            firstWrong ??= comparison.FirstWrong;
        }
        return new AuditedStretch(from, to, blocks, logs, Hash(chainHash), Hash(indexHash), firstWrong);

        static string Hash(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Both sides move near the head, so what differs there is read again: a reorg that the index is about to follow is gone after a moment, a
    /// wrong row stays.
    /// </summary>
    private async Task<(BlockPage Page, StretchComparison Comparison)> ReadAsync(
        long from,
        long to,
        long finalized,
        Bytes32? parent,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var index = await IndexedStretch.ReadAsync(database, from, to, cancellationToken);
                var page = await chain.ReadProvenAsync(from, to, cancellationToken);
                if (parent is { } known && page.ParentHash != known)
                    throw new ChainMovedException($"block {from} does not follow the block read before it");
                var comparison = new StretchComparison(page, index);
                if (comparison.FirstWrong is null || to <= finalized || attempt >= AttemptsMax / 2)
                    return (page, comparison);
            }
            catch (Exception e) when (e is BadAnswerException or ChainMovedException or RpcFailureException)
            {
                if (attempt == AttemptsMax)
                    throw new AuditException($"blocks {from} to {to} cannot be read: {e.Message}", e);
            }
            await Task.Delay(AttemptDelay * attempt, timeProvider, cancellationToken);
        }
    }
}
