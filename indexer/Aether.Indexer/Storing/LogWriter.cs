using Aether.Ethereum;
using Aether.Indexer.Following;
using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>Raw logs and the blocks they are in, by binary COPY.</summary>
internal static class LogWriter
{
    private const int TopicsMax = 4;

    public static async Task WriteAsync(
        NpgsqlConnection connection,
        BlockPage page,
        Func<Log, LogEvent?> read,
        CancellationToken cancellationToken
    )
    {
        await WriteRecentBlocksAsync(connection, page.Headers, cancellationToken);
        if (page.Logs.Count == 0)
            return;
        await WriteBlocksAsync(connection, page, cancellationToken);
        await WriteLogsAsync(connection, page.Logs, read, cancellationToken);
    }

    private static async Task WriteRecentBlocksAsync(
        NpgsqlConnection connection,
        IReadOnlyList<BlockHeader> headers,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await CopyWriter.BeginAsync(
            connection,
            "chain.recent_block (number, hash, parent_hash, block_time)",
            cancellationToken
        );
        foreach (var header in headers)
        {
            copy.StartRow(4);
            copy.Int64((long)header.Number);
            copy.Hash(header.Hash);
            copy.Hash(header.ParentHash);
            copy.Int64((long)header.Timestamp);
            await copy.EndRowAsync(cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteBlocksAsync(NpgsqlConnection connection, BlockPage page, CancellationToken cancellationToken)
    {
        var withLogs = page.Logs.Select(log => log.BlockNumber).ToHashSet();
        await using var copy = await CopyWriter.BeginAsync(connection, "chain.block (number, hash, block_time)", cancellationToken);
        foreach (var header in page.Headers.Where(header => withLogs.Contains(header.Number)))
        {
            copy.StartRow(3);
            copy.Int64((long)header.Number);
            copy.Hash(header.Hash);
            copy.Int64((long)header.Timestamp);
            await copy.EndRowAsync(cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteLogsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Log> logs,
        Func<Log, LogEvent?> read,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await CopyWriter.BeginAsync(
            connection,
            """
            chain.log (block_number, log_index, transaction_hash, transaction_index, address, topic0, topic1, topic2, topic3, data,
              event, arguments, job_id)
            """,
            cancellationToken
        );
        foreach (var log in logs)
        {
            Write(copy, log, read(log));
            await copy.EndRowAsync(cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static void Write(CopyWriter copy, in Log log, LogEvent? known)
    {
        copy.StartRow(13);
        copy.Int64((long)log.BlockNumber);
        copy.Int32((int)log.LogIndex);
        copy.Hash(log.TransactionHash);
        copy.Int32((int)log.TransactionIndex);
        copy.Address(log.Address);
        for (var topic = 0; topic < TopicsMax; topic++)
            if (topic * Bytes32.ByteLength < log.Topics.Length)
                copy.Bytes(log.Topics.Span.Slice(topic * Bytes32.ByteLength, Bytes32.ByteLength));
            else
                copy.Null();
        copy.Bytes(log.Data.Span);
        if (known is null)
        {
            copy.Null();
            copy.Null();
            copy.Null();
            return;
        }
        copy.Text(known.Name);
        copy.Jsonb(known.Arguments.Span);
        if (known.JobId is { } jobId)
            copy.Numeric(jobId);
        else
            copy.Null();
    }
}
