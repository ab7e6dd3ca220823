using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>What time the next block will carry. Prices and deadlines are in the chain's time, which need not be this machine's.</summary>
/// <remarks>
/// A chain ahead of this machine is followed from its head. One that is behind by less than a day is taken to be idle: its next block will
/// carry the real time. One further behind lives in a time of its own and is followed from its head too.
/// </remarks>
public sealed class ChainClock(TimeProvider clock)
{
    private const long IdleSecsMax = 24 * 3600;

    private long _headTime;
    private long _seenAt;

    public void Observe(BlockHeader head)
    {
        var time = (long)head.Timestamp;
        if (Interlocked.Exchange(ref _headTime, time) != time)
            Volatile.Write(ref _seenAt, clock.GetTimestamp());
    }

    /// <summary>Chain seconds.</summary>
    public ulong Now
    {
        get
        {
            var wall = clock.GetUtcNow().ToUnixTimeSeconds();
            var head = Interlocked.Read(ref _headTime);
            if (head <= wall && wall - head < IdleSecsMax)
                return (ulong)wall;
            return (ulong)(head + (long)clock.GetElapsedTime(Volatile.Read(ref _seenAt)).TotalSeconds);
        }
    }
}
