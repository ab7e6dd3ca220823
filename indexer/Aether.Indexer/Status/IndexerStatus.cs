using Aether.Ethereum;

namespace Aether.Indexer.Status;

/// <summary>What the indexer says about itself. Written by the follower, read by the HTTP server.</summary>
/// <param name="alarms">Counts the program's warnings; absent: nobody does.</param>
public sealed class IndexerStatus(long chainId, ReadyLimits? limits = null, TimeProvider? timeProvider = null, AlarmCounter? alarms = null)
{
    private readonly Lock _lock = new();
    private readonly ReadyLimits _limits = limits ?? ReadyLimits.Default;
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private StatusReport _report = new() { ChainId = chainId, NotReady = [] };
    private long? _highest;
    private long _headRoseAt;
    private long? _successAt;

    public StatusReport Report
    {
        get
        {
            lock (_lock)
            {
                var report = _report with
                {
                    HeadStillSeconds = _highest is null ? null : Math.Round(_time.GetElapsedTime(_headRoseAt).TotalSeconds, 1),
                    Alarms = alarms?.Alarms ?? [],
                };
                return report with { NotReady = [.. Reasons(report)] };
            }
        }
    }

    /// <param name="headTime">Of the head, seconds since 1970.</param>
    public void SetHead(long number, long finalized, long headTime)
    {
        lock (_lock)
        {
            _report = _report with { Head = number, Finalized = finalized, HeadTime = headTime };
            // Two nodes that stand still at different heights are no chain that goes on.
            if (number <= _highest)
                return;
            _highest = number;
            _headRoseAt = _time.GetTimestamp();
        }
    }

    /// <param name="blockTime">Seconds since 1970; null where it is not known.</param>
    public void SetIndexed(long number, Bytes32 hash, long? blockTime) =>
        Change(report =>
            report with
            {
                Indexed = number,
                IndexedHash = hash.ToString(),
                IndexedTime = blockTime ?? (report.Indexed == number ? report.IndexedTime : null),
            }
        );

    /// <param name="number">Below zero: none.</param>
    public void SetVerified(long number) => Change(report => report with { Verified = number < 0 ? null : number });

    public void Wrote(int logs) =>
        Change(report => report with { PagesWritten = report.PagesWritten + 1, LogsWritten = report.LogsWritten + logs });

    public void Succeeded(DateTimeOffset at)
    {
        lock (_lock)
        {
            _successAt = _time.GetTimestamp();
            _report = _report with { LastSuccess = at, LastError = null };
        }
    }

    public void Failed(string error, bool badAnswer) =>
        Change(report =>
            report with
            {
                LastError = error,
                Failures = report.Failures + 1,
                BadAnswers = report.BadAnswers + (badAnswer ? 1 : 0),
            }
        );

    public void Reorged()
    {
        lock (_lock)
        {
            // The chain that replaces ours may be a shorter one for a while.
            _highest = null;
            _report = _report with { Reorgs = _report.Reorgs + 1 };
        }
    }

    public void Halted(string reason) => Change(report => report with { Halted = reason });

    private IEnumerable<string> Reasons(StatusReport report)
    {
        if (report.Halted is { } halted)
            yield return $"halted: {halted}";
        if (_successAt is not { } success)
            yield return "no step towards the head has succeeded yet";
        else if (_time.GetElapsedTime(success) > ReadyLimits.SilenceMax)
            yield return $"node or database are silent for more than {ReadyLimits.SilenceMax.TotalSeconds} s";
        if (report.Lag is not { } lag)
            yield return "nothing is indexed yet";
        else if (lag > _limits.LagMax)
            yield return $"{lag} blocks behind the head";
        if (_limits.StillMax is { } still && report.HeadStillSeconds > still.TotalSeconds)
            yield return $"the node has brought no new block for more than {still.TotalSeconds} s";
    }

    private void Change(Func<StatusReport, StatusReport> change)
    {
        lock (_lock)
            _report = change(_report);
    }
}
