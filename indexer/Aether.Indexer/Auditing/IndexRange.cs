using Aether.Contracts;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>What of an index can be audited.</summary>
/// <param name="From">First block, where the deployment began.</param>
/// <param name="To">Last block whose rows are all there.</param>
/// <param name="Finalized">The newest block ever seen final.</param>
public sealed record IndexRange(long From, long To, long Finalized)
{
    /// <exception cref="IndexerException">The database mirrors another deployment, or nothing yet.</exception>
    public static async Task<IndexRange> ReadAsync(NpgsqlDataSource database, ChainManifest manifest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await AuditedDeployment.RequireAsync(connection, manifest, cancellationToken);
        await using var command = new NpgsqlCommand(
            "select c.number, coalesce(h.finalized, 0) from chain.checkpoint c left join chain.head h on true",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new IndexRange((long)manifest.StartBlock, reader.GetInt64(0), reader.GetInt64(1))
            : throw new IndexerException("the index holds no block yet");
    }

    /// <exception cref="IndexerException">The index does not hold these blocks.</exception>
    public IndexRange Narrow(long? from, long? to)
    {
        var asked = this with { From = from ?? From, To = to ?? To };
        return asked.From >= From && asked.To <= To && asked.From <= asked.To
            ? asked
            : throw new IndexerException($"the index holds blocks {From} to {To}; {asked.From} to {asked.To} cannot be audited");
    }
}
