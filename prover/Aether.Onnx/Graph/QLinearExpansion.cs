namespace Aether.Onnx;

/// <summary>Writes the operators of already quantised graphs as what they mean: dequantise, the operator in floating point, quantise.</summary>
internal static class QLinearExpansion
{
    public static void AddTo(List<FloatNode> nodes, FloatNode node, Dictionary<string, NdArray> constants)
    {
        switch (node.Operator)
        {
            case "QLinearConv":
                Conv(nodes, node, constants);
                break;
            case "QLinearMatMul":
                Require(node, 8, 8);
                string a = Dequantised(nodes, node, 0);
                string b = Dequantised(nodes, node, 3, axis: null);
                Product(nodes, node, "MatMul", [a, b], FloatNode.NoAttributes);
                break;
            default:
                nodes.Add(node);
                break;
        }
    }

    private static void Conv(List<FloatNode> nodes, FloatNode node, Dictionary<string, NdArray> constants)
    {
        Require(node, 8, 9);
        string x = Dequantised(nodes, node, 0);
        string w = Dequantised(nodes, node, 3, axis: 0);
        List<string> inputs = [x, w];
        if (node.Inputs.Count == 9 && node.Inputs[8].Length > 0)
        {
            if (!constants.TryGetValue(node.Inputs[1], out NdArray? scaleX) || !constants.TryGetValue(node.Inputs[4], out NdArray? scaleW))
                throw node.Refuse($"its scales are no constants");
            if (scaleX.Values.Length != 1)
                throw node.Refuse($"its input's scale is no single number");
            string scale = $"{node.Output}/bias_scale";
            float[] scales = Array.ConvertAll(scaleW.Values, value => value * scaleX.Values[0]);
            if (!constants.TryAdd(scale, new NdArray(OnnxType.Float, scaleW.Sizes, scales)))
                throw node.Refuse($"'{OnnxRefusedException.Shown(scale)}' is made twice");
            string bias = $"{node.Output}/bias";
            nodes.Add(new FloatNode(node.Name, "DequantizeLinear", [node.Inputs[8], scale], [bias], Axis(0)));
            inputs.Add(bias);
        }
        Product(nodes, node, "Conv", inputs, node.Attributes);
    }

    private static void Product(
        List<FloatNode> nodes,
        FloatNode node,
        string name,
        IReadOnlyList<string> inputs,
        IReadOnlyDictionary<string, OnnxAttribute> attributes
    )
    {
        string real = $"{node.Output}/real";
        nodes.Add(new FloatNode(node.Name, name, inputs, [real], attributes));
        nodes.Add(new FloatNode(node.Name, "QuantizeLinear", [real, node.Inputs[6], node.Inputs[7]], node.Outputs, FloatNode.NoAttributes));
    }

    private static string Dequantised(List<FloatNode> nodes, FloatNode node, int input, int? axis = null)
    {
        string real = $"{node.Output}/input{input}";
        nodes.Add(
            new FloatNode(
                node.Name,
                "DequantizeLinear",
                [node.Inputs[input], node.Inputs[input + 1], node.Inputs[input + 2]],
                [real],
                axis is int given ? Axis(given) : FloatNode.NoAttributes
            )
        );
        return real;
    }

    private static Dictionary<string, OnnxAttribute> Axis(int axis) =>
        new(StringComparer.Ordinal)
        {
            ["axis"] = new OnnxAttribute { Type = OnnxAttributeType.Int, Int = axis },
        };

    private static void Require(FloatNode node, int least, int most)
    {
        if (node.Inputs.Count < least || node.Inputs.Count > most)
            throw node.Refuse($"it has {node.Inputs.Count} inputs");
    }
}
