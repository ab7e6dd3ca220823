namespace Aether.Onnx;

/// <summary>Drops nodes that do nothing to a result: identities, casts between floats, dropout. Rounding to a quantised type and
/// back leaves the limits of that type.</summary>
/// <remarks>What a quantised graph rounds to is left out here and quantised anew: AIR8 has scales of its own. The accuracy report compares with the
/// graph as it was, rounding included.</remarks>
internal sealed class Simplify : Rewrite
{
    /// <summary>Removes aliases by giving every reader the first name.</summary>
    public static FloatGraph DropAliases(FloatGraph graph)
    {
        Dictionary<string, string> first = new(StringComparer.Ordinal);
        List<FloatNode> nodes = [];
        foreach (FloatNode node in graph.Nodes)
        {
            if (node.Operator == "Identity" && !graph.Outputs.Contains(node.Output, StringComparer.Ordinal))
                first[node.Output] = Named(node.Inputs[0]);
            else
                nodes.Add(node with { Inputs = [.. node.Inputs.Select(Named)] });
        }
        return first.Count == 0 ? graph : graph.With(nodes, new Dictionary<string, NdArray>(StringComparer.Ordinal));

        string Named(string name) => first.GetValueOrDefault(name, name);
    }

    protected override IReadOnlyList<FloatNode>? Match(FloatNode node) =>
        node.Operator switch
        {
            "Dropout"
                when node
                    .Outputs.Skip(1)
                    .All(mask => Index.Readers(mask).Count == 0 && !Graph.Outputs.Contains(mask, StringComparer.Ordinal)) =>
            [
                Alias(node with { Outputs = [node.Output] }, node.Inputs[0]),
            ],
            "Cast" when Graph.TypeOf(node.Inputs[0]).Type.IsFloat() && Graph.TypeOf(node.Output).Type.IsFloat() =>
            [
                Alias(node, node.Inputs[0]),
            ],
            // What is read by index or compared keeps its value in both.
            "Cast"
                when Graph.TypeOf(node.Inputs[0]).Type is OnnxType.Int32 or OnnxType.Int64
                    && Graph.TypeOf(node.Output).Type is OnnxType.Int32 or OnnxType.Int64 => [Alias(node, node.Inputs[0])],
            "DequantizeLinear" when Index.Maker(node.Inputs[0], "QuantizeLinear") is FloatNode from && SameScale(node, from) => Clipped(
                node,
                from
            ),
            "ArgMax"
                when Index.Maker(node.Inputs[0]) is FloatNode { Operator: "Softmax" or "LogSoftmax" } softmax && SameAxis(node, softmax) =>
            [
                node with
                {
                    Inputs = [softmax.Inputs[0]],
                },
            ],
            // Shapes that do not change anything.
            "Reshape"
            or "Flatten"
            or "Squeeze"
            or "Unsqueeze"
            or "Expand" when Graph.TypeOf(node.Inputs[0]).Sizes.SequenceEqual(Graph.TypeOf(node.Output).Sizes) =>
            [
                Alias(node, node.Inputs[0]),
            ],
            _ => null,
        };

    /// <summary>Rounding is left out, saturation is not: quantisers drop a Relu where the smallest step stands for zero.</summary>
    private FloatNode[]? Clipped(FloatNode node, FloatNode from)
    {
        NdArray? scale = Graph.ConstantOrNull(from.Inputs[1]);
        NdArray? zero = from.Inputs.Count > 2 && from.Inputs[2].Length > 0 ? Graph.ConstantOrNull(from.Inputs[2]) : null;
        if (scale is not { Values.Length: 1 } || QuantisedOperators.Range(Graph.TypeOf(from.Output).Type) is not (int low, int high))
            return null;
        float middle = zero?.Values[0] ?? 0;
        return
        [
            new FloatNode(
                node.Name,
                "Clip",
                [from.Inputs[0]],
                node.Outputs,
                new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal)
                {
                    ["min"] = new() { Type = OnnxAttributeType.Float, Float = (low - middle) * scale.Values[0] },
                    ["max"] = new() { Type = OnnxAttributeType.Float, Float = (high - middle) * scale.Values[0] },
                }
            ),
        ];
    }

    private bool SameAxis(FloatNode largest, FloatNode softmax)
    {
        int rank = Graph.TypeOf(softmax.Output).Rank;
        int given = softmax.IntAttribute("axis", Graph.Opset >= 13 ? -1 : 1);
        return (largest.IntAttribute("axis", 0) + rank) % rank == (given + rank) % rank;
    }

    private bool SameScale(FloatNode to, FloatNode from)
    {
        for (int i = 1; i < 3; i++)
        {
            NdArray? a = i < to.Inputs.Count ? Graph.ConstantOrNull(to.Inputs[i]) : null;
            NdArray? b = i < from.Inputs.Count ? Graph.ConstantOrNull(from.Inputs[i]) : null;
            if (a is null != b is null || (a is not null && !a.Values.AsSpan().SequenceEqual(b!.Values)))
                return false;
        }
        return true;
    }
}
