namespace Aether.Inference;

/// <summary>Trains a multilayer perceptron with integers alone: seed, examples and recipe decide every byte, on every backend.</summary>
/// <remarks>Source: prover/AIR8.md, Training runs. Keeps I-50.</remarks>
public static class MlpTraining
{
    private const int ReportSteps = 100;

    /// <param name="seed">Decides first weights and the order of the batches.</param>
    /// <param name="examples">Channels only: the other axes of their shape are 1.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <exception cref="InvalidDataException">The recipe does not suit the examples, or is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static TrainingResult Run(
        TrainingSet examples,
        TrainingRecipe recipe,
        Digest seed,
        IBackend backend,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        recipe.Require();
        if (examples.Shape.LiveCount != examples.Shape.Channels)
            throw new InvalidDataException($"examples of shape {examples.Shape} have more than a channel axis");
        MlpTrainingGraph graph = new([examples.Shape.Channels, .. recipe.Hidden, examples.Classes], recipe.Batch);
        IReadOnlyList<Tensor> states = FirstStates(graph, seed);
        Digest first = StateRoot(states, 0, seed);
        ulong step = 0;
        foreach (TrainingStage stage in recipe.Stages)
        {
            Air8Model model = Air8Model.Load(graph.Build(stage.Exact()));
            using IModelSession session = backend.Open(model, RunLimits.Default);
            for (int i = 0; i < stage.Steps; i++, step++)
            {
                (Tensor input, Tensor labels, int[] wanted) = Batch(examples, recipe.Batch, seed, step);
                Execution run = session.Run([input, labels, .. states], new RunOptions { Boundaries = false }, cancellationToken);
                states = run.States;
                if (step % ReportSteps == ReportSteps - 1)
                    progress?.Report(new TrainingProgress((long)step + 1, recipe.Steps, Right(run.Output, wanted), recipe.Batch));
            }
        }
        byte[] file = graph.Classifier(states, examples.Shape);
        return new TrainingResult(file, Air8Model.Load(file), first, StateRoot(states, step, seed), step);
    }

    /// <summary>Examples that a classifier puts into their class, ties to the lowest.</summary>
    public static int CountCorrect(Air8Model model, TrainingSet examples, IBackend backend, CancellationToken cancellationToken = default)
    {
        using IModelSession session = backend.Open(model, RunLimits.Default);
        int correct = 0;
        for (int i = 0; i < examples.Count; i++)
        {
            Tensor input = Tensor.Decode(ElementType.Int8, examples.Shape, examples.Frame(i));
            Execution run = session.Run([input], new RunOptions { Boundaries = false }, cancellationToken);
            if (ArgMaxScalar.Of(run.Output.ToInt8()) == examples.Label(i))
                correct++;
        }
        return correct;
    }

    internal static Tensor[] FirstStates(MlpTrainingGraph graph, Digest seed)
    {
        Tensor[] states = new Tensor[2 * graph.Layers];
        for (int layer = 0; layer < graph.Layers; layer++)
        {
            int count = graph.Inputs(layer) * graph.Outputs(layer);
            short[] weights = TrainingDraw.Weights(seed, layer, count, graph.FirstWeightMax(layer));
            states[2 * layer] = Tensor.FromInt16(graph.StateShape(2 * layer), weights);
            short[] biases = [.. Enumerable.Repeat(graph.FirstBias(layer), graph.Outputs(layer))];
            states[2 * layer + 1] = Tensor.FromInt16(graph.StateShape(2 * layer + 1), biases);
        }
        return states;
    }

    internal static (Tensor Input, Tensor Labels, int[] Wanted) Batch(TrainingSet examples, int batch, Digest seed, ulong step)
    {
        int frame = (int)examples.Shape.FrameCount;
        TensorShape shape = examples.Shape with { Batch = batch };
        byte[] input = new byte[frame * batch];
        sbyte[] labels = new sbyte[examples.Classes * batch];
        int[] wanted = new int[batch];
        for (int slot = 0; slot < batch; slot++)
        {
            int example = TrainingDraw.Example(seed, step, (uint)slot, examples.Count);
            examples.Frame(example).CopyTo(input.AsSpan(slot * frame));
            wanted[slot] = examples.Label(example);
            labels[slot * examples.Classes + wanted[slot]] = 1;
        }
        Tensor labelTensor = Tensor.FromInt8(new TensorShape(examples.Classes, 1, 1, batch), labels);
        return (Tensor.Decode(ElementType.Int8, shape, input), labelTensor, wanted);
    }

    private static int Right(Tensor shares, int[] wanted)
    {
        sbyte[] values = shares.ToInt8();
        int classes = shares.Shape.Channels;
        return wanted.Where((label, slot) => ArgMaxScalar.Of(values.AsSpan(slot * classes, classes)) == label).Count();
    }

    private static Digest StateRoot(IReadOnlyList<Tensor> states, ulong step, Digest seed)
    {
        Digest[] masters = [.. states.Select(TensorTree.Root)];
        Digest[] views =
        [
            .. states.Select(state => TensorTree.Root(Tensor.FromInt8(state.Shape, [.. state.ToInt16().Select(MlpTrainingGraph.View)]))),
        ];
        return Commitments.State(step, 0, seed, masters, views);
    }
}

/// <summary>How far a training run is.</summary>
/// <param name="Right">Of the last batch, before its step.</param>
public readonly record struct TrainingProgress(long Step, long Steps, int Right, int Batch);

/// <summary>What a training run yields.</summary>
/// <param name="File">The classifier, an AIR8 file.</param>
/// <param name="FirstStateRoot">stateRoot before the first step.</param>
/// <param name="LastStateRoot">stateRoot after the last.</param>
/// <param name="Steps">Steps done.</param>
public sealed record TrainingResult(byte[] File, Air8Model Model, Digest FirstStateRoot, Digest LastStateRoot, ulong Steps);
