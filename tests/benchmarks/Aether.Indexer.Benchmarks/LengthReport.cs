using System.Globalization;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>The same workload from recorded answers, and ten times as long: what an event costs, and how much memory there is, must not grow.</summary>
internal static class LengthReport
{
    private const int Times = 10;
    private const int RoundsMax = 3;
    private const string Short = "ours, once";
    private const string Long = "ours, ten times";

    public static async Task RunAsync(RunDirectory run, PostgresServer postgres, EmittedChain chain, int rounds, Gates gates)
    {
        var recording = run.FilePath("emitted.jsonl");
        using (var rpc = new BatchRpc(chain.Anvil.HttpUrl))
            await Recording.WriteAsync(rpc, recording);
        var comparison = new Comparison("replayed");
        for (var round = 0; round < Math.Min(RoundsMax, rounds); round++)
            foreach (var (side, times) in new[] { (Short, 1), (Long, Times) })
            {
                var first = chain.First + 1;
                await using var node = await ReplayedNode.StartAsync(
                    run,
                    recording,
                    first.ToString(CultureInfo.InvariantCulture),
                    chain.Last.ToString(CultureInfo.InvariantCulture),
                    times.ToString(CultureInfo.InvariantCulture)
                );
                var database = await postgres.CreateDatabaseAsync("long");
                var last = first + (times * (chain.Last - first + 1)) - 1;
                comparison.Add(
                    side,
                    await TransferReport.OursAsync(
                        run,
                        postgres,
                        node.Url,
                        node.ProcessId,
                        database,
                        chain.Emitter,
                        chain.First,
                        last,
                        times * chain.Events,
                        "ranges"
                    )
                );
                await postgres.DropDatabaseAsync(database);
            }
        comparison.Summarise();
        var ratio = comparison.PerSecond(Long) / comparison.PerSecond(Short);
        gates.Require(ratio >= 1 / 1.1, $"ten times as long: an event takes at most 10 % longer: {100 * ((1 / ratio) - 1):F1} % longer");
        gates.Require(
            comparison.Peak(Long) <= 200 && comparison.Peak(Short) <= 200,
            $"ten times as long: peak at most 200 MB: {comparison.Peak(Short):F0} and {comparison.Peak(Long):F0}"
        );
    }
}
