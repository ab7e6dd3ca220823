using System.Globalization;
using System.Runtime.InteropServices;
using Aether.Indexer.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case [IndexerChild.Name, .. var rest]:
        await IndexerChild.RunAsync(rest);
        return 0;
    case ["live"]:
        return await LiveReport.PrintAsync() ? 0 : 1;
    case []:
        return await ReportAsync(blocks: 1_200, eventsPerBlock: 200, rounds: 5);
    case [var blocks, var events, var rounds]
        when int.TryParse(blocks, out var count) && int.TryParse(events, out var each) && int.TryParse(rounds, out var turns):
        return await ReportAsync(count, each, turns);
    default:
        Console.Error.WriteLine("usage: aether-indexer-bench [live | BLOCKS EVENTS_PER_BLOCK ROUNDS]   default 1200 200 5");
        return 2;
}

static async Task<int> ReportAsync(int blocks, int eventsPerBlock, int rounds)
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
    Console.WriteLine("backfill from the start of the program to the last row and index; each event a raw log, a row and an upsert");
    if (!PonderProject.IsInstalled)
        Console.WriteLine("  Ponder is not installed (scripts/bench indexer installs it): ours alone");
    await BackfillReport.PrintAsync(blocks, eventsPerBlock, rounds, PonderProject.IsInstalled);
    Console.WriteLine("at the head");
    return await LiveReport.PrintAsync() ? 0 : 1;
}
