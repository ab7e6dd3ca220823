using Aether.Ethereum;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aether.Indexer.Proving;

/// <summary>
/// Proves rows of the index: that a log is in a block, by the block's header and the way from its receiptsRoot to the log. What a node says is
/// checked as whoever reads the proof will check it, and compared with the row.
/// </summary>
/// <param name="nodes">Asked in turn until one has the block.</param>
public sealed class ProofDesk(IReadOnlyList<EthereumClient> nodes, NpgsqlDataSource database, ILogger<ProofDesk> logger)
{
    /// <summary>Blocks whose receipts are kept: those of a page of events are asked for one after the other.</summary>
    private const int BlocksKept = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<(Bytes32 Hash, Task<BlockReceipts> Receipts)> _kept = new();

    /// <returns>Null when the index has no such log.</returns>
    /// <exception cref="RpcFailureException">No node answers.</exception>
    /// <exception cref="ProofException">No node has what proves the row; the message says why.</exception>
    public async Task<RowProof?> ProveAsync(long block, int logIndex, CancellationToken cancellationToken)
    {
        if (await ReadRowAsync(block, logIndex, cancellationToken) is not { } row)
            return null;
        var (header, receipts) = await ReceiptsAsync(row.BlockHash, cancellationToken);
        var proof = LogProof.Of(header, receipts, (uint)row.TransactionIndex, (uint)logIndex);
        var log = proof.Verify(row.BlockHash);
        if (
            log.Address != row.Address
            || !log.Topics.Span.SequenceEqual(row.Topics)
            || !log.Data.Span.SequenceEqual(row.Data)
            || log.BlockNumber != (ulong)block
        )
        {
            logger.RowNotProved(block, logIndex);
            throw new ProofException($"log {logIndex} of block {block} is another one by the chain than by the index");
        }
        return new RowProof(LogProofFile.Of(proof, row.BlockHash).Write(), row.BlockHash, row.IsFinal);
    }

    private async Task<Row?> ReadRowAsync(long block, int logIndex, CancellationToken cancellationToken)
    {
        const string sql = """
            select b.hash, l.transaction_index, l.address,
              coalesce(l.topic0, '') || coalesce(l.topic1, '') || coalesce(l.topic2, '') || coalesce(l.topic3, ''), l.data,
              l.block_number <= (select finalized from chain.head)
            from chain.log l join chain.block b on b.number = l.block_number
            where l.block_number = $1 and l.log_index = $2
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = block });
        command.Parameters.Add(new() { Value = logIndex });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Row(
                new Bytes32(reader.GetFieldValue<byte[]>(0)),
                reader.GetInt32(1),
                new Address(reader.GetFieldValue<byte[]>(2)),
                reader.GetFieldValue<byte[]>(3),
                reader.GetFieldValue<byte[]>(4),
                reader.GetBoolean(5)
            )
            : null;
    }

    /// <summary>Read once for all who ask for the block at the same time, or soon after.</summary>
    private async Task<BlockReceipts> ReceiptsAsync(Bytes32 hash, CancellationToken cancellationToken)
    {
        Task<BlockReceipts> reading;
        lock (_lock)
        {
            var kept = _kept.FirstOrDefault(entry => entry.Hash == hash);
            if (kept.Receipts is null || kept.Receipts.IsFaulted || kept.Receipts.IsCanceled)
            {
                if (kept.Receipts is not null)
                    _kept.Remove(kept);
                // Whoever gives up waiting does not take it from the others; the client's own deadline bounds it.
                kept = (hash, ReadReceiptsAsync(hash));
                _kept.AddFirst(kept);
                if (_kept.Count > BlocksKept)
                    _kept.RemoveLast();
            }
            reading = kept.Receipts;
        }
        return await reading.WaitAsync(cancellationToken);
    }

    private async Task<BlockReceipts> ReadReceiptsAsync(Bytes32 hash)
    {
        Exception? failure = null;
        foreach (var node in nodes)
            try
            {
                var header = await node.GetBlockAsync(BlockTag.At(hash), CancellationToken.None);
                var receipts = await node.GetBlockReceiptsAsync(BlockTag.At(hash), CancellationToken.None);
                if (header is not null && receipts is not null && header.Hash == hash)
                    return new BlockReceipts(header, receipts);
            }
            catch (RpcFailureException e)
            {
                failure = e;
            }
        throw failure ?? new ProofException($"no node has the receipts of block {hash}; older ones need an archive node");
    }

    private sealed record BlockReceipts(BlockHeader Header, IReadOnlyList<TransactionReceipt> Receipts);

    private sealed record Row(Bytes32 BlockHash, int TransactionIndex, Address Address, byte[] Topics, byte[] Data, bool IsFinal);
}
