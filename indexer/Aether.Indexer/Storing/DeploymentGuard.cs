using Aether.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Aether.Indexer.Storing;

/// <summary>Binds a database to one deployment: the first run writes it down, later ones must match.</summary>
public static class DeploymentGuard
{
    /// <exception cref="IndexerException">The database mirrors another deployment.</exception>
    public static async Task EnsureAsync(NpgsqlDataSource database, ChainManifest manifest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (
            var insert = new NpgsqlCommand(
                "insert into chain.deployment (chain_id, name, start_block, finality_depth) values ($1, $2, $3, $4) on conflict do nothing",
                connection
            )
            {
                Parameters =
                {
                    new() { Value = (long)manifest.ChainId },
                    new() { Value = manifest.Name },
                    new() { Value = (long)manifest.StartBlock },
                    new() { Value = manifest.FinalityDepth },
                },
            }
        )
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
                await WriteContractsAsync(connection, manifest, cancellationToken);
        await CompareAsync(connection, manifest, cancellationToken);
        await WriteLabelsAsync(connection, manifest, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task WriteContractsAsync(NpgsqlConnection connection, ChainManifest manifest, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("insert into chain.contract (name, address) select * from unnest($1, $2)", connection)
        {
            Parameters =
            {
                new() { Value = manifest.Contracts.Keys.ToArray() },
                new()
                {
                    Value = manifest.Contracts.Values.Select(address => address.ToArray()).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CompareAsync(NpgsqlConnection connection, ChainManifest manifest, CancellationToken cancellationToken)
    {
        const string sql =
            "select chain_id, start_block, (select jsonb_object_agg(name, '0x' || encode(address, 'hex')) from chain.contract)::text from chain.deployment";
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var contracts = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(2))!;
        if (reader.GetInt64(0) != (long)manifest.ChainId || reader.GetInt64(1) != (long)manifest.StartBlock)
            throw new IndexerException(
                $"the database mirrors chain {reader.GetInt64(0)} from block {reader.GetInt64(1)}; the manifest says {manifest.ChainId} from {manifest.StartBlock}"
            );
        foreach (var (name, address) in manifest.Contracts)
            if (!contracts.TryGetValue(name, out var known) || known != address.ToString())
                throw new IndexerException(
                    $"the database mirrors a deployment with {name} at {known ?? "no address"}; the manifest says {address}. Use another database"
                );
    }

    /// <summary>Display facts may be corrected at any time.</summary>
    private static async Task WriteLabelsAsync(NpgsqlConnection connection, ChainManifest manifest, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into chain.token_label (token, symbol, decimals) select * from unnest($1, $2, $3)
            on conflict (token) do update set symbol = excluded.symbol, decimals = excluded.decimals
            """;
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new()
                {
                    Value = manifest.Tokens.Select(token => token.Address.ToArray()).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
                new() { Value = manifest.Tokens.Select(token => token.Symbol).ToArray() },
                new() { Value = manifest.Tokens.Select(token => (short)token.Decimals).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
