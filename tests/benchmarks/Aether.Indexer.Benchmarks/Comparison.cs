namespace Aether.Indexer.Benchmarks;

/// <summary>Backfills of one workload, turn by turn, and what they must show.</summary>
internal sealed class Comparison(string workload)
{
    public const string Peer = "Ponder 0.17.7";

    private readonly Dictionary<string, List<BackfillRun>> _runs = new(StringComparer.Ordinal);

    public void Add(string side, BackfillRun run)
    {
        if (!_runs.TryGetValue(side, out var runs))
            _runs.Add(side, runs = []);
        runs.Add(run);
        Console.WriteLine(
            $"  {side, -16} {run.PerSecond, 8:N0} events/s  {run.Seconds, 6:F2} s  CPU {run.Indexer.CpuSeconds, 5:F2} s = {run.PerCpuSecond, 8:N0} events/CPU s  "
                + $"PostgreSQL {run.PostgresCpu, 5:F2} s  node {run.NodeCpu:F2} s  peak {run.Indexer.PeakMegabytes, 4:F0} MB  foreign {100 * run.Foreign:F0} %"
        );
    }

    public void Summarise()
    {
        foreach (var (side, runs) in _runs)
            Console.WriteLine(
                $"  {workload}, {side}: median {Median(runs, run => run.PerSecond):N0} events/s (best {runs.Max(run => run.PerSecond):N0}), "
                    + $"{Median(runs, run => run.PerCpuSecond):N0} events/CPU s, PostgreSQL {Median(runs, run => run.PostgresCpu):F1} CPU s, "
                    + $"peak {Peak(side):F0} MB, foreign {100 * Median(runs, run => run.Foreign):F0} %"
                    + (
                        side != Peer && _runs.ContainsKey(Peer)
                            ? $", {TimesPeer(side):F1} times {Peer}, {TimesPeer(side, run => run.PerCpuSecond):F1} times per CPU second"
                            : ""
                    )
            );
    }

    public bool HasPeer => _runs.ContainsKey(Peer);

    public double PerSecond(string side) => Median(_runs[side], run => run.PerSecond);

    public double PerCpuSecond(string side) => Median(_runs[side], run => run.PerCpuSecond);

    public double Peak(string side) => _runs[side].Max(run => run.Indexer.PeakMegabytes);

    /// <summary>Turn by turn, the median.</summary>
    public double TimesPeer(string side) => TimesPeer(side, run => run.PerSecond);

    private double TimesPeer(string side, Func<BackfillRun, double> figure) =>
        Middle(_runs[side].Zip(_runs[Peer], (ours, theirs) => figure(ours) / figure(theirs)));

    private static double Median(List<BackfillRun> runs, Func<BackfillRun, double> figure) => Middle(runs.Select(figure));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
