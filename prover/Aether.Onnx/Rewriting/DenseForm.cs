namespace Aether.Onnx;

/// <summary>Writes Gemm and MatMul by constants as one operator, aether.Dense: x (.., K) by weights (K, N) plus bias (N).</summary>
internal sealed class DenseForm : Rewrite
{
    protected override IReadOnlyList<FloatNode>? Match(FloatNode node)
    {
        if (node.Operator == "MatMul" && Graph.ConstantOrNull(node.Inputs[1]) is NdArray weights && weights.Rank == 2)
            return [Dense(node, node.Inputs[0], weights, new float[weights.Sizes[1]])];
        return node.Operator == "Gemm" ? Gemm(node) : null;
    }

    private FloatNode[]? Gemm(FloatNode node)
    {
        if (Graph.ConstantOrNull(node.Inputs[1]) is not NdArray given || node.IntAttribute("transA", 0) != 0)
            return null;
        bool turned = node.IntAttribute("transB", 0) != 0;
        float alpha = node.FloatAttribute("alpha", 1);
        float beta = node.FloatAttribute("beta", 1);
        int depth = given.Sizes[turned ? 1 : 0];
        int columns = given.Sizes[turned ? 0 : 1];
        float[] weights = new float[given.Values.Length];
        for (int k = 0; k < depth; k++)
        {
            for (int n = 0; n < columns; n++)
                weights[k * columns + n] = alpha * given.Values[turned ? n * depth + k : k * columns + n];
        }
        float[] bias = new float[columns];
        if (node.Inputs.Count > 2 && node.Inputs[2].Length > 0)
        {
            if (Graph.ConstantOrNull(node.Inputs[2]) is not NdArray added || (added.Rank == 2 && added.Sizes[0] != 1))
                return null;
            for (int n = 0; n < columns; n++)
                bias[n] = beta * added.Values[added.Values.Length == 1 ? 0 : n];
        }
        return [Dense(node, node.Inputs[0], new NdArray(OnnxType.Float, [depth, columns], weights), bias)];
    }

    private FloatNode Dense(FloatNode node, string input, NdArray weights, float[] bias) =>
        new(
            node.Name,
            OwnOperators.Dense,
            [input, Constant(node, weights), Constant(node, NdArray.Of([bias.Length], bias))],
            node.Outputs,
            FloatNode.NoAttributes
        );
}
