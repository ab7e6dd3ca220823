namespace Aether.Onnx;

/// <summary>
/// Writes batch normalisation, and sums and products with one number per channel, as aether.ChannelAffine: x scale + offset along one axis. Folds one that
/// follows a layer with weights into the layer.
/// </summary>
internal sealed class ChannelAffine : Rewrite
{
    protected override IReadOnlyList<FloatNode>? Match(FloatNode node)
    {
        if (node.Operator == OwnOperators.ChannelAffine)
            return Fold(node);
        if (node.Operator == "BatchNormalization")
            return BatchNormalization(node);
        return node.Operator is "Add" or "Sub" or "Mul" or "Div" ? Elementwise(node) : null;
    }

    private FloatNode[]? BatchNormalization(FloatNode node)
    {
        NdArray?[] given = [.. node.Inputs.Skip(1).Select(Graph.ConstantOrNull)];
        if (given.Contains(null))
            return null;
        double epsilon = node.FloatAttribute("epsilon", 1e-5f);
        float[] scale = new float[given[0]!.Values.Length];
        float[] offset = new float[scale.Length];
        for (int c = 0; c < scale.Length; c++)
        {
            double factor = given[0]!.Values[c] / Math.Sqrt(given[3]!.Values[c] + epsilon);
            (scale[c], offset[c]) = ((float)factor, (float)(given[1]!.Values[c] - given[2]!.Values[c] * factor));
        }
        return [Affine(node, node.Inputs[0], scale, offset, 1)];
    }

    private FloatNode[]? Elementwise(FloatNode node)
    {
        if (!Index.TryConstant(node, out string value, out NdArray constant) || constant.Values.Length == 1)
            return null;
        IReadOnlyList<int> sizes = Graph.TypeOf(node.Output).Sizes;
        if (!Graph.TypeOf(value).Sizes.SequenceEqual(sizes) || AxisOf(constant, sizes) is not int axis)
            return null;
        bool first = node.Inputs[0] != value;
        if (first && node.Operator == "Div")
            return null;
        float[] ones = [.. constant.Values.Select(_ => 1f)];
        float[] zeros = new float[ones.Length];
        float[] negated = [.. constant.Values.Select(x => -x)];
        return node.Operator switch
        {
            "Add" => [Affine(node, value, ones, constant.Values, axis)],
            "Sub" when first => [Affine(node, value, [.. ones.Select(x => -x)], constant.Values, axis)],
            "Sub" => [Affine(node, value, ones, negated, axis)],
            "Mul" => [Affine(node, value, constant.Values, zeros, axis)],
            _ => [Affine(node, value, [.. constant.Values.Select(x => 1 / x)], zeros, axis)],
        };
    }

    /// <summary>The axis of the result along which a constant has its elements, when it is one.</summary>
    private static int? AxisOf(NdArray constant, IReadOnlyList<int> sizes)
    {
        int[] long1 = [.. Enumerable.Range(0, constant.Rank).Where(axis => constant.Sizes[axis] > 1)];
        return long1.Length == 1 ? sizes.Count - constant.Rank + long1[0] : null;
    }

    private FloatNode Affine(FloatNode node, string value, float[] scale, float[] offset, int axis) =>
        new(
            node.Name,
            OwnOperators.ChannelAffine,
            [value, Constant(node, NdArray.Of([scale.Length], scale)), Constant(node, NdArray.Of([offset.Length], offset))],
            node.Outputs,
            new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal)
            {
                ["axis"] = new() { Type = OnnxAttributeType.Int, Int = axis },
            }
        );

    /// <summary>scale (W x + b) + offset = (scale W) x + (scale b + offset).</summary>
    private FloatNode[]? Fold(FloatNode node)
    {
        if (!Index.IsPrivate(node.Inputs[0]) || Index.Maker(node.Inputs[0]) is not FloatNode layer)
            return null;
        int axis = node.IntAttribute("axis", 1);
        float[] scale = Graph.ConstantOrNull(node.Inputs[1])!.Values;
        float[] offset = Graph.ConstantOrNull(node.Inputs[2])!.Values;
        int last = Graph.TypeOf(node.Output).Rank - 1;
        bool dense = layer.Operator is OwnOperators.Dense or OwnOperators.RmsNorm && axis == last;
        bool conv = layer.Operator == "Conv" && axis == 1;
        bool again = layer.Operator == OwnOperators.ChannelAffine && layer.IntAttribute("axis", 1) == axis;
        if (!(dense || conv || again) || Graph.ConstantOrNull(layer.Inputs[1]) is not NdArray weights)
            return null;
        if (layer.Inputs.Count > 2 && Graph.ConstantOrNull(layer.Inputs[2]) is null)
            return null;
        float[] bias = layer.Inputs.Count > 2 ? Graph.ConstantOrNull(layer.Inputs[2])!.Values : new float[scale.Length];
        int inner = conv ? weights.Values.Length / scale.Length : 1;
        float[] folded = new float[weights.Values.Length];
        for (int i = 0; i < folded.Length; i++)
            folded[i] = weights.Values[i] * scale[conv ? i / inner : i % scale.Length];
        float[] moved = [.. bias.Select((value, c) => value * scale[c] + offset[c])];
        return
        [
            layer with
            {
                Inputs = [layer.Inputs[0], Constant(node, weights.With(folded)), Constant(node, NdArray.Of([moved.Length], moved))],
                Outputs = node.Outputs,
            },
        ];
    }
}
