using Npgsql;

namespace Aether.Indexer.Migrating;

/// <summary>Brings a database to the newest migration: in order, each in its own transaction, one runner at a time.</summary>
public sealed class MigrationRunner(NpgsqlDataSource database, IReadOnlyList<Migration> migrations)
{
    /// <summary>"aethmigr" in ASCII: whoever holds it is migrating.</summary>
    private const long AdvisoryLock = 0x61657468_6d696772;

    /// <returns>How many files ran; zero when there was nothing to do.</returns>
    /// <exception cref="IndexerException">A file that ran before was edited or is gone.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            var applied = await AppliedAsync(connection, cancellationToken);
            Compare(applied);
            foreach (var migration in migrations.Skip(applied.Count))
                await ApplyAsync(connection, migration, cancellationToken);
            return migrations.Count - applied.Count;
        }
        finally
        {
            // The connection's end would free it too; a pooled one may live on.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, $"select pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    private void Compare(List<(int Number, string Name, byte[] Sha256)> applied)
    {
        foreach (var (number, name, sha256) in applied)
        {
            if (number > migrations.Count)
                throw new IndexerException(
                    $"the database has migration {number:0000}_{name}, which this program does not know; use a newer aether-indexer"
                );
            if (!migrations[number - 1].Sha256.AsSpan().SequenceEqual(sha256))
                throw new IndexerException(
                    $"migration {number:0000}_{name} was edited after it ran here; restore the file and add a new one"
                );
        }
    }

    private static async Task<List<(int, string, byte[])>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new List<(int, string, byte[])>();
        await using (var exists = new NpgsqlCommand("select to_regclass('chain.migration') is not null", connection))
            if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
                return applied;
        await using var command = new NpgsqlCommand("select number, name, sha256 from chain.migration order by number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add((reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new IndexerException(
                $"migration {migration.Number:0000}_{migration.Name}: {e.MessageText}; log in as the database's owner with CREATEROLE, or as a superuser",
                e
            );
        }
        await using var insert = new NpgsqlCommand("insert into chain.migration (number, name, sha256) values ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Sha256 },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
