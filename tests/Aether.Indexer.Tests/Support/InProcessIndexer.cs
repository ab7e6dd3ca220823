using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Status;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aether.Indexer.Tests.Support;

/// <summary>The indexer's parts in this process, against any endpoints: for faults that a process boundary would only hide.</summary>
public sealed class InProcessIndexer : IAsyncDisposable
{
    private static readonly RpcOptions Options = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(2),
        Deadline = TimeSpan.FromSeconds(4),
        RetriesMax = 3,
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _database;
    private readonly EthereumClient[] _clients;
    private readonly Task _running;

    private InProcessIndexer(ChainManifest manifest, NpgsqlDataSource database, TimeProvider time, bool provesHistory, Uri[] endpoints)
    {
        _database = database;
        _clients = [.. endpoints.Select(endpoint => EthereumClient.Connect(endpoint, Options))];
        Status = new IndexerStatus((long)manifest.ChainId, timeProvider: time);
        Store = new IndexStore(database, new MarketProjection(manifest, NullLogger<MarketProjection>.Instance), (long)manifest.StartBlock);
        Follower = new IndexFollower(
            [
                .. _clients.Select(client => new ChainReader(
                    client,
                    MarketProjection.ContractsOf(manifest),
                    manifest.FinalityDepth,
                    provesHistory
                )),
            ],
            Store,
            Status,
            (long)manifest.ChainId,
            (long)manifest.StartBlock,
            TimeSpan.FromMilliseconds(20),
            time,
            NullLogger<IndexFollower>.Instance
        );
        _running = Task.Run(() => Follower.RunAsync(_stop.Token));
    }

    public IndexerStatus Status { get; }

    public IndexStore Store { get; }

    public IndexFollower Follower { get; }

    public static Task<InProcessIndexer> StartAsync(ChainFixture chain, string database, params Uri[] endpoints) =>
        StartAsync(chain.Manifest, database, TimeProvider.System, endpoints);

    /// <summary>Final blocks by their receipts.</summary>
    public static Task<InProcessIndexer> StartProvenAsync(ChainFixture chain, string database, params Uri[] endpoints) =>
        StartAsync(chain.Manifest, database, TimeProvider.System, provesHistory: true, endpoints);

    public static Task<InProcessIndexer> StartAsync(ChainManifest manifest, string database, TimeProvider time, params Uri[] endpoints) =>
        StartAsync(manifest, database, time, provesHistory: false, endpoints);

    private static async Task<InProcessIndexer> StartAsync(
        ChainManifest manifest,
        string database,
        TimeProvider time,
        bool provesHistory,
        Uri[] endpoints
    )
    {
        var source = IndexProbe.Open(database);
        await DeploymentGuard.EnsureAsync(source, manifest, CancellationToken.None);
        return new InProcessIndexer(manifest, source, time, provesHistory, endpoints);
    }

    /// <summary>Why it stopped, when it did by itself.</summary>
    public string Explain() => $"{Status.Report}; {_running.Status} {_running.Exception?.InnerException}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _database.DisposeAsync();
        _stop.Dispose();
    }
}
