using System.Globalization;
using Aether.Ethereum;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Aether.Indexer.Migrating;
using Aether.Indexer.Status;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>Our indexer with the workload's projection in a process of its own, put together as `aether-indexer run` does it.</summary>
internal static class IndexerChild
{
    public const string Name = "index";

    /// <param name="arguments">Node, database URL, contract, its block, proven or ranges.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var emitter = Address.Parse(arguments[2]);
        var start = long.Parse(arguments[3], CultureInfo.InvariantCulture);
        using var stop = new CancellationTokenSource();
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                stop.Cancel();
            }
        );
        var settings = DatabaseUrl.Parse(arguments[1]);
        await using (var login = NpgsqlDataSource.Create(settings))
            await new MigrationRunner(login, Migration.All()).RunAsync(stop.Token);
        await using var database = DatabaseUrl.OpenAsOwner(settings);
        await using (var tables = database.CreateCommand(TransferProjection.Tables))
            await tables.ExecuteNonQueryAsync(stop.Token);
        await using var node = EthereumClient.Connect(new Uri(arguments[0]));
        var follower = new IndexFollower(
            [new ChainReader(node, new HashSet<Address> { emitter }, finalityDepth: 64, provesHistory: arguments[4] == "proven")],
            new IndexStore(database, new TransferProjection(emitter), start),
            new IndexerStatus(31337),
            31337,
            start,
            TimeSpan.FromMilliseconds(200),
            TimeProvider.System,
            NullLogger<IndexFollower>.Instance
        );
        Console.WriteLine("following");
        await follower.RunAsync(stop.Token);
    }
}
