namespace Aether.Indexer.Tests.Support;

/// <summary>Time that is measured so many times faster than it passes; timers keep the real pace.</summary>
internal sealed class QuickClock(int factor) : TimeProvider
{
    public override long GetTimestamp() => System.GetTimestamp() * factor;
}
