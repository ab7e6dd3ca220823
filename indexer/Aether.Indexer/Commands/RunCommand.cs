using System.CommandLine;
using Aether.Ethereum;
using Aether.Indexer.Auditing;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Aether.Indexer.Metrics;
using Aether.Indexer.Migrating;
using Aether.Indexer.Projecting;
using Aether.Indexer.Proving;
using Aether.Indexer.Settings;
using Aether.Indexer.Status;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aether.Indexer.Commands;

/// <summary><c>aether-indexer run</c>: follows the chain until it is told to stop.</summary>
internal static class RunCommand
{
    /// <summary>Short, because the follower itself waits and tries again, with another node if there is one.</summary>
    private static readonly RpcOptions RpcOptions = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(10),
        Deadline = TimeSpan.FromSeconds(20),
        RetriesMax = 3,
        RetryDelay = TimeSpan.FromMilliseconds(50),
        RetryDelayMax = TimeSpan.FromMilliseconds(500),
    };

    public static Command Create()
    {
        var command = new Command("run", "Migrates the database, then follows the chain until it is stopped.");
        foreach (var setting in SettingList.Run)
            command.Options.Add(setting.Option);
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await RunAsync(RunSettings.Read(result, Environment.GetEnvironmentVariable), cancellationToken);
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static async Task RunAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        using var alarms = new AlarmCounter(TimeProvider.System);
        using var loggers = LoggerFactory.Create(builder =>
        {
            builder.AddProvider(alarms);
            if (settings.IsJsonLog)
                builder.AddJsonConsole();
            else
                builder.AddSimpleConsole(console => console.SingleLine = true);
        });
        var logger = loggers.CreateLogger("aether-indexer");
        var manifest = settings.Manifest;
        var contracts = MarketProjection.ContractsOf(manifest);
        var status = new IndexerStatus((long)manifest.ChainId, settings.Ready, TimeProvider.System, alarms);
        using var metrics = new IndexerMetrics(status);
        using var prometheus = new PrometheusText(MetricsExport.Meters);
        using var proofs = new ProofEndpoint();
        using var export = settings.Otlp is { } collector ? MetricsExport.Start(collector, (long)manifest.ChainId) : null;
        await using var server = await StatusServer.StartAsync(settings.Listen, status, prometheus, proofs, cancellationToken);

        await using (var login = NpgsqlDataSource.Create(settings.Database))
            logger.Migrated(await new MigrationRunner(login, Migration.All()).RunAsync(cancellationToken));
        await using var database = DatabaseUrl.OpenAsOwner(settings.Database);
        await DeploymentGuard.EnsureAsync(database, manifest, cancellationToken);
        // Said once the schema is there, so that whoever waits for this line may start the API.
        logger.Listening(server.Url);

        EthereumClient[] clients = [.. settings.Nodes.Select(node => EthereumClient.Connect(node, RpcOptions))];
        try
        {
            ChainReader[] readers =
            [
                .. clients.Select(client => new ChainReader(client, contracts, manifest.FinalityDepth, settings.ProvesHistory)),
            ];
            var store = new IndexStore(
                database,
                new MarketProjection(manifest, loggers.CreateLogger<MarketProjection>()),
                (long)manifest.StartBlock
            );
            var follower = new IndexFollower(
                readers,
                store,
                status,
                (long)manifest.ChainId,
                (long)manifest.StartBlock,
                settings.PollEvery,
                TimeProvider.System,
                loggers.CreateLogger<IndexFollower>()
            );
            proofs.Desk = new ProofDesk(clients, database, loggers.CreateLogger<ProofDesk>());
            logger.Following((long)manifest.ChainId, (long)manifest.StartBlock, contracts.Count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var announcers = settings
                .Nodes.Zip(clients)
                .Where(pair => pair.First.Scheme is "ws" or "wss")
                .Select(pair => AnnounceAsync(pair.Second, follower, logger, stop.Token));
            var verifier = new BackgroundVerifier(
                readers,
                store,
                database,
                manifest,
                status,
                TimeProvider.System,
                loggers.CreateLogger<BackgroundVerifier>()
            );
            Task[] beside = [.. announcers, .. settings.Verifies ? [verifier.RunAsync(stop.Token)] : Array.Empty<Task>()];
            try
            {
                await follower.RunAsync(cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(beside);
            }
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
        logger.Stopped(status.Report.Indexed ?? -1);
    }

    /// <summary>Wakes the follower at each head that a WebSocket announces. Polling goes on beside it, so a failure costs only speed.</summary>
    private static async Task AnnounceAsync(
        EthereumClient client,
        IndexFollower follower,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                await foreach (var _ in client.SubscribeHeadsAsync(cancellationToken))
                    follower.Wake();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RpcFailureException or OperationCanceledException)
            {
                logger.NoSubscription(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken)
                    .ContinueWith(static _ => { }, TaskScheduler.Default);
            }
    }
}
