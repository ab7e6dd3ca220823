namespace Aether.Onnx;

/// <summary>Means over both spatial axes become GlobalAveragePool, padding with zeros moves into the convolution behind it.</summary>
internal sealed class SpatialForm : Rewrite
{
    protected override IReadOnlyList<FloatNode>? Match(FloatNode node) =>
        node.Operator switch
        {
            "ReduceMean" => Mean(node),
            "Conv" => Padded(node),
            _ => null,
        };

    private FloatNode[]? Mean(FloatNode node)
    {
        if (Graph.TypeOf(node.Inputs[0]).Rank != 4)
            return null;
        IReadOnlyList<long> axes =
            node.Attributes.TryGetValue("axes", out OnnxAttribute? given) ? given.Ints
            : node.Inputs.Count > 1 && Graph.ConstantOrNull(node.Inputs[1]) is NdArray constant ? [.. constant.Values.Select(x => (long)x)]
            : [];
        long[] means = [.. axes.Select(axis => axis < 0 ? axis + 4 : axis).Order()];
        if (means.SequenceEqual([1L, 2L]))
            return ChannelsLast(node);
        if (!means.SequenceEqual([2L, 3L]))
            return null;
        if (node.IntAttribute("keepdims", 1) != 0)
            return [new FloatNode(node.Name, "GlobalAveragePool", [node.Inputs[0]], node.Outputs, FloatNode.NoAttributes)];
        string kept = $"{node.Output}/kept";
        return
        [
            new FloatNode(node.Name, "GlobalAveragePool", [node.Inputs[0]], [kept], FloatNode.NoAttributes),
            new FloatNode(node.Name, "Flatten", [kept], node.Outputs, FloatNode.NoAttributes),
        ];
    }

    /// <summary>The same of (N, H, W, C), as TensorFlow has it.</summary>
    private static FloatNode[] ChannelsLast(FloatNode node)
    {
        string turned = $"{node.Output}/turned";
        string mean = $"{node.Output}/mean";
        bool keeps = node.IntAttribute("keepdims", 1) != 0;
        return
        [
            new FloatNode(node.Name, "Transpose", [node.Inputs[0]], [turned], Order(0, 3, 1, 2)),
            new FloatNode(node.Name, "GlobalAveragePool", [turned], [mean], FloatNode.NoAttributes),
            keeps
                ? new FloatNode(node.Name, "Transpose", [mean], node.Outputs, Order(0, 2, 3, 1))
                : new FloatNode(node.Name, "Flatten", [mean], node.Outputs, FloatNode.NoAttributes),
        ];
    }

    private static Dictionary<string, OnnxAttribute> Order(params long[] axes) =>
        new(StringComparer.Ordinal)
        {
            ["perm"] = new() { Type = OnnxAttributeType.Ints, Ints = axes },
        };

    private FloatNode[]? Padded(FloatNode node)
    {
        string automatic = node.Attributes.TryGetValue("auto_pad", out OnnxAttribute? mode) ? mode.Text : "NOTSET";
        if (Index.Maker(node.Inputs[0], "Pad") is not FloatNode pad || automatic is not ("" or "NOTSET" or "VALID"))
            return null;
        IReadOnlyList<int> before = Graph.TypeOf(pad.Inputs[0]).Sizes;
        IReadOnlyList<long>? pads =
            pad.Attributes.TryGetValue("pads", out OnnxAttribute? given) ? given.Ints
            : pad.Inputs.Count > 1 ? [.. Graph.ConstantOrNull(pad.Inputs[1])!.Values.Select(x => (long)x)]
            : null;
        bool zero =
            pad.FloatAttribute("value", 0) == 0 && (pad.Inputs.Count < 3 || pad.Inputs[2].Length == 0 || Index.IsScalar(pad.Inputs[2], 0));
        if (pads is not { Count: 8 } || before.Count != 4 || !zero || pads[0] + pads[1] + pads[4] + pads[5] != 0)
            return null;
        IReadOnlyList<long> own =
            automatic != "VALID" && node.Attributes.TryGetValue("pads", out OnnxAttribute? had) ? had.Ints : [0, 0, 0, 0];
        Dictionary<string, OnnxAttribute> attributes = new(node.Attributes, StringComparer.Ordinal)
        {
            ["pads"] = new()
            {
                Type = OnnxAttributeType.Ints,
                Ints = [own[0] + pads[2], own[1] + pads[3], own[2] + pads[6], own[3] + pads[7]],
            },
        };
        attributes.Remove("auto_pad");
        return [node with { Inputs = [pad.Inputs[0], .. node.Inputs.Skip(1)], Attributes = attributes }];
    }
}
