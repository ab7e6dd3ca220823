using System.Numerics;
using System.Runtime.CompilerServices;
using Aether.Contracts;
using Aether.Ethereum;
using Npgsql;

namespace Aether.Indexer.Auditing;

/// <summary>Balances from the versions in the database, in one snapshot. Reads schema `chain` and writes nothing.</summary>
public sealed class DatabaseBalances : IBalanceSource
{
    private const int PageRows = 500;
    private const string At = "valid @> $1";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly ChainManifest _manifest;
    private readonly Address _stakeToken;

    private DatabaseBalances(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        ChainManifest manifest,
        Address stakeToken,
        long block,
        Bytes32? hash
    )
    {
        _connection = connection;
        _transaction = transaction;
        _manifest = manifest;
        _stakeToken = stakeToken;
        Block = block;
        Hash = hash;
    }

    public long Block { get; }

    public Bytes32? Hash { get; }

    /// <param name="stakeToken">The token that providers bond.</param>
    /// <param name="block">Absent: the last one that is indexed.</param>
    /// <exception cref="IndexerException">The database mirrors something else, or not that block.</exception>
    public static async Task<DatabaseBalances> OpenAsync(
        NpgsqlDataSource database,
        ChainManifest manifest,
        Address stakeToken,
        long? block,
        CancellationToken cancellationToken
    )
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            await AuditedDeployment.RequireAsync(connection, manifest, cancellationToken);
            var (number, hash) = await FindBlockAsync(connection, manifest, block, cancellationToken);
            return new DatabaseBalances(connection, transaction, manifest, stakeToken, number, hash);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<Address>> TokensAsync(CancellationToken cancellationToken)
    {
        await using var command = Command($"select token from chain.token where {At} order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tokens = new List<Address>();
        while (await reader.ReadAsync(cancellationToken))
            tokens.Add(new Address(reader.GetFieldValue<byte[]>(0)));
        return tokens;
    }

    public async IAsyncEnumerable<IReadOnlyList<IndexedBalance>> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command($"select token, account, free from chain.account where {At} order by token, account");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<IndexedBalance>(PageRows);
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(Read(reader));
            if (page.Count < PageRows)
                continue;
            yield return page;
            page = new List<IndexedBalance>(PageRows);
        }
        if (page.Count > 0)
            yield return page;
    }

    public Task<IReadOnlyList<IndexedBalance>> EscrowsAsync(CancellationToken cancellationToken) =>
        ReadAllAsync(Command($"select token, module, escrow from chain.escrow where {At} order by 1, 2"), cancellationToken);

    public Task<IReadOnlyList<IndexedBalance>> OpenAsync(CancellationToken cancellationToken)
    {
        const string sql = $"""
            select token, $2::bytea, sum(price + collateral) from chain.job where {At} and status in ('LOCKED', 'SUBMITTED') group by token
            union all
            select token, $3::bytea, sum(deposit) from chain.demand where {At} and kind = 'OUTPUT' and token is not null group by token
            union all
            select $5::bytea, $4::bytea, sum(amount + thawing) from chain.bond where {At} having count(*) > 0
            """;
        var command = Command(sql);
        command.CommandTimeout = 0;
        foreach (var address in new[] { _manifest.JobMarket, _manifest.ExchangeBox, _manifest.ProviderRegistry, _stakeToken })
            command.Parameters.Add(new() { Value = address.ToArray() });
        return ReadAllAsync(command, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<(long Number, Bytes32? Hash)> FindBlockAsync(
        NpgsqlConnection connection,
        ChainManifest manifest,
        long? asked,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            select c.number, coalesce($1, c.number) as asked, coalesce(
              (select hash from chain.checkpoint where number = coalesce($1, c.number)),
              (select hash from chain.recent_block where number = $1), (select hash from chain.block where number = $1))
            from chain.checkpoint c
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = (object?)asked ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new IndexerException("the index holds no block yet");
        var (checkpoint, block) = (reader.GetInt64(0), reader.GetInt64(1));
        if (block < (long)manifest.StartBlock || block > checkpoint)
            throw new IndexerException($"the index holds blocks {manifest.StartBlock} to {checkpoint}, and not {block}");
        return (block, reader.IsDBNull(2) ? null : new Bytes32(reader.GetFieldValue<byte[]>(2)));
    }

    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { Parameters = { new() { Value = Block } } };

    private static async Task<IReadOnlyList<IndexedBalance>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var balances = new List<IndexedBalance>();
            while (await reader.ReadAsync(cancellationToken))
                balances.Add(Read(reader));
            return balances;
        }
    }

    private static IndexedBalance Read(NpgsqlDataReader reader) =>
        new(
            new Address(reader.GetFieldValue<byte[]>(0)),
            new Address(reader.GetFieldValue<byte[]>(1)),
            reader.GetFieldValue<BigInteger>(2)
        );
}
