namespace Aether.Indexer.Following;

/// <summary>How many blocks to ask for at once: more while answers are small, half after any error, whatever its text.</summary>
public sealed class RangeSize
{
    private const int BlocksMin = 1;
    private const int BlocksMax = 10_000;

    /// <summary>An answer of about this many logs is quickest.</summary>
    private const int LogsTarget = 5_000;

    private readonly Lock _lock = new();
    private int _blocks = 500;

    public int Blocks
    {
        get
        {
            lock (_lock)
                return _blocks;
        }
    }

    public void Answered(int blocks, int logs)
    {
        lock (_lock)
        {
            if (logs > LogsTarget)
                _blocks = Math.Max(BlocksMin, _blocks / 2);
            else if (blocks >= _blocks && logs < LogsTarget / 2)
                _blocks = Math.Min(BlocksMax, _blocks + Math.Max(1, _blocks / 4));
        }
    }

    public void Failed(int blocks)
    {
        lock (_lock)
            _blocks = Math.Clamp(blocks / 2, BlocksMin, _blocks);
    }
}
