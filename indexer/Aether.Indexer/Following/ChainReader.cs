using System.Diagnostics;
using Aether.Ethereum;

namespace Aether.Indexer.Following;

/// <summary>Reads one node: its head, and checked pages of blocks with the logs of our contracts.</summary>
/// <param name="provesHistory">
/// Final blocks are read like those near the head, where no log can be left out, added or changed: two requests a block with logs and one for every
/// other. Else by range: a node that leaves a log out is not noticed.
/// </param>
public sealed class ChainReader(EthereumClient node, IReadOnlySet<Address> contracts, int finalityDepth, bool provesHistory)
{
    private const int ReceiptRequestsMax = 16;

    /// <summary>Blocks at once of which only a few transactions are wanted: what is read ahead of the writer must be small.</summary>
    private const int SettlingBlocksMax = 4;

    private readonly Address[] _addresses = [.. contracts];
    private readonly List<byte[]> _addressBytes = [.. contracts.Select(contract => contract.ToArray())];

    /// <summary>Blocks a node may be asked for at once, learned from its answers.</summary>
    public RangeSize RangeSize { get; } = new();

    public EthereumClient Node => node;

    public async Task<ChainHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head =
            await node.GetBlockAsync(BlockTag.Latest, cancellationToken) ?? throw new BadAnswerException("the node has no latest block");
        Require(head);
        return new ChainHead(head, await ReadFinalizedAsync((long)head.Number, cancellationToken));
    }

    /// <summary>Headers by number; null where the node has none.</summary>
    /// <exception cref="BadAnswerException">A header is of another block.</exception>
    public async Task<IReadOnlyList<BlockHeader?>> ReadHeadersAsync(IEnumerable<long> numbers, CancellationToken cancellationToken)
    {
        BlockTag[] asked = [.. numbers.Select(number => BlockTag.At((ulong)number))];
        var headers = await node.GetBlocksAsync(asked, cancellationToken);
        foreach (var (tag, header) in asked.Zip(headers))
            if (header is not null)
            {
                if (header.Number != tag.Number)
                    throw new BadAnswerException($"the node was asked for block {tag.Number} and answered {header.Number}");
                Require(header);
            }
        return headers;
    }

    /// <summary>
    /// Final blocks. With proofs: like those near the head. Without: logs by range, and headers only where they are needed. A range the node refuses
    /// is halved here; one that it does not answer at all is halved when it is asked for again, so that a dead node makes room for the next at once.
    /// </summary>
    public async Task<BlockPage> ReadRangeAsync(long from, long to, CancellationToken cancellationToken)
    {
        if (!provesHistory)
        {
            var logs = await ReadLogsAsync(from, to, cancellationToken);
            long[] numbers = [.. logs.Select(log => (long)log.BlockNumber).Append(from).Append(to).Distinct().Order()];
            var headers = await ReadExistingHeadersAsync(numbers, cancellationToken);
            return BlockPage.Check(from, headers[0].ParentHash, headers, logs, contracts);
        }
        var started = Stopwatch.GetTimestamp();
        try
        {
            var page = await ReadProvenAsync(from, to, cancellationToken);
            RangeSize.Answered((int)(to - from + 1), page.Logs.Count, Stopwatch.GetElapsedTime(started));
            return page.WithoutEmptyBlocks();
        }
        catch (RpcFailureException)
        {
            RangeSize.Failed((int)(to - from + 1));
            throw;
        }
    }

    /// <summary>Every header, linked by parent hashes, and our logs from the receipts, proved by the header.</summary>
    public async Task<BlockPage> ReadProvenAsync(long from, long to, CancellationToken cancellationToken)
    {
        var headers = await ReadExistingHeadersAsync(
            [.. Enumerable.Range(0, (int)(to - from + 1)).Select(i => from + i)],
            cancellationToken
        );
        for (var i = 1; i < headers.Count; i++)
            if (headers[i].ParentHash != headers[i - 1].Hash)
                throw new ChainMovedException($"block {headers[i].Number} does not follow block {headers[i - 1].Number}");
        var logs = new List<Log>();
        foreach (var chunk in headers.Where(MayHoldOurs).Chunk(ReceiptRequestsMax))
        {
            var receipts = await node.GetBlockReceiptsAsync([.. chunk.Select(header => BlockTag.At(header.Hash))], cancellationToken);
            foreach (var (header, found) in chunk.Zip(receipts))
                AddOurs(header, Require(header, found), logs);
        }
        return BlockPage.Check(from, headers[0].ParentHash, headers, logs, contracts);
    }

    /// <summary>The page with the transactions of the settlements given, which are among its logs.</summary>
    /// <exception cref="BadAnswerException">The node does not have one of them, or has it elsewhere than it said, or its receipts are not the block's.</exception>
    public async Task<BlockPage> ReadSettlingAsync(BlockPage page, IReadOnlyList<Log> settlements, CancellationToken cancellationToken)
    {
        var settling = new Dictionary<Bytes32, SettlingTransaction>();
        ILookup<Bytes32, Log> missing = settlements.ToLookup(log => log.TransactionHash);
        foreach (var (hash, transaction) in page.Settling)
            if (missing[hash].Count() == transaction.Settlements)
                settling.Add(hash, transaction);
        // A block's receipts are large, and so is the calldata of a batch of proofs: few are asked for at once.
        foreach (
            var blocks in settlements
                .Where(log => !settling.ContainsKey(log.TransactionHash))
                .GroupBy(log => log.BlockHash)
                .ToArray()
                .Chunk(SettlingBlocksMax)
        )
        {
            BlockHeader[] headers = [.. blocks.Select(block => page.Headers.First(header => header.Hash == block.Key))];
            var receipts = node.GetBlockReceiptsAsync([.. headers.Select(header => BlockTag.At(header.Hash))], cancellationToken);
            IGrouping<Bytes32, Log>[] transactions = [.. blocks.SelectMany(block => block).GroupBy(log => log.TransactionHash)];
            var calls = new Dictionary<Bytes32, TransactionCall?>();
            try
            {
                foreach (var chunk in transactions.Chunk(ReceiptRequestsMax))
                foreach (
                    var (logs, call) in chunk.Zip(await node.GetTransactionsAsync([.. chunk.Select(logs => logs.Key)], cancellationToken))
                )
                    calls.Add(logs.Key, call);
            }
            finally
            {
                await receipts;
            }
            var found = headers.Zip(await receipts).ToDictionary(pair => pair.First.Hash, pair => Require(pair.First, pair.Second));
            foreach (var logs in transactions)
                settling.Add(logs.Key, Check([.. logs], found[logs.First().BlockHash], calls[logs.Key]));
        }
        return page with { Settling = settling };
    }

    /// <summary>Gas is what the receipts' root covers: that of all transactions up to this one, less that of those before it.</summary>
    private static SettlingTransaction Check(Log[] logs, IReadOnlyList<TransactionReceipt> receipts, TransactionCall? call)
    {
        var (hash, block, place) = (logs[0].TransactionHash, logs[0].BlockHash, (int)logs[0].TransactionIndex);
        if (call is null || call.Hash != hash || call.BlockHash != block)
            throw new BadAnswerException($"transaction {hash} is not in block {block}, where the node says its logs are");
        if (place >= receipts.Count || receipts[place].TransactionHash != hash || receipts[place].BlockHash != block)
            throw new BadAnswerException($"transaction {place} of block {block} is not {hash}, whose log the node put there");
        var (before, upTo) = (place == 0 ? 0 : receipts[place - 1].CumulativeGasUsed, receipts[place].CumulativeGasUsed);
        if (upTo <= before || upTo > long.MaxValue)
            throw new BadAnswerException($"transaction {hash} took no gas");
        return new SettlingTransaction((long)(upTo - before), logs.Length, call.To, call.Input);
    }

    private bool MayHoldOurs(BlockHeader header) => _addressBytes.Exists(address => header.MayContain(address));

    /// <summary>Our logs of a block from its receipts, which make its receiptsRoot: a log that is left out, added or changed makes another.</summary>
    private void AddOurs(BlockHeader header, IReadOnlyList<TransactionReceipt> receipts, List<Log> logs)
    {
        var index = 0u;
        for (var transaction = 0; transaction < receipts.Count; transaction++)
            foreach (var log in receipts[transaction].Logs)
            {
                // The root covers contract, topics, data and order. The rest is what the node says of them.
                if (
                    log.LogIndex != index
                    || log.TransactionIndex != transaction
                    || log.TransactionHash != receipts[transaction].TransactionHash
                    || log.BlockNumber != header.Number
                )
                    throw new BadAnswerException($"a receipt of block {header.Number} puts its log {index} elsewhere");
                index++;
                if (contracts.Contains(log.Address))
                    logs.Add(log);
            }
    }

    /// <summary>Receipts that make the header's root.</summary>
    private static IReadOnlyList<TransactionReceipt> Require(BlockHeader header, IReadOnlyList<TransactionReceipt>? receipts)
    {
        if (receipts is null)
            throw new ChainMovedException($"the node has no receipts of block {header.Number}, {header.Hash}");
        if (OrderedTrie.Root([.. receipts.Select(receipt => receipt.Encode())]) != header.ReceiptsRoot)
            throw new BadAnswerException($"the receipts of block {header.Number} are not those of its receiptsRoot");
        return receipts;
    }

    private async Task<IReadOnlyList<Log>> ReadLogsAsync(long from, long to, CancellationToken cancellationToken)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            var filter = LogFilter.Range(BlockTag.At((ulong)from), BlockTag.At((ulong)to)) with { Addresses = _addresses };
            var logs = await node.GetLogsAsync(filter, cancellationToken);
            RangeSize.Answered((int)(to - from + 1), logs.Count, Stopwatch.GetElapsedTime(started));
            return logs;
        }
        catch (RpcFailureException e) when (from < to)
        {
            RangeSize.Failed((int)(to - from + 1));
            if (e is RpcTransportException { Retryable: true })
                throw;
            var middle = from + ((to - from) / 2);
            var lower = await ReadLogsAsync(from, middle, cancellationToken);
            var upper = await ReadLogsAsync(middle + 1, to, cancellationToken);
            return [.. lower, .. upper];
        }
    }

    private async Task<List<BlockHeader>> ReadExistingHeadersAsync(long[] numbers, CancellationToken cancellationToken)
    {
        var answers = await ReadHeadersAsync(numbers, cancellationToken);
        var headers = new List<BlockHeader>(numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
            headers.Add(answers[i] ?? await ReadUnnumberedAsync(numbers[i], cancellationToken));
        return headers;
    }

    /// <summary>A node may lose a number and have the block: its successor knows its hash.</summary>
    private async Task<BlockHeader> ReadUnnumberedAsync(long number, CancellationToken cancellationToken)
    {
        var next = await node.GetBlockAsync(BlockTag.At((ulong)number + 1), cancellationToken);
        if (next is null || await node.GetBlockAsync(BlockTag.At(next.ParentHash), cancellationToken) is not { } header)
            throw new BadAnswerException($"the node has no block {number}, which it announced");
        if (header.Hash != next.ParentHash || header.Number != (ulong)number)
            throw new BadAnswerException($"the node was asked for block {next.ParentHash} and answered {header.Hash}");
        Require(header);
        return header;
    }

    /// <summary>A header is what its hash says, so its bloom and roots are the chain's. Numbers of blocks and seconds are 64 bits without sign on the wire and with one in the database.</summary>
    private static void Require(BlockHeader header)
    {
        if (header.Number > long.MaxValue || header.Timestamp > long.MaxValue)
            throw new BadAnswerException($"block {header.Number} at second {header.Timestamp} is of no chain");
        if (!header.IsHashOfFields())
            throw new BadAnswerException($"the header of block {header.Number} does not hash to {header.Hash}");
    }

    /// <summary>The node's own word; a depth below its head only where it knows no such tag.</summary>
    private async Task<long> ReadFinalizedAsync(long head, CancellationToken cancellationToken)
    {
        try
        {
            if (await node.GetBlockAsync(BlockTag.Finalized, cancellationToken) is { } finalized)
                return (long)Math.Min(finalized.Number, (ulong)head);
        }
        catch (RpcException)
        {
            // The node does not know the tag.
        }
        return Math.Max(0, head - finalityDepth);
    }
}
