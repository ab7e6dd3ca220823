using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aether.Indexer.Tests.Support;

/// <summary>Reader and writer without anybody who drives them: the test decides what is delivered, and how often.</summary>
public sealed class IdleStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly EthereumClient _client;

    private IdleStore(ChainFixture chain, string database)
    {
        var manifest = chain.Manifest;
        _database = IndexProbe.Open(database);
        _client = EthereumClient.Connect(chain.Anvil.HttpUrl);
        Store = new IndexStore(_database, new MarketProjection(manifest, NullLogger<MarketProjection>.Instance), (long)manifest.StartBlock);
        Reader = new ChainReader(_client, MarketProjection.ContractsOf(manifest), manifest.FinalityDepth, provesHistory: true);
    }

    public IndexStore Store { get; }

    public ChainReader Reader { get; }

    public static async Task<IdleStore> OpenAsync(ChainFixture chain, string database)
    {
        var store = new IdleStore(chain, database);
        await DeploymentGuard.EnsureAsync(store._database, chain.Manifest, CancellationToken.None);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _database.DisposeAsync();
    }
}
