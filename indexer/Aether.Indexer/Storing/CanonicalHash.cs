using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>
/// One hash over everything that is derived from the chain: all versions of all entities, logs, blocks and the checkpoint. Two
/// databases that saw the same chain have the same hash, whatever happened to them on the way.
/// </summary>
public static class CanonicalHash
{
    /// <summary>Not derived from blocks alone: when things ran, how far back headers are kept, and which indexes are to be built.</summary>
    private const string Outside = "'migration', 'head', 'recent_block', 'orphan', 'token_label', 'deferred_index'";

    public static async Task<string> ComputeAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One snapshot for all tables.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{table}\n"));
            await using var command = new NpgsqlCommand($"select t::text from chain.{table} t order by t::text collate \"C\"", connection)
            {
                CommandTimeout = 0,
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                hash.AppendData(Encoding.UTF8.GetBytes($"{reader.GetString(0)}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select relname::text from pg_class
            where relnamespace = 'chain'::regnamespace and relkind = 'r' and relname not in ({Outside})
            order by relname::text collate "C"
            """;
        var tables = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(reader.GetString(0));
        return tables;
    }
}
