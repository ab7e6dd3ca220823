using System.Globalization;
using Aether.Indexer.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case [IndexerChild.Name, .. var rest]:
        await IndexerChild.RunAsync(rest);
        return 0;
    case ["backfill", var blocks, var events, var rounds]:
        await BackfillReport.PrintAsync(int.Parse(blocks), int.Parse(events), int.Parse(rounds));
        return 0;
    default:
        Console.Error.WriteLine("usage: aether-indexer-bench backfill BLOCKS EVENTS ROUNDS");
        return 2;
}
