using Aether.Ethereum;

namespace Aether.Indexer.Status;

/// <summary>What the indexer says about itself. Written by the follower, read by the HTTP server.</summary>
public sealed class IndexerStatus(long chainId)
{
    private readonly Lock _lock = new();
    private StatusReport _report = new() { ChainId = chainId };

    public StatusReport Report
    {
        get
        {
            lock (_lock)
                return _report;
        }
    }

    public void SetHead(long number, long finalized) => Change(report => report with { Head = number, Finalized = finalized });

    public void SetIndexed(long number, Bytes32 hash) => Change(report => report with { Indexed = number, IndexedHash = hash.ToString() });

    public void Succeeded(DateTimeOffset at) => Change(report => report with { LastSuccess = at, LastError = null });

    public void Failed(string error, bool badAnswer) =>
        Change(report =>
            report with
            {
                LastError = error,
                Failures = report.Failures + 1,
                BadAnswers = report.BadAnswers + (badAnswer ? 1 : 0),
            }
        );

    public void Reorged() => Change(report => report with { Reorgs = report.Reorgs + 1 });

    public void Halted(string reason) => Change(report => report with { Halted = reason });

    private void Change(Func<StatusReport, StatusReport> change)
    {
        lock (_lock)
            _report = change(_report);
    }
}
