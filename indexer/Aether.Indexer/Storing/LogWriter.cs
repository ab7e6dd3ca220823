using Aether.Ethereum;
using Aether.Indexer.Following;
using Npgsql;
using NpgsqlTypes;

namespace Aether.Indexer.Storing;

/// <summary>Raw logs and the blocks they are in, by binary COPY.</summary>
internal static class LogWriter
{
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
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy chain.recent_block (number, hash, parent_hash, block_time) from stdin (format binary)",
            cancellationToken
        );
        foreach (var header in headers)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync((long)header.Number, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(header.Hash.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(header.ParentHash.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync((long)header.Timestamp, NpgsqlDbType.Bigint, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteBlocksAsync(NpgsqlConnection connection, BlockPage page, CancellationToken cancellationToken)
    {
        var withLogs = page.Logs.Select(log => log.BlockNumber).ToHashSet();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy chain.block (number, hash, block_time) from stdin (format binary)",
            cancellationToken
        );
        foreach (var header in page.Headers.Where(header => withLogs.Contains(header.Number)))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync((long)header.Number, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(header.Hash.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync((long)header.Timestamp, NpgsqlDbType.Bigint, cancellationToken);
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
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy chain.log (block_number, log_index, transaction_hash, transaction_index, address, topic0, topic1, topic2, topic3, data,
              event, arguments, job_id)
            from stdin (format binary)
            """,
            cancellationToken
        );
        foreach (var log in logs)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync((long)log.BlockNumber, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync((int)log.LogIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(log.TransactionHash.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync((int)log.TransactionIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(log.Address.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            for (var topic = 0; topic < 4; topic++)
                if (topic * Bytes32.ByteLength < log.Topics.Length)
                    await copy.WriteAsync(
                        log.Topics.Slice(topic * Bytes32.ByteLength, Bytes32.ByteLength),
                        NpgsqlDbType.Bytea,
                        cancellationToken
                    );
                else
                    await copy.WriteNullAsync(cancellationToken);
            await copy.WriteAsync(log.Data, NpgsqlDbType.Bytea, cancellationToken);
            var known = read(log);
            await WriteOrNullAsync(copy, known?.Name, NpgsqlDbType.Text, cancellationToken);
            await WriteOrNullAsync(copy, known?.Arguments, NpgsqlDbType.Jsonb, cancellationToken);
            if (known?.JobId is { } jobId)
                await copy.WriteAsync((System.Numerics.BigInteger)jobId, NpgsqlDbType.Numeric, cancellationToken);
            else
                await copy.WriteNullAsync(cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteOrNullAsync(NpgsqlBinaryImporter copy, string? text, NpgsqlDbType type, CancellationToken cancellationToken) =>
        text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, type, cancellationToken);
}
