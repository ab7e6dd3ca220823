using Aether.Contracts;
using Aether.Harness;
using Aether.Indexer.Migrating;
using Npgsql;

namespace Aether.Indexer.Tests.Support;

/// <summary>One real chain with the contracts and one real PostgreSQL for all tests of the collection; each test has its own database.</summary>
public sealed class ChainFixture : IAsyncLifetime
{
    public const string Collection = "chain";

    /// <summary>A chain that nobody reorgs: anvil loses blocks in anvil_reorg now and then, and an audit reads every one.</summary>
    public const string AuditCollection = "audit";

    private RunDirectory? _run;
    private Anvil? _anvil;
    private PostgresServer? _postgres;
    private Deployment? _deployment;
    private MarketActivity? _activity;

    public RunDirectory Run => _run!;
    public Anvil Anvil => _anvil!;
    public PostgresServer Postgres => _postgres!;
    public Deployment Deployment => _deployment!;
    public ChainManifest Manifest => ChainManifest.Load(Deployment.ManifestFile);
    public MarketActivity Activity => _activity!;

    public async Task InitializeAsync()
    {
        _run = new RunDirectory();
        _postgres = await PostgresServer.StartAsync(_run.Path);
        _anvil = await Anvil.StartAsync(_run.Path);
        _deployment = await Deployment.DeployAsync(_anvil, _run.Path);
        _activity = new MarketActivity(_anvil.Rpc, Manifest);
        await _activity.PrepareAsync();
        await _activity.BelieveProofsAsync();
    }

    /// <summary>A database with the newest schema.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var connectionString = await Postgres.CreateDatabaseAsync(name);
        await using var login = NpgsqlDataSource.Create(connectionString);
        await new MigrationRunner(login, Migration.All()).RunAsync(CancellationToken.None);
        return connectionString;
    }

    public async Task DisposeAsync()
    {
        if (_anvil is not null)
            await _anvil.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _run?.Dispose();
    }
}

[CollectionDefinition(ChainFixture.Collection)]
public sealed class ChainTests : ICollectionFixture<ChainFixture>;

[CollectionDefinition(ChainFixture.AuditCollection, DisableParallelization = true)]
public sealed class AuditedChainTests : ICollectionFixture<ChainFixture>;
