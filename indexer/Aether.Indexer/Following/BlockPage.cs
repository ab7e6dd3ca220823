using Aether.Ethereum;

namespace Aether.Indexer.Following;

/// <summary>A checked run of blocks: the unit that commits. Every log's block is among the headers, with the same hash.</summary>
/// <param name="ParentHash">Of the first block.</param>
/// <param name="Headers">Ascending. Holds the last block of the run and every block with logs; all blocks of the run near the head.</param>
/// <param name="Logs">Ascending by block and index, each once.</param>
public sealed record BlockPage(long From, Bytes32 ParentHash, IReadOnlyList<BlockHeader> Headers, IReadOnlyList<Log> Logs)
{
    private static readonly IReadOnlyDictionary<Bytes32, SettlingTransaction> None = new Dictionary<Bytes32, SettlingTransaction>();

    /// <summary>Transactions in which proofs settled jobs, by hash; which these are, only the index knows.</summary>
    public IReadOnlyDictionary<Bytes32, SettlingTransaction> Settling { get; init; } = None;

    /// <summary>Whether the transactions of these settlements are here, with no other number of them.</summary>
    public bool HasSettling(IReadOnlyList<Log> settlements) =>
        settlements
            .CountBy(log => log.TransactionHash)
            .All(one => Settling.TryGetValue(one.Key, out var transaction) && transaction.Settlements == one.Value);

    public BlockHeader Last => Headers[^1];

    public long To => (long)Last.Number;

    /// <summary>The same page with the headers alone that a run of final blocks keeps.</summary>
    public BlockPage WithoutEmptyBlocks()
    {
        HashSet<ulong> needed = [.. Logs.Select(log => log.BlockNumber), Headers[0].Number, Last.Number];
        return this with { Headers = [.. Headers.Where(header => needed.Contains(header.Number))] };
    }

    /// <summary>One page of pages that follow each other.</summary>
    /// <exception cref="ChainMovedException">They do not: the node changed its mind between two answers.</exception>
    public static BlockPage Join(IReadOnlyList<BlockPage> pages)
    {
        if (pages.Count == 1)
            return pages[0];
        for (var i = 1; i < pages.Count; i++)
            if (pages[i].From != pages[i - 1].To + 1 || pages[i].ParentHash != pages[i - 1].Last.Hash)
                throw new ChainMovedException($"block {pages[i].From} does not follow block {pages[i - 1].To}");
        // Of their length from the start: thousands of logs that outgrow a list again and again are megabytes each time.
        var logs = new List<Log>(pages.Sum(page => page.Logs.Count));
        foreach (var page in pages)
            logs.AddRange(page.Logs);
        return new BlockPage(pages[0].From, pages[0].ParentHash, [.. pages.SelectMany(page => page.Headers)], logs)
        {
            Settling = pages.SelectMany(page => page.Settling).ToDictionary(),
        };
    }

    /// <summary>Orders and checks what a node answered.</summary>
    /// <exception cref="BadAnswerException">The answer contradicts itself.</exception>
    public static BlockPage Check(
        long from,
        Bytes32 parentHash,
        IReadOnlyList<BlockHeader> headers,
        IReadOnlyList<Log> logs,
        IReadOnlySet<Address> contracts
    )
    {
        var byNumber = headers.ToDictionary(header => header.Number);
        var ordered = IsOrdered(logs) ? logs : [.. logs.OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)];
        for (var i = 0; i < ordered.Count; i++)
        {
            var log = ordered[i];
            if (!byNumber.TryGetValue(log.BlockNumber, out var header) || header.Hash != log.BlockHash)
                throw new BadAnswerException(
                    $"log {log.LogIndex} of block {log.BlockNumber} is of a block {log.BlockHash} that is not in the chain"
                );
            if (log.Removed)
                throw new BadAnswerException($"log {log.LogIndex} of block {log.BlockNumber} is marked removed, and its block is not");
            if (log.LogIndex > int.MaxValue || log.TransactionIndex > int.MaxValue)
                throw new BadAnswerException($"log {log.LogIndex} of transaction {log.TransactionIndex} fits in no block");
            if (!contracts.Contains(log.Address))
                throw new BadAnswerException($"log {log.LogIndex} of block {log.BlockNumber} is of {log.Address}, which was not asked for");
            if (i > 0 && ordered[i - 1].BlockNumber == log.BlockNumber && ordered[i - 1].LogIndex == log.LogIndex)
                throw new BadAnswerException($"log {log.LogIndex} of block {log.BlockNumber} came twice");
        }
        return new BlockPage(from, parentHash, [.. headers.OrderBy(header => header.Number)], ordered);
    }

    /// <summary>As a node should answer, and what costs a copy of all logs where it does not.</summary>
    private static bool IsOrdered(IReadOnlyList<Log> logs)
    {
        for (var i = 1; i < logs.Count; i++)
            if ((logs[i].BlockNumber, logs[i].LogIndex).CompareTo((logs[i - 1].BlockNumber, logs[i - 1].LogIndex)) < 0)
                return false;
        return true;
    }
}
