using System.Diagnostics.Metrics;
using Aether.Indexer.Status;

namespace Aether.Indexer.Metrics;

/// <summary>The figures of /status as OpenTelemetry instruments. They are read when somebody collects, so indexing pays nothing for them.</summary>
internal sealed class IndexerMetrics : IDisposable
{
    public const string MeterName = "Aether.Indexer";

    private readonly Meter _meter = new(MeterName);

    public IndexerMetrics(IndexerStatus status)
    {
        Gauge("aether.indexer.head.block", "{block}", "The node's newest block.", report => report.Head);
        Gauge("aether.indexer.finalized.block", "{block}", "The newest block that cannot change any more.", report => report.Finalized);
        Gauge("aether.indexer.indexed.block", "{block}", "The last block whose rows are all in the database.", report => report.Indexed);
        Gauge("aether.indexer.verified.block", "{block}", "The last block up to which every row was proved.", report => report.Verified);
        Gauge("aether.indexer.lag.blocks", "{block}", "Blocks of the chain that are not in the database.", report => report.Lag);
        Gauge("aether.indexer.lag", "s", "Time of the chain between the head and the last indexed block.", report => report.LagSeconds);
        Gauge("aether.indexer.ready", "", "1: /ready says yes.", report => report.Ready ? 1 : 0);
        Gauge("aether.indexer.halted", "", "1: indexing stopped for good.", report => report.Halted is null ? 0 : 1);
        Counter("aether.indexer.pages", "{page}", "Pages of blocks written.", report => report.PagesWritten);
        Counter("aether.indexer.logs", "{log}", "Logs written.", report => report.LogsWritten);
        Counter("aether.indexer.reorgs", "{reorg}", "Reorgs undone.", report => report.Reorgs);
        Counter("aether.indexer.failures", "{failure}", "Failures of a node or the database.", report => report.Failures);
        Counter("aether.indexer.bad.answers", "{answer}", "Answers of nodes that were refused.", report => report.BadAnswers);
        _meter.CreateObservableGauge(
            "aether.indexer.head.still",
            () => status.Report.HeadStillSeconds is { } seconds ? new Measurement<double>[] { new(seconds) } : [],
            "s",
            "Time since the node's chain had a new block."
        );
        _meter.CreateObservableCounter(
            "aether.indexer.alarms",
            () =>
                status.Report.Alarms.Select(alarm => new Measurement<long>(
                    alarm.Count,
                    new KeyValuePair<string, object?>("id", alarm.Id),
                    new KeyValuePair<string, object?>("name", alarm.Name)
                )),
            "{message}",
            "Warnings and errors by the number of their message."
        );

        void Gauge(string name, string unit, string description, Func<StatusReport, long?> read) =>
            _meter.CreateObservableGauge(name, () => Present(read(status.Report)), unit, description);

        void Counter(string name, string unit, string description, Func<StatusReport, long> read) =>
            _meter.CreateObservableCounter(name, () => read(status.Report), unit, description);

        static Measurement<long>[] Present(long? value) => value is { } known ? [new(known)] : [];
    }

    public void Dispose() => _meter.Dispose();
}
