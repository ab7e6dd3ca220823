namespace Aether.Onnx;

/// <summary>Runs the float graph over samples and remembers what every value was.</summary>
internal static class Calibrator
{
    /// <param name="graph">As it is lowered.</param>
    /// <param name="samples">One input each.</param>
    /// <exception cref="OnnxRefusedException">A value is not finite.</exception>
    public static IReadOnlyDictionary<string, ValueStatistics> Run(
        FloatGraph graph,
        IReadOnlyList<NdArray> samples,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, ValueStatistics> seen = new(StringComparer.Ordinal);
        HashSet<string> scores = [.. graph.Nodes.Where(node => node.Operator == OwnOperators.CausalSoftmax).Select(node => node.Inputs[0])];
        HashSet<string> rows = [.. graph.Nodes.Where(node => node.Operator is "Softmax").Select(node => node.Inputs[0])];
        foreach (NdArray sample in samples)
            graph.Run([sample], Add, cancellationToken);
        return seen;

        void Add(string name, NdArray value)
        {
            if (!seen.TryGetValue(name, out ValueStatistics? statistics))
                seen[name] = statistics = new ValueStatistics();
            OnnxRefusedException.Require(
                Array.TrueForAll(value.Values, float.IsFinite),
                $"value '{OnnxRefusedException.Shown(name)}' is not finite on a calibration sample"
            );
            if (value.Rank > 1 && (scores.Contains(name) || rows.Contains(name)))
                AddRows(statistics, value, scores.Contains(name));
            else
                statistics.Add(value.Values);
        }
    }

    /// <summary>Scores count only where a softmax looks at them.</summary>
    private static void AddRows(ValueStatistics statistics, NdArray value, bool causal)
    {
        (int queries, int keys) = (value.Sizes[^2], value.Sizes[^1]);
        for (int row = 0; row < value.Values.Length / keys; row++)
        {
            int known = causal ? Math.Min(keys, row % queries + 1) : keys;
            // Whatever a score is that stands alone, its softmax is one.
            if (known > 1 || queries == 1 || keys == 1)
                statistics.Add(value.Values.AsSpan(row * keys, known));
        }
    }
}
