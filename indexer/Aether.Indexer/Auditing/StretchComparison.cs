using Aether.Indexer.Following;

namespace Aether.Indexer.Auditing;

/// <summary>Compares some blocks of the chain, proved by their headers, with what the database holds of them.</summary>
internal sealed class StretchComparison
{
    private readonly List<(long Block, Difference Difference)> _differences = [];

    public StretchComparison(BlockPage page, IndexedStretch index)
    {
        var headers = page.Headers.ToDictionary(header => header.Number);
        Chain = [.. page.Logs.Select(log => IndexedLog.Of(log, headers[log.BlockNumber]))];
        Index = index.Logs;
        CompareLogs();
        CompareBlocks(page, index);
    }

    public IReadOnlyList<IndexedLog> Chain { get; }

    public IReadOnlyList<IndexedLog> Index { get; }

    public IEnumerable<Difference> Differences => _differences.Select(found => found.Difference);

    public long? FirstWrong => _differences.Count == 0 ? null : _differences.Min(found => found.Block);

    private void CompareLogs()
    {
        var ours = Index.ToDictionary(log => (log.BlockNumber, log.LogIndex));
        foreach (var log in Chain)
            if (!ours.Remove((log.BlockNumber, log.LogIndex), out var indexed))
                Add(log.BlockNumber, log.Place, $"of {log.Address}", "missing");
            else
                foreach (var (column, chain, index) in log.DifferencesTo(indexed))
                    Add(log.BlockNumber, $"{log.Place}, {column}", Short(chain), Short(index));
        foreach (var extra in ours.Values)
            Add(extra.BlockNumber, extra.Place, "none", $"of {extra.Address}");
    }

    /// <summary>Hashes of blocks with logs were compared with these; here are blocks that should not be there, and those near the head.</summary>
    private void CompareBlocks(BlockPage page, IndexedStretch index)
    {
        var withLogs = Chain.Select(log => log.BlockNumber).ToHashSet();
        foreach (var (number, block) in index.Blocks)
            if (!withLogs.Contains(number))
                Add(number, $"block {number} among blocks with logs", "has none", block.Hash);
        foreach (var header in page.Headers)
            if (index.RecentBlocks.TryGetValue((long)header.Number, out var hash) && hash != header.Hash.ToString())
                Add((long)header.Number, $"hash kept of block {header.Number}", $"{header.Hash}", hash);
    }

    private void Add(long block, string what, string chain, string index) => _differences.Add((block, new Difference(what, chain, index)));

    /// <summary>Data of a log may be long, and what differs is found by its place.</summary>
    private static string Short(object value) => value.ToString() is { Length: > 140 } text ? $"{text[..140]}..." : value.ToString()!;
}
