using System.Globalization;
using System.Runtime.InteropServices;
using Aether.Harness;
using Aether.Indexer.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int eventsPerBlock = 200;
switch (args)
{
    case [IndexerChild.Name, .. var rest]:
        await IndexerChild.RunAsync(rest);
        return 0;
    case ["live"]:
        return await LiveReport.PrintAsync() ? 0 : 1;
    case [ReplayServer.Name, var file]:
        await ReplayServer.RunAsync(new ReplayedChain(file));
        return 0;
    case [ReplayServer.Name, var file, var first, var last, var times]:
        await ReplayServer.RunAsync(new LongChain(file, int.Parse(first), int.Parse(last), int.Parse(times)));
        return 0;
    case []:
        return await ReportAsync("all", events: 240_000, rounds: 5);
    case ["all" or "one" or "own" or "long", var count, var turns]
        when int.TryParse(count, out var events) && events >= eventsPerBlock && int.TryParse(turns, out var rounds) && rounds > 0:
        return await ReportAsync(args[0], events, rounds);
    default:
        Console.Error.WriteLine("usage: aether-indexer-bench [live | all | one | own | long EVENTS ROUNDS]   default all 240000 5");
        return 2;
}

static async Task<int> ReportAsync(string workload, int events, int rounds)
{
    var processor = RuntimeInformation.ProcessArchitecture.ToString();
    if (File.Exists("/proc/cpuinfo"))
        processor =
            (await File.ReadAllLinesAsync("/proc/cpuinfo"))
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1]
                .Trim()
            ?? processor;
    Console.WriteLine($"{processor}, {Environment.ProcessorCount} logical processors, {RuntimeInformation.FrameworkDescription}");
    Console.WriteLine("backfill from the start of the program to the last row and index");
    if (!PonderProject.IsInstalled)
        Console.WriteLine("  Ponder is not installed (scripts/bench indexer installs it): ours alone");
    var gates = new Gates();
    using var run = new RunDirectory();
    await using var postgres = await PostgresServer.StartAsync(run.Path, durable: true);
    if (workload is "all" or "one" or "long")
    {
        Console.WriteLine($"  making {events / eventsPerBlock} blocks of {eventsPerBlock} events");
        await using var chain = await EmittedChain.StartAsync(run, events / eventsPerBlock, eventsPerBlock);
        if (workload != "long")
            await TransferReport.RunAsync(run, postgres, chain, rounds, PonderProject.IsInstalled, gates);
        await LengthReport.RunAsync(run, postgres, chain, rounds, gates);
    }
    if (workload is "all" or "own")
    {
        Console.WriteLine("  making a chain of our own contracts, unless it was kept: minutes");
        var chain = await MarketChain.GetAsync(events);
        await MarketReport.RunAsync(run, postgres, chain, rounds, PonderProject.IsInstalled, gates);
    }
    if (workload is not "all")
        return gates.AllMet ? 0 : 1;
    Console.WriteLine("at the head");
    return await LiveReport.PrintAsync() && gates.AllMet ? 0 : 1;
}
