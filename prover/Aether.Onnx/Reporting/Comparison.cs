using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Runs the AIR8 model and the float model on the same samples and counts where they differ.</summary>
internal sealed class Comparison(Plan plan, IReadOnlyDictionary<PlanNode, int> ids, Air8Model model)
{
    private const int TracedSamples = 8;
    private const int OutputsMax = 1000;
    private const int ConfusionsMax = 10_000;

    private readonly Dictionary<(int, int), int> confusions = [];
    private readonly Dictionary<string, LayerNoise> noise = new(StringComparer.Ordinal);
    private (double Largest, double Sum)[] errors = [];
    private int samples;
    private int answers;
    private int agreements;
    private int heldOut;
    private int heldOutAgreements;
    private int labelled;
    private int floatCorrect;
    private int air8Correct;

    /// <param name="reference">The float model as it was, without the rewriting.</param>
    /// <param name="rewritten">The float model as it was lowered; its values are compared layer by layer.</param>
    public void Run(
        FloatGraph reference,
        FloatGraph rewritten,
        IReadOnlyList<(Sample Sample, bool HeldOut)> set,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        using IModelSession session = CpuBackends.Widest.Open(model, new RunLimits(long.MaxValue));
        foreach ((int i, (Sample sample, bool held)) in set.Index())
        {
            NdArray expected = reference.Run([sample.Input], null, cancellationToken)[0];
            Trace? trace = i < TracedSamples ? new Trace() : null;
            RunOptions options = new() { Boundaries = false, Trace = trace };
            Execution run = session.Run([TensorCodec.Encode(plan.Input, sample.Input)], options, cancellationToken);
            if (trace is not null)
                rewritten.Run([sample.Input], (name, value) => AddLayer(trace, name, value), cancellationToken);
            Compare(expected, TensorCodec.Decode(plan.Output, run.Output, expected.Sizes), sample.Label, held);
            if (i % 100 == 99)
                progress?.Report(FormattableString.Invariant($"compared {i + 1} of {set.Count} samples"));
        }
    }

    public AccuracyReport Accuracy() =>
        new()
        {
            Samples = samples,
            Answers = answers,
            Top1Agreements = agreements,
            HeldOutAnswers = heldOut,
            HeldOutAgreements = heldOutAgreements,
            Labelled = labelled,
            FloatCorrect = floatCorrect,
            Air8Correct = air8Correct,
            Confusions =
            [
                .. confusions
                    .OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key)
                    .Take(ConfusionsMax)
                    .Select(pair => new Confusion(pair.Key.Item1, pair.Key.Item2, pair.Value)),
            ],
            Outputs = [.. errors.Take(OutputsMax).Select((error, i) => new OutputError(i, error.Largest, error.Sum / samples))],
            LargestError = errors.Length == 0 ? 0 : errors.Max(error => error.Largest),
            MeanError = errors.Length == 0 ? 0 : errors.Average(error => error.Sum / samples),
        };

    public IReadOnlyList<LayerReport> Layers()
    {
        List<LayerReport> layers = [];
        foreach ((PlanNode node, int id) in ids.OrderBy(pair => pair.Value))
        {
            Air8Operator op = model.Operators[id];
            LayerNoise? found = node.Value is not null && plan.Places[node.Value].Node == node ? noise.GetValueOrDefault(node.Value) : null;
            layers.Add(
                new LayerReport(
                    id,
                    op.Opcode.ToString(),
                    node.From is null ? "" : OnnxRefusedException.Shown(node.From.Name),
                    op.Shape.ToString(),
                    op.Shift,
                    node.Class.Root.Scale,
                    found?.Decibel,
                    found?.ClippedShare
                )
            );
        }
        return layers;
    }

    private void AddLayer(Trace trace, string name, NdArray value)
    {
        if (
            !plan.Places.TryGetValue(name, out Placed? standing)
            || standing.Node.Value != name
            || !ids.TryGetValue(standing.Node, out int id)
        )
            return;
        if (model.Operators[id].Type != ElementType.Int8)
            return;
        if (!noise.TryGetValue(name, out LayerNoise? layer))
            noise[name] = layer = new LayerNoise();
        layer.Add(value.Values, TensorCodec.Decode(standing, trace.Tensors[id], value.Sizes).Values, standing.Node.Class.Root);
    }

    private void Compare(NdArray expected, NdArray found, int? label, bool held)
    {
        samples++;
        bool indices = plan.Output.Node.Kind == PlanKind.ArgMax;
        int axis = expected.Rank == 4 ? 1 : expected.Rank - 1;
        int classes = indices || expected.Rank == 0 ? 1 : expected.Sizes[axis];
        int inner = NdShape.Count([.. expected.Sizes.Skip(axis + 1)]);
        int rows = expected.Values.Length / classes;
        for (int row = 0; row < rows && (indices || classes > 1); row++)
        {
            int start = row / inner * classes * inner + row % inner;
            int wanted = indices ? (int)expected.Values[row] : Largest(expected.Values, start, classes, inner);
            int answer = indices ? (int)found.Values[row] : Largest(found.Values, start, classes, inner);
            Count(wanted, answer, label, held);
        }
        if (indices)
            return;
        if (errors.Length == 0)
            errors = new (double, double)[expected.Values.Length];
        for (int i = 0; i < errors.Length; i++)
        {
            double error = Math.Abs(expected.Values[i] - (double)found.Values[i]);
            errors[i] = (Math.Max(errors[i].Largest, error), errors[i].Sum + error);
        }
    }

    private void Count(int wanted, int answer, int? label, bool held)
    {
        answers++;
        agreements += wanted == answer ? 1 : 0;
        heldOut += held ? 1 : 0;
        heldOutAgreements += held && wanted == answer ? 1 : 0;
        if (confusions.Count < ConfusionsMax || confusions.ContainsKey((wanted, answer)))
            confusions[(wanted, answer)] = confusions.GetValueOrDefault((wanted, answer)) + 1;
        if (label is not int right)
            return;
        labelled++;
        floatCorrect += wanted == right ? 1 : 0;
        air8Correct += answer == right ? 1 : 0;
    }

    private static int Largest(float[] values, int start, int count, int step)
    {
        int best = 0;
        for (int i = 1; i < count; i++)
        {
            if (values[start + i * step] > values[start + best * step])
                best = i;
        }
        return best;
    }

    private sealed class Trace : ITraceSink
    {
        public Dictionary<int, Tensor> Tensors { get; } = [];

        public void Add(int operatorId, int position, Tensor tensor) => Tensors[operatorId] = tensor;
    }
}
