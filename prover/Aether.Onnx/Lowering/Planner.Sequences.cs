using Aether.Inference;

namespace Aether.Onnx;

/// <content>What transformers are made of.</content>
internal sealed partial class Planner
{
    // Scores this far below a row's largest get a 3,000th of its weight; more range would cost the near ones precision.
    private const double ScoreRange = 8;
    private const int ScoreLowest = -126;

    // Exponentials have 16 bits below the largest score of all rows. A row this far below it has shares to within a part in a thousand; below that, digits are lost.
    private const double LevelRange = 4;
    private const int Largest = 127;
    private const int VocabularyMax = 1 << 16;

    private void Gather(FloatNode node)
    {
        if (graph.ConstantOrNull(node.Inputs[1]) is NdArray chosen && graph.ConstantOrNull(node.Inputs[0]) is null)
        {
            Pick(node, chosen);
            return;
        }
        NdArray? rows = graph.ConstantOrNull(node.Inputs[0]);
        if (rows is null || rows.Rank != 2 || node.IntAttribute("axis", 0) is not (0 or -2))
            throw node.Refuse($"only rows of a constant matrix are chosen by tokens (an embedding)");
        (int vocabulary, int channels) = (rows.Sizes[0], rows.Sizes[1]);
        if (vocabulary > VocabularyMax)
            throw node.Refuse($"a vocabulary of {vocabulary} is above {VocabularyMax}");
        Placed tokens = Read(node, 1);
        if (tokens.Node.Kind is not (PlanKind.Input or PlanKind.ArgMax))
            throw node.Refuse($"its tokens are not the model's input");
        PlanNode embedded = Add(
            new PlanNode(PlanKind.Embedding, node, tokens.Node.Shape.With(0, channels), tokens.Node)
            {
                Class = ScaleClass.Wanting(Exact(node, rows.Values)),
                Weights = rows.Values,
                Numbers = [vocabulary],
            }
        );
        Finish(node.Output, new Placed(embedded, [.. tokens.Axes, channels == 1 ? [] : [0]]));
    }

    /// <summary>One element along an axis.</summary>
    private void Pick(FloatNode node, NdArray chosen)
    {
        Placed input = Read(node, 0);
        IReadOnlyList<int> sizes = graph.TypeOf(node.Inputs[0]).Sizes;
        int dim = (node.IntAttribute("axis", 0) + sizes.Count) % sizes.Count;
        if (chosen.Values.Length != 1 || input.Axes[dim].Count > 1)
            throw node.Refuse($"only one element along an axis is chosen, or rows of a constant matrix by tokens");
        int at = OperatorCall.ToInt(chosen.Values[0]);
        PlanNode picked =
            input.Axes[dim].Count == 0 ? input.Node : Sliced(node, input.Node, input.Axes[dim][0], at < 0 ? at + sizes[dim] : at, 1);
        List<IReadOnlyList<int>> axes = [.. input.Axes];
        axes.RemoveAt(dim);
        if (chosen.Rank == 1)
            axes.Insert(dim, []);
        Finish(node.Output, new Placed(picked, axes));
    }

    /// <summary>A constant per position and channel is the other form of Embedding: rows chosen by position.</summary>
    private void Positions(FloatNode node, string value, NdArray constant)
    {
        Placed to = placed.TryGetValue(value, out Placed? found) ? found : throw node.Refuse($"its operand has no place");
        IReadOnlyList<int> sizes = graph.TypeOf(value).Sizes;
        PlanNode tokens = nodes[0];
        bool table = constant.Rank >= 2 && constant.Values.Length == constant.Sizes[^1] * constant.Sizes[^2];
        if (
            node.Operator == "Sub"
            || !tokens.TakesTokens
            || !table
            || sizes.Count < 2
            || constant.Sizes[^1] != sizes[^1]
            || constant.Sizes[^2] != sizes[^2]
            || sizes[^2] != tokens.Shape.Width
        )
            throw node.Refuse(
                $"a constant of shape {NdShape.Text(constant.Sizes)} can be added only to embedded tokens, one row per position"
            );
        to = Arrange(node, to, (sizes.Count - 1, 0), (sizes.Count - 2, 1));
        PlanNode positions = Add(
            new PlanNode(PlanKind.Positions, node, to.Node.Shape, tokens)
            {
                Class = ScaleClass.Wanting(Exact(node, constant.Values)),
                Weights = constant.Values,
                Numbers = [sizes[^2]],
            }
        );
        ties.Add((to.Node.Class, positions.Class));
        PlanNode sum = Add(new PlanNode(PlanKind.Add, node, to.Node.Shape, to.Node, positions) { Class = ClassFor(node.Output) });
        Finish(node.Output, to.Of(sum));
    }

    /// <summary>Scale that holds every weight: rows that are copied, not summed, cannot be clipped.</summary>
    private static double Exact(FloatNode node, float[] weights)
    {
        if (!Array.TrueForAll(weights, float.IsFinite))
            throw node.Refuse($"one of its rows holds a number that is not finite");
        double largest = weights.Length == 0 ? 0 : weights.Max(weight => Math.Abs((double)weight));
        return largest > 0 ? largest / Largest : 1;
    }

    private void Softmax(FloatNode node)
    {
        bool causal = node.Operator == OwnOperators.CausalSoftmax;
        string name = node.Inputs[0];
        IReadOnlyList<int> sizes = graph.TypeOf(name).Sizes;
        int dim = causal ? sizes.Count - 1 : (node.IntAttribute("axis", graph.Opset >= 13 ? -1 : 1) + sizes.Count) % sizes.Count;
        Placed given = Read(node, 0);
        Placed input = causal ? Arrange(node, given, (dim, 0), (dim - 1, 1)) : Arrange(node, given, (dim, 0));
        PlanNode scores = input.Node;
        bool own = scores.HasTable && scores.Value == name && input.Node == given.Node && index.IsPrivate(name) && !scores.IsScore;
        if (!own)
            scores = Add(new PlanNode(PlanKind.Table, node, input.Node.Shape, input.Node) { Class = ScaleClass.Wanting(1), Value = name });
        ValueStatistics seen = statistics[name];
        double low = Math.Max(seen.Min, seen.RowMaxMin - ScoreRange);
        scores.Class.Span(Math.Min(low, seen.Max - 1), seen.Max, ScoreLowest, Largest);
        scores.IsScore = true;
        PlanNode masked = Masked(node, scores, causal);
        if (seen.Max - seen.RowMaxMin > LevelRange)
            masked = Masked(node, Levelled(node, masked), causal);
        PlanNode raised = Add(new PlanNode(PlanKind.Exponential, node, scores.Shape, masked) { Class = masked.Class });
        PlanNode divided = Add(
            new PlanNode(PlanKind.SoftmaxDivide, node, scores.Shape, raised) { Class = ScaleClass.Fixed(1.0 / Largest) }
        );
        Finish(node.Output, input.Of(divided));
    }

    private PlanNode Masked(FloatNode node, PlanNode scores, bool causal) =>
        causal ? Add(new PlanNode(PlanKind.CausalMask, node, scores.Shape, scores) { Class = scores.Class }) : scores;

    /// <summary>Scores less the largest of their row, which changes no softmax.</summary>
    private PlanNode Levelled(FloatNode node, PlanNode scores)
    {
        PlanNode largest = Repeated(node, LargestAlong(node, scores), 0, scores.Shape.Channels);
        PlanNode below = Add(
            new PlanNode(PlanKind.Add, node, scores.Shape, scores, largest)
            {
                Class = ScaleClass.Wanting(1),
                Subtract = true,
                IsScore = true,
            }
        );
        below.Class.Span(-ScoreRange, 0, ScoreLowest, Largest);
        return below;
    }

    /// <summary>The largest along the channels: neighbours in pairs, and what has no neighbour at the end.</summary>
    private PlanNode LargestAlong(FloatNode node, PlanNode tensor)
    {
        List<PlanNode> alone = [];
        while (tensor.Shape.Channels is int size and > 1)
        {
            if (int.IsOddInteger(size))
                alone.Add(Sliced(node, tensor, 0, size - 1, 1));
            PlanNode even = Sliced(node, tensor, 0, 0, size / 2 * 2);
            tensor = Add(new PlanNode(PlanKind.PairMax, node, even.Shape.With(0, size / 2), even) { Class = even.Class, Numbers = [0] });
        }
        foreach (PlanNode other in alone)
            tensor = Add(new PlanNode(PlanKind.PairTable, node, tensor.Shape, tensor, other) { Class = tensor.Class, Pair = Math.Max });
        return tensor;
    }

    private void Centre(FloatNode node)
    {
        Placed input = Read(node, 0);
        input = Arrange(node, input, (input.Axes.Count - 1, 0));
        PlanNode centred = Add(new PlanNode(PlanKind.Centre, node, input.Node.Shape, input.Node) { Class = ClassFor(node.Output) });
        Finish(node.Output, input.Of(centred));
    }

    private void RmsNorm(FloatNode node)
    {
        Placed input = Read(node, 0);
        input = Arrange(node, input, (input.Axes.Count - 1, 0));
        float epsilon = node.FloatAttribute("epsilon", 1e-5f);
        if (epsilon < 0)
            throw node.Refuse($"its epsilon is {epsilon}");
        PlanNode scale = Add(
            new PlanNode(PlanKind.RmsScale, node, input.Node.Shape.With(0, 1), input.Node)
            {
                Class = ScaleClass.Fixed(1),
                Epsilon = epsilon,
                MeanSquare = statistics[node.Inputs[0]].MeanSquare,
            }
        );
        PlanNode normal = Add(
            new PlanNode(PlanKind.Normalise, node, input.Node.Shape, input.Node, scale)
            {
                Class = ClassFor(node.Output),
                Weights = graph.ConstantOrNull(node.Inputs[1])!.Values,
                Bias = graph.ConstantOrNull(node.Inputs[2])!.Values,
            }
        );
        Finish(node.Output, input.Of(normal));
    }

    private void ArgMax(FloatNode node)
    {
        Placed input = Read(node, 0);
        int rank = input.Axes.Count;
        int dim = (node.IntAttribute("axis", 0) + rank) % rank;
        input = Arrange(node, input, (dim, 0));
        PlanNode largest = Add(
            new PlanNode(PlanKind.ArgMax, node, input.Node.Shape.With(0, 1), input.Node) { Class = ScaleClass.Fixed(1) }
        );
        List<IReadOnlyList<int>> axes = [.. input.Axes];
        axes[dim] = [];
        if (node.IntAttribute("keepdims", 1) == 0)
            axes.RemoveAt(dim);
        Finish(node.Output, new Placed(largest, axes));
    }
}
