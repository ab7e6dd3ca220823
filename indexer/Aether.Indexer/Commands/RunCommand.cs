using System.CommandLine;
using System.Net;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Aether.Indexer.Migrating;
using Aether.Indexer.Projecting;
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
        var rpc = CommandOptions.Text("--rpc", "AETHER_RPC", "URLs of nodes, separated by commas: http, https, ws or wss");
        var database = CommandOptions.Database();
        var manifest = CommandOptions.Text("--manifest", "AETHER_MANIFEST", "the chain manifest that the deploy script wrote");
        var listen = CommandOptions.Text(
            "--listen",
            "AETHER_LISTEN",
            "address of /health, /ready and /status; port 0 takes a free one; default 127.0.0.1:0"
        );
        var poll = CommandOptions.Text("--poll-ms", "AETHER_POLL_MS", "longest wait for a new head, 10 to 60000 ms; default 200");
        var history = CommandOptions.Text(
            "--history",
            "AETHER_HISTORY",
            "how final blocks are read. ranges: eth_getLogs, and the node's word that it leaves none out; proven: receipts of every block that may hold "
                + "our logs, checked against its header, as near the head; default ranges"
        );
        var log = CommandOptions.Text("--log", "AETHER_LOG", "text or json; default text");
        var command = new Command("run", "Migrates the database, then follows the chain until it is stopped.")
        {
            rpc,
            database,
            manifest,
            listen,
            poll,
            history,
            log,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var settings = new Settings(
                    CommandOptions.Nodes(result.Required(rpc, "AETHER_RPC")),
                    result.RequiredDatabase(database),
                    ReadManifest(result.Required(manifest, "AETHER_MANIFEST")),
                    CommandOptions.EndPoint(result.GetValue(listen) ?? "127.0.0.1:0"),
                    PollEvery(result.GetValue(poll) ?? "200"),
                    result.GetValue(history) switch
                    {
                        null or "ranges" => false,
                        "proven" => true,
                        var other => throw new IndexerException($"--history is proven or ranges, not '{other}'"),
                    },
                    result.GetValue(log) switch
                    {
                        null or "text" => false,
                        "json" => true,
                        var other => throw new IndexerException($"--log is text or json, not '{other}'"),
                    }
                );
                await RunAsync(settings, cancellationToken);
                return ExitCode.Success;
            }
        );
        return command;
    }

    private sealed record Settings(
        IReadOnlyList<Uri> Nodes,
        NpgsqlConnectionStringBuilder Database,
        ChainManifest Manifest,
        IPEndPoint Listen,
        TimeSpan PollEvery,
        bool ProvesHistory,
        bool JsonLog
    );

    private static ChainManifest ReadManifest(string file)
    {
        try
        {
            return ChainManifest.Load(file);
        }
        catch (ChainManifestException e)
        {
            throw new IndexerException(e.Message, e);
        }
    }

    private static TimeSpan PollEvery(string text) =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 10 and <= 60_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new IndexerException($"--poll-ms is 10 to 60000, not '{text}'");

    private static async Task RunAsync(Settings settings, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(builder =>
        {
            if (settings.JsonLog)
                builder.AddJsonConsole();
            else
                builder.AddSimpleConsole(console => console.SingleLine = true);
        });
        var logger = loggers.CreateLogger("aether-indexer");
        var manifest = settings.Manifest;
        var contracts = MarketProjection.ContractsOf(manifest);
        var status = new IndexerStatus((long)manifest.ChainId);
        await using var server = await StatusServer.StartAsync(settings.Listen, status, TimeProvider.System, cancellationToken);

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
            logger.Following((long)manifest.ChainId, (long)manifest.StartBlock, contracts.Count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var announcers = settings
                .Nodes.Zip(clients)
                .Where(pair => pair.First.Scheme is "ws" or "wss")
                .Select(pair => AnnounceAsync(pair.Second, follower, logger, stop.Token));
            Task[] announcing = [.. announcers];
            try
            {
                await follower.RunAsync(cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(announcing);
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
