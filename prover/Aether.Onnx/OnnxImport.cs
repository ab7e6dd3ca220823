using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Turns a float network in an ONNX file into an AIR8 model.</summary>
public static class OnnxImport
{
    // Every so many samples one is kept from the calibration, so that the report has some that chose nothing.
    private const int HeldOutEvery = 5;
    private const int HeldOutFrom = 10;

    // Samples by which one of two forms is chosen.
    private const int ChoiceSamples = 32;

    /// <param name="path">ONNX file.</param>
    /// <param name="calibrationFolder">.npy arrays, or images of 28 by 28 (PNG, PGM); subfolders named by numbers are labels.</param>
    /// <param name="progress">Is told each stage.</param>
    /// <exception cref="OnnxRefusedException">Something is not supported; the message names the node and the reason.</exception>
    /// <exception cref="Air8RefusedException">The model that came out breaks a rule of AIR8.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImportResult Run(
        string path,
        string calibrationFolder,
        ImportOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        List<string> notes = [];
        progress?.Report("reading the model");
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(path), notes);
        OnnxRefusedException.Require(graph.Inputs.Count == 1, $"the model has {graph.Inputs.Count} inputs; AIR8 has one");
        progress?.Report("reading the samples");
        (IReadOnlyList<Sample> samples, bool images) = SampleFolder.Read(calibrationFolder, graph.Inputs[0].Type, options.SamplesMax);
        ImportOptions chosen = options with { InputScale = options.InputScale ?? (images ? SampleFolder.ImageScale : null) };
        return Run(graph, samples, chosen, notes, progress, cancellationToken);
    }

    internal static ImportResult Run(
        FloatGraph graph,
        IReadOnlyList<Sample> samples,
        ImportOptions options,
        List<string> notes,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        OnnxRefusedException.Require(graph.Outputs.Count == 1, $"the model has {graph.Outputs.Count} outputs; AIR8 has one");
        FloatGraph reference = Rewrites.DropFinalSoftmax(graph, notes);
        FloatGraph rewritten = Rewrites.Apply(reference);
        (Sample Sample, bool HeldOut)[] set =
        [
            .. samples.Select((sample, i) => (sample, samples.Count >= HeldOutFrom && i % HeldOutEvery == HeldOutEvery - 1)),
        ];
        NdArray[] calibration = [.. set.Where(pair => !pair.HeldOut).Select(pair => pair.Sample.Input)];
        progress?.Report(FormattableString.Invariant($"calibrating on {calibration.Length} samples"));
        (FloatGraph lowered, Plan plan, byte[] file, IReadOnlyDictionary<PlanNode, int> ids, Air8Model model) = Best(
            reference,
            rewritten,
            calibration,
            options,
            notes,
            cancellationToken
        );
        progress?.Report("comparing with the float model");
        Comparison comparison = new(plan, ids, model);
        comparison.Run(reference, lowered, set, progress, cancellationToken);
        if (options.DecodeTokens is not null)
        {
            notes.Add("compared position by position as a single pass; the file is the same network as a decode loop");
            file = Decoding(plan, options);
            model = Air8Model.Load(file);
        }
        ImportReport report = new()
        {
            Notes = notes,
            ContentHash = model.ContentHash.ToString(),
            FileBytes = file.Length,
            MultiplyAdds = model.Work.MultiplyAdds,
            Input = End(graph.Inputs[0].Name, plan.Input, model.Operators[0].Type),
            Output = End(graph.Outputs[0], plan.Output, model.OutputType),
            CalibrationSamples = calibration.Length,
            Accuracy = comparison.Accuracy(),
            Layers = comparison.Layers(),
        };
        return new ImportResult(file, model, report);
    }

    private sealed record Candidate(FloatGraph Graph, Plan Plan, byte[] File, IReadOnlyDictionary<PlanNode, int> Ids, Air8Model Model);

    /// <summary>Lowers the graph as it is and with its channels evened out, and takes what errs less on some of the calibration samples.</summary>
    private static Candidate Best(
        FloatGraph reference,
        FloatGraph rewritten,
        NdArray[] calibration,
        ImportOptions options,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        Candidate plain = Lower(rewritten);
        FloatGraph even = ChannelEqualisation.Apply(rewritten);
        if (even == rewritten)
            return plain;
        Candidate other = Lower(even);
        if (Error(other) >= Error(plain))
            return plain;
        notes.Add("channels of layers in a row were evened out, which made the output more exact");
        return other;

        Candidate Lower(FloatGraph graph)
        {
            IReadOnlyDictionary<string, ValueStatistics> statistics = Calibrator.Run(graph, calibration, cancellationToken);
            Plan plan = Planner.Make(graph, statistics, options.InputScale);
            (byte[] file, IReadOnlyDictionary<PlanNode, int> ids) = Emitter.Write(plan);
            return new Candidate(graph, plan, file, ids, Air8Model.Load(file));
        }

        double Error(Candidate candidate)
        {
            Comparison comparison = new(candidate.Plan, candidate.Ids, candidate.Model);
            (Sample, bool)[] some = [.. calibration.Take(ChoiceSamples).Select(input => (new Sample(input, null), false))];
            comparison.Run(reference, candidate.Graph, some, null, cancellationToken);
            AccuracyReport accuracy = comparison.Accuracy();
            return accuracy.Outputs.Count > 0 ? accuracy.MeanError : accuracy.Answers - accuracy.Top1Agreements;
        }
    }

    private static byte[] Decoding(Plan plan, ImportOptions options)
    {
        OnnxRefusedException.Require(
            plan.Input.Node.Shape is { Channels: 1, Height: 1, Batch: 1 } shape && options.DecodeTokens <= shape.Width,
            $"a decode loop of {options.DecodeTokens} tokens needs an input of one list of at least as many tokens, not {plan.Input.Node.Shape}"
        );
        return Emitter.Write(plan.WithTokens(), options.DecodeTokens, options.EndToken).File;
    }

    private static TensorReport End(string name, Placed standing, ElementType type)
    {
        ScaleClass scale = standing.Node.Class.Root;
        return new TensorReport(
            OnnxRefusedException.Shown(name),
            type.ToString(),
            standing.Node.Shape.ToString(),
            standing.Axes,
            scale.Scale,
            scale.Offset
        );
    }
}
