using System.Numerics;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>The only writer of schema `chain`: rows and checkpoint commit together or not at all.</summary>
public sealed partial class IndexStore(NpgsqlDataSource database, IProjection projection, long startBlock)
{
    private IReadOnlyDictionary<string, EntityTable>? _tables;

    /// <summary>True at first: a program before this one may have been stopped before it built them.</summary>
    private bool _mayHaveDeferred = true;

    public async Task<IndexPosition> ReadPositionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select number, hash from chain.checkpoint"),
                new("select finalized from chain.head"),
                new("select number, hash from chain.recent_block"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        Checkpoint? checkpoint = await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        var finalized = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
        await reader.NextResultAsync(cancellationToken);
        var recent = new List<Checkpoint>();
        while (await reader.ReadAsync(cancellationToken))
            recent.Add(Read(reader));
        return new IndexPosition(checkpoint, finalized, recent);

        static Checkpoint Read(NpgsqlDataReader reader) => new(reader.GetInt64(0), new Bytes32(reader.GetFieldValue<byte[]>(1)));
    }

    /// <summary>
    /// Writes a page of blocks in one transaction. A page that starts at or before the checkpoint replaces what is there: that is the
    /// undo of a reorg, and it makes a page delivered twice harmless.
    /// </summary>
    /// <exception cref="ChainMovedException">The page does not continue our chain, or somebody has written since it was planned.</exception>
    public async Task WriteAsync(BlockPage page, long head, long finalized, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await BeginWriteAsync(connection, isFinal: page.To <= finalized, cancellationToken);
        await ContinueAsync(connection, page, cancellationToken);
        await WriteRowsAsync(connection, page, cancellationToken);
        await AdvanceAsync(connection, page.From, page.Last, head, finalized, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task BeginWriteAsync(NpgsqlConnection connection, bool isFinal, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // One writer at a time, also before there is a checkpoint row to lock.
                new("select pg_advisory_xact_lock(hashtext('aether-indexer.write'))"),
                // Entities are read and closed by their keys. Nobody has told the planner yet how long the tables are, and one that reads them through
                // makes a backfill slower with every page.
                new("set local enable_seqscan = off"),
                new("set local enable_hashjoin = off"),
                new("set local enable_mergejoin = off"),
                new("set local jit = off"),
            },
        };
        // Final blocks need not wait for the disk: a server that loses its last commits loses whole pages, and they are read again.
        if (isFinal)
            batch.BatchCommands.Add(new("set local synchronous_commit = off"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Raw logs and versions of a page that continues what is there.</summary>
    private async Task WriteRowsAsync(NpgsqlConnection connection, BlockPage page, CancellationToken cancellationToken)
    {
        _tables ??= await EntityTable.LoadAsync(connection, cancellationToken);
        var changes = new EntityChanges(_tables);
        await EntityWriter.LoadAsync(connection, changes, projection.Reads(page.Logs), cancellationToken);
        // The server takes in the logs meanwhile.
        var applying = Task.Run(
            () =>
            {
                projection.Apply(page, changes);
                return projection.Contributions(page, changes);
            },
            cancellationToken
        );
        try
        {
            await LogWriter.WriteAsync(connection, page, log => projection.Read(log), cancellationToken);
        }
        finally
        {
            await applying;
        }
        var contributions = await applying;
        await EntityWriter.LoadAsync(connection, changes, contributions.Select(contribution => contribution.Read), cancellationToken);
        foreach (var contribution in contributions)
            contribution.Apply(changes);
        await EntityWriter.WriteAsync(connection, changes, cancellationToken);
    }

    /// <summary>Before a long first backfill: what only readers and undo need is built behind it.</summary>
    public Task<int> DeferIndexesAsync(CancellationToken cancellationToken)
    {
        _mayHaveDeferred = true;
        return DeferredIndexes.DropAsync(database, cancellationToken);
    }

    /// <summary>Builds the indexes that wait, if any.</summary>
    public async Task<int> BuildIndexesAsync(Action<string> building, CancellationToken cancellationToken)
    {
        if (!_mayHaveDeferred)
            return 0;
        var built = await DeferredIndexes.BuildAsync(database, building, cancellationToken);
        _mayHaveDeferred = false;
        return built;
    }

    /// <summary>The logs of the page that close jobs which were locked in it with a tier that a proof pays.</summary>
    public IReadOnlyList<Log> FindProvenIn(BlockPage page) =>
        [.. projection.Payments(page.Logs).Where(payment => payment.IsProven == true).Select(payment => payment.Log)];

    /// <summary>The logs of the page that close jobs which a proof paid. Their transactions are read before the page is written.</summary>
    public async Task<IReadOnlyList<Log>> FindProvenAsync(BlockPage page, CancellationToken cancellationToken)
    {
        if (projection.Payments(page.Logs).Count == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindProvenAsync(connection, page, cancellationToken);
    }

    private async Task<IReadOnlyList<Log>> FindProvenAsync(NpgsqlConnection connection, BlockPage page, CancellationToken cancellationToken)
    {
        var payments = projection.Payments(page.Logs);
        UInt256[] lockedBefore = [.. payments.Where(payment => payment.IsProven is null).Select(payment => payment.JobId)];
        var proven = lockedBefore.Length == 0 ? [] : await FindProvenAsync(connection, lockedBefore, page.From, cancellationToken);
        return [.. payments.Where(payment => payment.IsProven ?? proven.Contains(payment.JobId)).Select(payment => payment.Log)];
    }

    private static async Task<HashSet<UInt256>> FindProvenAsync(
        NpgsqlConnection connection,
        UInt256[] jobIds,
        long before,
        CancellationToken cancellationToken
    )
    {
        // As of the block before the page: what stands there from that block on may be of a fork that the page replaces. What was there before most often
        // stands open, and open versions have an index at all times.
        const string sql = """
            select j.job_id from unnest($1) as k (job_id)
            join lateral (
              select o.job_id, o.tier, lower(o.valid) as since from chain.job o where o.job_id = k.job_id and upper_inf(o.valid)
            ) j on true
            where j.since < $2 and j.tier in ('VALIDITY', 'ATTESTED')
            union
            select o.job_id from chain.job o
            where exists (select from chain.checkpoint where number >= $2)
              and o.job_id = any($1) and o.tier in ('VALIDITY', 'ATTESTED') and o.valid @> ($2 - 1)
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = jobIds.Select(id => (BigInteger)id).ToArray() });
        command.Parameters.Add(new() { Value = before });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var proven = new HashSet<UInt256>();
        while (await reader.ReadAsync(cancellationToken))
            proven.Add((UInt256)reader.GetFieldValue<BigInteger>(0));
        return proven;
    }

    public async Task HaltAsync(string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "update chain.head set halted = $1", [new() { Value = reason }], cancellationToken);
    }

    /// <summary>Makes sure that the page follows our chain, undoing the blocks it replaces.</summary>
    private async Task ContinueAsync(NpgsqlConnection connection, BlockPage page, CancellationToken cancellationToken)
    {
        const string sql = """
            select c.number, coalesce(h.finalized, 0), r.hash
            from chain.checkpoint c
            left join chain.head h on true
            left join chain.recent_block r on r.number = $1 - 1
            """;
        long checkpoint,
            finalized;
        Bytes32? parent;
        await using (var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = page.From } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                if (page.From != startBlock)
                    throw new ChainMovedException($"the first page must start at block {startBlock}, not {page.From}");
                return;
            }
            checkpoint = reader.GetInt64(0);
            finalized = reader.GetInt64(1);
            parent = reader.IsDBNull(2) ? null : new Bytes32(reader.GetFieldValue<byte[]>(2));
        }
        // Pages are planned from our position, so these two mean that it moved since: another writer, or our own commit whose answer
        // was lost on the way. No fork is proved by that; a real one is found by comparing hashes when the position is read again.
        if (page.From > checkpoint + 1)
            throw new ChainMovedException($"blocks {checkpoint + 1} to {page.From - 1} are missing");
        if (page.From <= checkpoint && page.From <= finalized)
            throw new ChainMovedException($"block {page.From} is here and final; the index stands at {checkpoint}");
        if (page.From != startBlock && parent != page.ParentHash)
            throw new ChainMovedException($"block {page.From} does not follow our block {page.From - 1}");
        if (page.From <= checkpoint)
            await ExecuteAsync(connection, "select chain.undo($1)", [new() { Value = page.From }], cancellationToken);
    }

    /// <param name="unprovedFrom">The first block that is not verified any more, where it was.</param>
    private static async Task AdvanceAsync(
        NpgsqlConnection connection,
        long unprovedFrom,
        BlockHeader last,
        long head,
        long finalized,
        CancellationToken cancellationToken
    )
    {
        await ExecuteAsync(
            connection,
            """
            insert into chain.checkpoint (number, hash, block_time) values ($1, $2, $3)
            on conflict (only_row) do update set number = excluded.number, hash = excluded.hash, block_time = excluded.block_time
            """,
            [new() { Value = (long)last.Number }, new() { Value = last.Hash.ToArray() }, new() { Value = (long)last.Timestamp }],
            cancellationToken
        );
        await ExecuteAsync(
            connection,
            """
            insert into chain.head (number, finalized) values ($1, $2)
            on conflict (only_row) do update
            set number = excluded.number, finalized = greatest(chain.head.finalized, excluded.finalized), halted = null,
              verified = least(chain.head.verified, $3 - 1)
            """,
            [new() { Value = head }, new() { Value = finalized }, new() { Value = unprovedFrom }],
            cancellationToken
        );
        await ExecuteAsync(
            connection,
            "delete from chain.recent_block where number < (select least(h.finalized, $1) from chain.head h)",
            [new() { Value = (long)last.Number }],
            cancellationToken
        );
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
