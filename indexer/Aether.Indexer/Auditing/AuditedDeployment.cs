using Aether.Contracts;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>An audit compares one deployment with itself.</summary>
internal static class AuditedDeployment
{
    /// <exception cref="IndexerException">The database mirrors another deployment, or none.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, ChainManifest manifest, CancellationToken cancellationToken)
    {
        const string sql = """
            select d.chain_id = $1 and d.start_block = $2 and exists (select from chain.contract where name = 'Vault' and address = $3)
              and exists (select from chain.contract where name = 'JobMarket' and address = $4)
            from chain.deployment d
            """;
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = (long)manifest.ChainId },
                new() { Value = (long)manifest.StartBlock },
                new() { Value = manifest.Vault.ToArray() },
                new() { Value = manifest.JobMarket.ToArray() },
            },
        };
        switch (await command.ExecuteScalarAsync(cancellationToken))
        {
            case null:
                throw new IndexerException("the database holds no index yet");
            case false:
                throw new IndexerException("the database mirrors another deployment than the manifest's");
        }
    }
}
