namespace Aether.Onnx;

/// <summary>Writes a softmax behind a constant mask of the future as one operator.</summary>
internal sealed class MaskForm : Rewrite
{
    // What is this far below any score has no weight in a softmax of floats.
    private const float Masked = -1000;

    protected override IReadOnlyList<FloatNode>? Match(FloatNode node)
    {
        if (node.Operator != "Softmax" || Index.Maker(node.Inputs[0]) is not FloatNode mask)
            return null;
        IReadOnlyList<int> sizes = Graph.TypeOf(node.Output).Sizes;
        int axis = node.IntAttribute("axis", Graph.Opset >= 13 ? -1 : 1);
        if (sizes.Count < 2 || (axis != -1 && axis != sizes.Count - 1))
            return null;
        string? scores = mask.Operator switch
        {
            "Where" => ByWhere(mask, sizes),
            "Add" => ByAdd(mask, sizes),
            _ => null,
        };
        return scores is null || !Graph.TypeOf(scores).Sizes.SequenceEqual(sizes)
            ? null
            : [new FloatNode(node.Name, OwnOperators.CausalSoftmax, [scores], node.Outputs, FloatNode.NoAttributes)];
    }

    private string? ByWhere(FloatNode node, IReadOnlyList<int> sizes)
    {
        if (Graph.ConstantOrNull(node.Inputs[0]) is not NdArray condition)
            return null;
        if (Index.Scalar(node.Inputs[2]) is <= Masked && IsCausal(condition, sizes, value => value != 0))
            return node.Inputs[1];
        return Index.Scalar(node.Inputs[1]) is <= Masked && IsCausal(condition, sizes, value => value == 0) ? node.Inputs[2] : null;
    }

    private string? ByAdd(FloatNode node, IReadOnlyList<int> sizes)
    {
        if (!Index.TryConstant(node, out string value, out NdArray constant))
            return null;
        bool clear = constant.Values.All(x => x is 0 or <= Masked);
        return clear && IsCausal(constant, sizes, x => x == 0) ? value : null;
    }

    /// <summary>Whether exactly the keys up to the query pass.</summary>
    private static bool IsCausal(NdArray mask, IReadOnlyList<int> sizes, Func<float, bool> passes)
    {
        int keys = sizes[^1];
        int queries = sizes[^2];
        if (mask.Rank < 2 || mask.Sizes[^1] != keys || mask.Sizes[^2] != queries || mask.Values.Length != keys * queries)
            return false;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (passes(mask.Values[i]) != (i % keys <= i / keys))
                return false;
        }
        return true;
    }
}
