using Aether.Ethereum;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>What the database holds of some blocks: raw logs, blocks with logs, and hashes kept near the head, of one statement each.</summary>
/// <param name="Logs">Ascending by block and place.</param>
/// <param name="Blocks">Blocks that are there: those with logs, and any that should not be.</param>
/// <param name="RecentBlocks">Hashes of blocks since finality.</param>
internal sealed record IndexedStretch(
    IReadOnlyList<IndexedLog> Logs,
    IReadOnlyDictionary<long, (string Hash, long Time)> Blocks,
    IReadOnlyDictionary<long, string> RecentBlocks
)
{
    private const string Missing = "none";

    public static async Task<IndexedStretch> ReadAsync(NpgsqlDataSource database, long from, long to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var blocks = new Dictionary<long, (string, long)>();
        await foreach (var reader in RowsAsync("select number, hash, block_time from chain.block"))
            blocks.Add(reader.GetInt64(0), (Text(reader, 1), reader.GetInt64(2)));
        var recent = new Dictionary<long, string>();
        await foreach (var reader in RowsAsync("select number, hash from chain.recent_block"))
            recent.Add(reader.GetInt64(0), Text(reader, 1));
        var logs = new List<IndexedLog>();
        await foreach (
            var reader in RowsAsync(
                """
                select block_number as number, log_index, transaction_hash, transaction_index, address,
                  concat_ws(',', coalesce(encode(topic0, 'hex'), ''), coalesce(encode(topic1, 'hex'), ''), coalesce(encode(topic2, 'hex'), ''),
                    coalesce(encode(topic3, 'hex'), '')), data
                from chain.log
                """
            )
        )
        {
            var number = reader.GetInt64(0);
            var (hash, time) = blocks.TryGetValue(number, out var block) ? block : (Missing, -1);
            logs.Add(
                new IndexedLog(
                    number,
                    hash,
                    time,
                    reader.GetInt32(1),
                    Text(reader, 2),
                    reader.GetInt32(3),
                    Text(reader, 4),
                    reader.GetString(5),
                    Text(reader, 6)
                )
            );
        }
        return new IndexedStretch(logs, blocks, recent);

        async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string select)
        {
            var key = select.Contains("chain.log", StringComparison.Ordinal) ? "block_number" : "number";
            var order = key == "number" ? "number" : "block_number, log_index";
            await using var command = new NpgsqlCommand($"{select} where {key} between $1 and $2 order by {order}", connection)
            {
                Parameters =
                {
                    new() { Value = from },
                    new() { Value = to },
                },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                yield return reader;
        }
    }

    private static string Text(NpgsqlDataReader reader, int column) => Hex.Format(reader.GetFieldValue<byte[]>(column));
}
