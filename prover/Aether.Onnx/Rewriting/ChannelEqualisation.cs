namespace Aether.Onnx;

/// <summary>
/// Moves scale between the channels of a layer and of the one behind it, so that both use the whole of int8 in every channel: per-channel scales, folded into
/// the weights, which leaves one power of two per tensor for requantisation.
/// </summary>
/// <remarks>
/// Exact in real numbers: f(x / s) s = f(x) for the functions that may stand between (Relu, LeakyRelu, largest and mean of a window). s = sqrt(r1 / r2), r1 and r2
/// the largest weights of the channel in front and behind. Source: M. Nagel and others, Data-Free Quantization through Weight Equalization and Bias Correction, 2019.
/// </remarks>
internal sealed class ChannelEqualisation
{
    private const int Rounds = 3;
    private const double FactorMax = 1024;

    private readonly FloatGraph graph;
    private readonly GraphIndex index;
    private readonly Dictionary<string, NdArray> changed = new(StringComparer.Ordinal);

    private ChannelEqualisation(FloatGraph graph) => (this.graph, index) = (graph, new GraphIndex(graph));

    /// <returns>An equal graph; the same object where nothing stands in a row.</returns>
    public static FloatGraph Apply(FloatGraph graph)
    {
        ChannelEqualisation pass = new(Unshared(graph));
        int pairs = 0;
        for (int round = 0; round < Rounds; round++)
        {
            foreach (FloatNode node in pass.graph.Nodes)
                pairs += pass.Even(node) ? 1 : 0;
        }
        return pairs == 0 ? graph : pass.graph.With(pass.graph.Nodes, pass.changed);
    }

    /// <summary>Gives every layer constants of its own, so that changing one changes no other.</summary>
    private static FloatGraph Unshared(FloatGraph graph)
    {
        Dictionary<string, NdArray> copies = new(StringComparer.Ordinal);
        List<FloatNode> nodes = [];
        foreach (FloatNode node in graph.Nodes)
        {
            if (!IsLayer(node))
            {
                nodes.Add(node);
                continue;
            }
            List<string> inputs = [node.Inputs[0]];
            foreach (string name in node.Inputs.Skip(1))
            {
                string own = $"{node.Output}/own{inputs.Count}";
                if (graph.ConstantOrNull(name) is NdArray constant)
                    copies[own] = constant;
                inputs.Add(copies.ContainsKey(own) ? own : name);
            }
            nodes.Add(node with { Inputs = inputs });
        }
        return graph.With(nodes, copies);
    }

    private static bool IsLayer(FloatNode node) => node.Operator is "Conv" or OwnOperators.Dense;

    private NdArray? Constant(FloatNode node, int input) =>
        input >= node.Inputs.Count || node.Inputs[input].Length == 0
            ? null
            : changed.GetValueOrDefault(node.Inputs[input]) ?? graph.ConstantOrNull(node.Inputs[input]);

    private bool Even(FloatNode front)
    {
        if (!IsLayer(front) || Constant(front, 1) is not NdArray weights || Behind(front) is not (FloatNode back, int repeat))
            return false;
        if (Constant(back, 1) is not NdArray others || (front.Inputs.Count > 2 && front.Inputs[2].Length > 0 && Constant(front, 2) is null))
            return false;
        Func<int, int> channelOfFront =
            front.Operator == "Conv" ? Divided(weights.Values.Length / weights.Sizes[0]) : Remainder(weights.Sizes[1]);
        int channels = front.Operator == "Conv" ? weights.Sizes[0] : weights.Sizes[1];
        if (ChannelOfBack(back, others, repeat, channels) is not Func<int, int> channelOfBack)
            return false;
        double[] first = Largest(weights, channelOfFront, channels);
        double[] second = Largest(others, channelOfBack, channels);
        double[] factor = [.. first.Zip(second, (a, b) => a > 0 && b > 0 ? Math.Clamp(Math.Sqrt(a / b), 1 / FactorMax, FactorMax) : 1)];
        Scale(front, 1, weights, i => 1 / factor[channelOfFront(i)]);
        if (Constant(front, 2) is NdArray bias)
            Scale(front, 2, bias, n => 1 / factor[n]);
        Scale(back, 1, others, i => factor[channelOfBack(i)]);
        return true;
    }

    /// <summary>The layer that alone reads this one's channels, through nothing but what keeps a factor; and how many rows a channel has there.</summary>
    private (FloatNode Back, int Repeat)? Behind(FloatNode front)
    {
        string value = front.Output;
        int repeat = 1;
        while (index.IsPrivate(value))
        {
            FloatNode reader = index.Readers(value)[0];
            bool flat = repeat > 1 || graph.TypeOf(value).Rank != 4;
            switch (reader.Operator)
            {
                case "Relu" or "LeakyRelu":
                case "MaxPool" or "AveragePool" or "GlobalAveragePool" when !flat:
                    break;
                case "Flatten" or "Reshape" when !flat && IsFlatten(value, reader.Output):
                    repeat = graph.TypeOf(value).Sizes[2] * graph.TypeOf(value).Sizes[3];
                    break;
                case "Conv" or OwnOperators.Dense when reader.Inputs[0] == value:
                    return (reader, repeat);
                default:
                    return null;
            }
            value = reader.Output;
        }
        return null;
    }

    private bool IsFlatten(string from, string to)
    {
        IReadOnlyList<int> sizes = graph.TypeOf(from).Sizes;
        return graph.TypeOf(to).Sizes.SequenceEqual([sizes[0], sizes[1] * sizes[2] * sizes[3]]);
    }

    private static Func<int, int>? ChannelOfBack(FloatNode back, NdArray weights, int repeat, int channels)
    {
        if (back.Operator == OwnOperators.Dense)
            return weights.Sizes[0] == channels * repeat ? i => i / weights.Sizes[1] / repeat : null;
        int area = weights.Sizes[2] * weights.Sizes[3];
        int groups = back.IntAttribute("group", 1);
        if (groups == 1)
            return weights.Sizes[1] == channels ? i => i / area % channels : null;
        return groups == channels && weights.Sizes[0] == channels && weights.Sizes[1] == 1 ? Divided(area) : null;
    }

    private static Func<int, int> Divided(int by) => i => i / by;

    private static Func<int, int> Remainder(int by) => i => i % by;

    private static double[] Largest(NdArray weights, Func<int, int> channelOf, int channels)
    {
        double[] largest = new double[channels];
        for (int i = 0; i < weights.Values.Length; i++)
            largest[channelOf(i)] = Math.Max(largest[channelOf(i)], Math.Abs(weights.Values[i]));
        return largest;
    }

    private void Scale(FloatNode node, int input, NdArray values, Func<int, double> factor) =>
        changed[node.Inputs[input]] = values.With([.. values.Values.Select((value, i) => (float)(value * factor(i)))]);
}
