namespace Aether.Indexer.Following;

/// <summary>
/// How many blocks to ask a node for at once. What a node refuses is never read from its words: the size that failed is a limit, and sizes between it
/// and the last good one are tried by halves. Below the limit the size aims at answers that are quickest to read.
/// </summary>
public sealed class RangeSize
{
    private const int BlocksMin = 1;
    private const int BlocksMax = 10_000;
    private const int BlocksFirst = 16;

    /// <summary>Answers of about this many logs are read quickest, and so much memory is what a range costs.</summary>
    private const double LogsTarget = 2_000;

    private const double SecondsTarget = 1;

    /// <summary>Answers at the limit before a little more is tried, since a limit of logs moves with how many there are; twice as many after each try.</summary>
    private const int TryAfterMin = 32;
    private const int TryAfterMax = 4_096;

    private readonly Lock _lock = new();
    private int _blocks = BlocksFirst;
    private int _good = BlocksMin;
    private int _limit = BlocksMax + 1;
    private int _atLimit;
    private int _tryAfter = TryAfterMin;
    private bool _isTrying;

    public int Blocks
    {
        get
        {
            lock (_lock)
                return _blocks;
        }
    }

    /// <summary>A range of this many blocks was answered in one request.</summary>
    public void Answered(int blocks, int logs, TimeSpan elapsed)
    {
        lock (_lock)
        {
            var load = Math.Max(logs / LogsTarget, elapsed.TotalSeconds / SecondsTarget);
            if (load > 1.25)
                _blocks = Math.Clamp((int)(blocks / load), BlocksMin, _blocks);
            if (blocks < _blocks)
                return; // Cut short, or asked before the size grew: says nothing of larger ones.
            if (_isTrying && blocks > _good)
                (_limit, _isTrying, _tryAfter) = (2 * _limit, false, TryAfterMin); // The limit is not what it was.
            _good = blocks;
            if (load > 0.8)
                return;
            var next = Math.Min(BlocksMax, load < 0.5 ? 2 * blocks : blocks + Math.Max(1, blocks / 8));
            _blocks = next < _limit ? next : Math.Max(_blocks, blocks + ((_limit - blocks) / 2));
            if (_blocks == blocks && _limit <= BlocksMax && ++_atLimit >= _tryAfter)
                (_limit, _isTrying, _atLimit) = (_limit + Math.Max(1, _limit / 8), true, 0);
        }
    }

    /// <summary>A range of this many blocks was refused, or brought no answer.</summary>
    public void Failed(int blocks)
    {
        lock (_lock)
        {
            if (_isTrying)
                (_isTrying, _tryAfter) = (false, Math.Min(TryAfterMax, 2 * _tryAfter));
            _limit = Math.Min(_limit, Math.Max(blocks, BlocksMin + 1));
            _atLimit = 0;
            if (_good >= _limit)
                _good = Math.Max(BlocksMin, _limit / 2);
            _blocks = Math.Clamp(_limit == blocks ? (_good + _limit) / 2 : _limit - 1, BlocksMin, _blocks);
        }
    }
}
