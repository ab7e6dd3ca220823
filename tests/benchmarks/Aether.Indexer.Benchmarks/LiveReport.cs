using System.Collections.Concurrent;
using System.Diagnostics;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference.Benchmarks;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>
/// The head of a chain: how long from a block's announcement by the node until its rows can be read, how long until a reorg is healed,
/// and how long a start takes until the first new row.
/// </summary>
internal static class LiveReport
{
    private const int Blocks = 300;
    private const int Reorgs = 30;
    private const int ReorgDepth = 3;
    private const int Restarts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Whether every gate was met.</returns>
    public static async Task<bool> PrintAsync()
    {
        using var run = new RunDirectory();
        await using var postgres = await PostgresServer.StartAsync(run.Path, durable: true);
        await using var anvil = await Anvil.StartAsync(run.Path);
        var deployment = await Deployment.DeployAsync(anvil, run.Path);
        var chain = new LiveChain(anvil, ChainManifest.Load(deployment.ManifestFile));
        await chain.PrepareAsync();
        var database = await postgres.CreateDatabaseAsync("live");
        await using var indexer = await IndexerProgram.StartAsync(anvil.WebSocketUrl, database, deployment, run.Path);
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        await using var checkpoint = new NpgsqlCommand("select '0x' || encode(hash, 'hex') from chain.checkpoint", connection);
        await UntilIndexedAsync(checkpoint, await chain.HeadAsync());

        var machine = CpuClock.Machine();
        var (blocks, reorgs) = (await BlocksAsync(chain, anvil, checkpoint), await ReorgsAsync(chain, checkpoint));
        var after = CpuClock.Machine();
        Console.WriteLine(
            $"  machine busy {100 * (after.Busy - machine.Busy) / (after.Total - machine.Total):F0} % with all parts of this"
        );
        var starts = new List<double>();
        for (var i = 0; i < Restarts; i++)
        {
            await indexer.KillAsync();
            await chain.MineAsync(deposits: 5);
            var head = await chain.HeadAsync();
            var clock = Stopwatch.StartNew();
            await indexer.StartAgainAsync();
            await UntilIndexedAsync(checkpoint, head);
            starts.Add(clock.Elapsed.TotalMilliseconds);
        }
        return Gate("block announced to rows readable", blocks, p50: 50, p99: 250)
            & Gate($"reorg of {ReorgDepth} blocks to rows of the new ones", reorgs, p50: 250, p99: 250)
            & Gate("killed, started, the missed block readable", starts, p50: 1_000, p99: 1_000);
    }

    private static async Task<List<double>> BlocksAsync(LiveChain chain, Anvil anvil, NpgsqlCommand checkpoint)
    {
        using var stop = new CancellationTokenSource();
        await using var client = EthereumClient.Connect(anvil.WebSocketUrl, new RpcOptions());
        var announced = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var listening = Task.Run(
            async () =>
            {
                await foreach (var header in client.SubscribeHeadsAsync(stop.Token))
                    announced.TryAdd(header.Hash.ToString(), Stopwatch.GetTimestamp());
            },
            stop.Token
        );
        var random = new Random(1);
        var samples = new List<double>(Blocks);
        for (var block = 0; block < Blocks; block++)
        {
            await Task.Delay(random.Next(20, 200));
            await chain.MineAsync(random.Next(1, 20));
            var head = await chain.HeadAsync();
            var readable = await UntilIndexedAsync(checkpoint, head);
            // The first few announcements may come before the subscription.
            if (announced.TryGetValue(head, out var begun))
                samples.Add(Stopwatch.GetElapsedTime(begun, readable).TotalMilliseconds);
        }
        await stop.CancelAsync();
        await listening.ContinueWith(static _ => { }, TaskScheduler.Default);
        return samples.Count >= Blocks * 9 / 10
            ? samples
            : throw new HarnessException($"the node announced {samples.Count} of {Blocks} blocks");
    }

    private static async Task<List<double>> ReorgsAsync(LiveChain chain, NpgsqlCommand checkpoint)
    {
        var samples = new List<double>(Reorgs);
        for (var reorg = 0; reorg < Reorgs; reorg++)
        {
            for (var block = 0; block < ReorgDepth; block++)
                await chain.MineAsync(deposits: 10);
            await UntilIndexedAsync(checkpoint, await chain.HeadAsync());
            await chain.ReorgAsync(ReorgDepth);
            var begun = Stopwatch.GetTimestamp();
            var readable = await UntilIndexedAsync(checkpoint, await chain.HeadAsync());
            samples.Add(Stopwatch.GetElapsedTime(begun, readable).TotalMilliseconds);
        }
        return samples;
    }

    /// <returns>When the rows of the block could be read.</returns>
    private static async Task<long> UntilIndexedAsync(NpgsqlCommand checkpoint, string hash)
    {
        var clock = Stopwatch.StartNew();
        while (!string.Equals(await checkpoint.ExecuteScalarAsync() as string, hash, StringComparison.Ordinal))
        {
            if (clock.Elapsed > Patience)
                throw new HarnessException($"block {hash} was not indexed within {Patience.TotalSeconds} s");
            await Task.Delay(1);
        }
        return Stopwatch.GetTimestamp();
    }

    private static bool Gate(string what, List<double> samples, double p50, double p99)
    {
        samples.Sort();
        var (median, high) = (samples[samples.Count / 2], samples[(int)Math.Ceiling(samples.Count * 0.99) - 1]);
        var met = median <= p50 && high <= p99;
        Console.WriteLine(
            $"  {what, -46} p50 {median, 6:F0} ms (gate {p50:F0})  p99 {high, 6:F0} ms (gate {p99:F0})  of {samples.Count}  {(met ? "met" : "MISSED")}"
        );
        return met;
    }
}
