namespace Aether.Indexer.Benchmarks;

/// <summary>What a replayed node knows. JSON in UTF-8; `null` for what it does not have.</summary>
internal interface IReplayedChain
{
    long Last { get; }

    /// <summary>-1 where no block has the hash.</summary>
    long NumberOf(string hash);

    ReadOnlyMemory<byte> Block(long number, bool isFull);

    ReadOnlyMemory<byte> Receipts(long number);

    ReadOnlyMemory<byte> Transaction(string hash);

    IEnumerable<ReadOnlyMemory<byte>> Logs(long number, ReplayFilter filter);
}

/// <summary>A recorded chain as it was.</summary>
internal sealed class ReplayedChain : IReplayedChain
{
    private static readonly ReadOnlyMemory<byte> Nothing = "null"u8.ToArray();

    private readonly RecordedBlock[] _blocks;
    private readonly Dictionary<string, long> _numbers;
    private readonly Dictionary<string, byte[]> _transactions;

    public ReplayedChain(string file)
    {
        _blocks = [.. Recording.Read(file)];
        _numbers = _blocks.ToDictionary(block => block.Hash, block => block.Number, StringComparer.Ordinal);
        _transactions = _blocks
            .SelectMany(block => block.Transactions)
            .ToDictionary(each => each.Hash, each => each.Transaction, StringComparer.Ordinal);
    }

    public long Last => _blocks.Length - 1;

    public long NumberOf(string hash) => _numbers.GetValueOrDefault(hash, -1);

    public ReadOnlyMemory<byte> Block(long number, bool isFull) =>
        number < 0 || number > Last ? Nothing
        : isFull ? _blocks[number].Full
        : _blocks[number].Slim;

    public ReadOnlyMemory<byte> Receipts(long number) => number < 0 || number > Last ? Nothing : _blocks[number].Receipts;

    public ReadOnlyMemory<byte> Transaction(string hash) => _transactions.TryGetValue(hash, out var json) ? json : Nothing;

    public IEnumerable<ReadOnlyMemory<byte>> Logs(long number, ReplayFilter filter) =>
        number < 0 || number > Last ? [] : _blocks[number].Logs.Where(filter.Passes).Select(log => (ReadOnlyMemory<byte>)log.Json);
}
