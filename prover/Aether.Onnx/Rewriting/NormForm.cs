namespace Aether.Onnx;

/// <summary>Writes layer and root-mean-square normalisation over the last axis, as one node or as exporters spell it out, as Centre and RmsNorm.</summary>
internal sealed class NormForm : Rewrite
{
    protected override IReadOnlyList<FloatNode>? Match(FloatNode node) =>
        node.Operator switch
        {
            "LayerNormalization" or "RMSNormalization" => Whole(node),
            "Sub" => Centre(node),
            "Div" or "Mul" => Root(node),
            _ => null,
        };

    private bool IsLast(FloatNode node, string value, int axis) => axis == -1 || axis == Graph.TypeOf(value).Rank - 1;

    private FloatNode[]? Whole(FloatNode node)
    {
        string x = node.Inputs[0];
        NdArray? gain = Graph.ConstantOrNull(node.Inputs[1]);
        NdArray? bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? Graph.ConstantOrNull(node.Inputs[2]) : null;
        bool constant = gain is not null && (node.Inputs.Count <= 2 || node.Inputs[2].Length == 0 || bias is not null);
        if (!constant || !IsLast(node, x, node.IntAttribute("axis", -1)))
            return null;
        float epsilon = node.FloatAttribute("epsilon", 1e-5f);
        float[] offsets = bias?.Values ?? new float[gain!.Values.Length];
        if (node.Operator == "RMSNormalization")
            return [RmsNorm(node, x, gain!.Values, offsets, epsilon)];
        string centred = $"{node.Output}/centred";
        return
        [
            new FloatNode(node.Name, OwnOperators.Centre, [x], [centred], FloatNode.NoAttributes),
            RmsNorm(node, centred, gain!.Values, offsets, epsilon),
        ];
    }

    /// <summary>x - mean(x).</summary>
    private FloatNode[]? Centre(FloatNode node)
    {
        if (Index.Maker(node.Inputs[1], "ReduceMean") is not FloatNode mean || mean.Inputs[0] != node.Inputs[0] || !IsMeanOfLast(mean))
            return null;
        return [new FloatNode(node.Name, OwnOperators.Centre, [node.Inputs[0]], node.Outputs, FloatNode.NoAttributes)];
    }

    /// <summary>x / root or x (1 / root), root = sqrt(mean(x^2) + epsilon).</summary>
    private FloatNode[]? Root(FloatNode node)
    {
        for (int i = 0; i < 2; i++)
        {
            string x = node.Inputs[i];
            string other = node.Inputs[1 - i];
            string? root = node.Operator == "Div" ? (i == 0 ? other : null) : Inverted(other);
            if (root is null || Graph.TypeOf(node.Output).Sizes.SequenceEqual(Graph.TypeOf(x).Sizes) is false)
                continue;
            if (MeanSquareOf(root, x) is not float epsilon)
                continue;
            float[] ones = new float[Graph.TypeOf(x).Sizes[^1]];
            ones.AsSpan().Fill(1);
            return [RmsNorm(node, x, ones, new float[ones.Length], epsilon)];
        }
        return null;
    }

    /// <summary>r of 1 / r.</summary>
    private string? Inverted(string name)
    {
        if (Index.Maker(name, "Reciprocal") is FloatNode reciprocal)
            return reciprocal.Inputs[0];
        return Index.Maker(name, "Div") is FloatNode division && Index.IsScalar(division.Inputs[0], 1) ? division.Inputs[1] : null;
    }

    /// <summary>Epsilon when the value is sqrt(mean(x^2) + epsilon).</summary>
    private float? MeanSquareOf(string root, string x)
    {
        if (Index.Maker(root, "Sqrt") is not FloatNode sqrt)
            return null;
        float epsilon = 0;
        string mean = sqrt.Inputs[0];
        if (Index.Maker(mean, "Add") is FloatNode add && Index.TryConstant(add, out string value, out NdArray constant))
        {
            if (constant.Values.Length != 1)
                return null;
            (mean, epsilon) = (value, constant.Values[0]);
        }
        if (Index.Maker(mean, "ReduceMean") is not FloatNode reduce || !IsMeanOfLast(reduce))
            return null;
        string square = reduce.Inputs[0];
        bool squared =
            (Index.Maker(square, "Pow") is FloatNode power && power.Inputs[0] == x && Index.IsScalar(power.Inputs[1], 2))
            || (Index.Maker(square, "Mul") is FloatNode product && product.Inputs[0] == x && product.Inputs[1] == x);
        return squared ? epsilon : null;
    }

    private bool IsMeanOfLast(FloatNode mean)
    {
        IReadOnlyList<long> axes =
            mean.Attributes.TryGetValue("axes", out OnnxAttribute? given) ? given.Ints
            : mean.Inputs.Count > 1 && Graph.ConstantOrNull(mean.Inputs[1]) is NdArray constant ? [.. constant.Values.Select(x => (long)x)]
            : [];
        return axes.Count == 1 && IsLast(mean, mean.Inputs[0], (int)axes[0]) && mean.IntAttribute("keepdims", 1) != 0;
    }

    private FloatNode RmsNorm(FloatNode node, string x, float[] gain, float[] bias, float epsilon) =>
        new(
            node.Name,
            OwnOperators.RmsNorm,
            [x, Constant(node, NdArray.Of([gain.Length], gain)), Constant(node, NdArray.Of([bias.Length], bias))],
            node.Outputs,
            new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal)
            {
                ["epsilon"] = new() { Type = OnnxAttributeType.Float, Float = epsilon },
            }
        );
}
