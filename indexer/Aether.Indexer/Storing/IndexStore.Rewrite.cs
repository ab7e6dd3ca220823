using Aether.Ethereum;
using Aether.Indexer.Following;
using Npgsql;

namespace Aether.Indexer.Storing;

public sealed partial class IndexStore
{
    /// <summary>Blocks whose logs are in memory at a time, twice: one page is read while the one before it is written.</summary>
    private const int RewrittenBlocks = 100;

    /// <summary>
    /// Writes everything from a block on anew, as the chain proves it by headers and receipts, up to where the index stands. It is one
    /// transaction under the writer's lock: readers see the index as it was until it is right, and the follower waits and goes on from there.
    /// Also at and below finality, where pages of the follower are refused: there it is another chain that is refused, and this has to be the
    /// one that the index followed. What proves that is a hash the index kept: headers are linked, so one that is found again vouches for all before it.
    /// </summary>
    /// <returns>The last block written; null when the index stands before <paramref name="from"/> by now, so that nothing is wrong any more.</returns>
    /// <exception cref="ChainMovedException">The node's chain moved while it was read, or the index's; nothing is written.</exception>
    /// <exception cref="ReorgBelowFinalityException">The node's chain is not the one that the index followed; nothing is written.</exception>
    /// <exception cref="IndexerException">Indexing was halted, which is for a person to look at first.</exception>
    public async Task<long?> RewriteAsync(long from, ChainReader chain, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The follower may hold it for as long as a page takes.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('aether-indexer.write'))", [], cancellationToken);
        var (to, head, finalized) = await ReadHeadAsync(connection, cancellationToken);
        if (from < startBlock || from > to)
            return null;
        var kept = await ReadKeptHashesAsync(connection, from - 1, cancellationToken);
        await ExecuteAsync(connection, "select chain.undo($1)", [new() { Value = from }], cancellationToken);

        var isKnown = false;
        Bytes32? parent = null;
        var reading = chain.ReadProvenAsync(from, Math.Min(to, from + RewrittenBlocks - 1), cancellationToken);
        try
        {
            while (true)
            {
                var page = await reading;
                if (page.To < to)
                    reading = chain.ReadProvenAsync(page.To + 1, Math.Min(to, page.To + RewrittenBlocks), cancellationToken);
                parent ??= kept.TryGetValue(from - 1, out var before) ? before : page.ParentHash;
                if (page.ParentHash != parent)
                    throw new ChainMovedException($"block {page.From} does not follow block {page.From - 1}");
                parent = page.Last.Hash;
                isKnown |=
                    kept.ContainsKey(from - 1)
                    || page.Headers.Any(header => kept.TryGetValue((long)header.Number, out var hash) && hash == header.Hash);

                var settlements = await FindProvenAsync(connection, page, cancellationToken);
                if (settlements.Count > 0)
                    page = await chain.ReadSettlingAsync(page, settlements, cancellationToken);
                await WriteRowsAsync(connection, page, cancellationToken);
                progress?.Report(page.To);
                if (page.To < to)
                    continue;
                // The same blocks are here again, so they are no orphans: positions of subscribers stand.
                await ExecuteAsync(
                    connection,
                    "delete from chain.orphan o using chain.recent_block r where r.hash = o.hash",
                    [],
                    cancellationToken
                );
                await AdvanceAsync(connection, to + 1, page.Last, head, finalized, cancellationToken);
                break;
            }
        }
        catch
        {
            await reading.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
            throw;
        }
        if (!isKnown)
            throw new ReorgBelowFinalityException(from, finalized);
        await transaction.CommitAsync(cancellationToken);
        return to;
    }

    private static async Task<(long Checkpoint, long Head, long Finalized)> ReadHeadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        const string sql = "select c.number, h.number, h.finalized, h.halted from chain.checkpoint c cross join chain.head h";
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return (-1, -1, 0);
        if (!reader.IsDBNull(3))
            throw new IndexerException($"indexing was halted ({reader.GetString(3)}); a person has to look first");
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static async Task<Dictionary<long, Bytes32>> ReadKeptHashesAsync(
        NpgsqlConnection connection,
        long from,
        CancellationToken cancellationToken
    )
    {
        const string sql = "select number, hash from chain.recent_block where number >= $1";
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = from } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var kept = new Dictionary<long, Bytes32>();
        while (await reader.ReadAsync(cancellationToken))
            kept.Add(reader.GetInt64(0), new Bytes32(reader.GetFieldValue<byte[]>(1)));
        return kept;
    }
}
