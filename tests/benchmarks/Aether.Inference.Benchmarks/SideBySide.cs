namespace Aether.Inference.Benchmarks;

/// <summary>Our backends and onnxruntime's int8 on the same network, turn by turn in one run, so that a slow moment slows both.</summary>
internal static class SideBySide
{
    private const int Rounds = 5;
    private const double SampleSeconds = 0.25;

    public static void Report(Air8Model model)
    {
        double operations = 2.0 * model.Work.MultiplyAdds;
        Tensor input = BenchModels.Input(model);
        using IModelSession scalar = ScalarBackend.Instance.Open(model, RunLimits.Default);
        sbyte[] expected = scalar.Run([input], RunOptions.Default, CancellationToken.None).Output.ToInt8();
        Console.WriteLine($"residual CNN beside onnxruntime's int8, one thread each, median of {Rounds} turns");
        List<(string Name, OnnxRuntimeTwin Twin)> twins = [];
        try
        {
            foreach (TwinForm form in TwinForm.All)
                twins.Add((form.Name, new OnnxRuntimeTwin(model, form, input)));
            foreach ((string name, OnnxRuntimeTwin twin) in twins)
                Console.WriteLine(
                    $"  onnxruntime, {name}: nodes {Counts(twin.Nodes)}; outputs correlate by {Correlation(expected, twin.Output):F3}"
                );
            (string best, OnnxRuntimeTwin other) = twins.MinBy(each => Runs(each.Twin.Seconds).Seconds);
            int runs = Runs(other.Seconds).Count;
            foreach (IBackend backend in CpuBackends.All.Where(each => each.Unavailable is null && each != ScalarBackend.Instance))
            {
                using IModelSession session = backend.Open(model, RunLimits.Default);
                RunOptions options = new() { Boundaries = false };
                double Own(int count) => Measurement.Mean(count, () => session.Run([input], options, CancellationToken.None));
                int ownRuns = Runs(Own).Count;
                (double Own, double Other)[] turns = [.. Enumerable.Range(0, Rounds).Select(_ => (Own(ownRuns), other.Seconds(runs)))];
                double ratio = Median(turns.Select(turn => turn.Other / turn.Own));
                double own = operations / Median(turns.Select(turn => turn.Own)) / 1e9;
                double theirs = operations / Median(turns.Select(turn => turn.Other)) / 1e9;
                Console.WriteLine($"  {backend.Name, -12} {own, 8:F1} GOP/s, onnxruntime ({best}) {theirs, 8:F1}: {ratio:F2} x");
            }
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"  skipped: {error.Message}");
        }
        finally
        {
            foreach ((_, OnnxRuntimeTwin twin) in twins)
                twin.Dispose();
        }
        Console.WriteLine();
    }

    /// <summary>Warms up, and finds how many runs make a sample.</summary>
    private static (int Count, double Seconds) Runs(Func<int, double> seconds)
    {
        double once = seconds(20);
        int count = Math.Max(1, (int)(SampleSeconds / once));
        return (count, seconds(count));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static string Counts(IReadOnlyDictionary<string, int> nodes) =>
        string.Join(", ", nodes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"));

    private static double Correlation(sbyte[] own, IReadOnlyList<int> other)
    {
        (double meanOwn, double meanOther) = (own.Average(value => (double)value), other.Average(value => (double)value));
        double product = own.Zip(other, (a, b) => (a - meanOwn) * (b - meanOther)).Sum();
        double squares = own.Sum(value => Math.Pow(value - meanOwn, 2)) * other.Sum(value => Math.Pow(value - meanOther, 2));
        return product / Math.Sqrt(squares);
    }
}
