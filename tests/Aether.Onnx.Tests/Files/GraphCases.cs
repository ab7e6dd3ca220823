namespace Aether.Onnx.Tests;

/// <summary>Graphs that cover every operator and attribute that is read, each small. Numbers come from a fixed seed for each.</summary>
internal static partial class GraphCases
{
    public static IReadOnlyList<GraphCase> All { get; } =
    [.. Unary(), .. Binary(), .. Matrices(), .. Convolutions(), .. Pools(), .. Layouts(), .. Reductions(), .. Quantised(), .. Patterns()];

    private static float[] Positive(OnnxWriter writer, int count) => [.. writer.Draw(count).Select(value => MathF.Abs(value) + 0.1f)];

    /// <summary>One node on one input.</summary>
    private static GraphCase One(
        string name,
        string type,
        int[] sizes,
        (string, object)[]? attributes = null,
        Func<OnnxWriter, string[]>? more = null,
        int opset = 17,
        float low = -2,
        float high = 2,
        int outputs = 1
    )
    {
        OnnxWriter writer = new(
            opset,
            opset > 21 ? 10
                : opset > 18 ? 9
                : 8
        );
        string input = writer.Input("x", sizes);
        string[] rest = more?.Invoke(writer) ?? [];
        writer.Output(writer.Nodes(type, [input, .. rest], outputs, attributes ?? []));
        return new GraphCase(name, writer, low, high);
    }

    private static IEnumerable<GraphCase> Unary()
    {
        foreach (
            string type in (string[])
                ["Relu", "Sigmoid", "Tanh", "HardSwish", "Softplus", "Erf", "Exp", "Neg", "Abs", "Floor", "Ceil", "Identity", "Dropout"]
        )
            yield return One(type, type, [2, 3, 4], low: -4, high: 4);
        foreach (string type in (string[])["Sqrt", "Log", "Reciprocal"])
            yield return One(type, type, [7], low: 0.1f, high: 9);
        yield return One("LeakyRelu default", "LeakyRelu", [9]);
        yield return One("LeakyRelu alpha", "LeakyRelu", [9], [("alpha", 0.3f)]);
        yield return One("Elu", "Elu", [9], [("alpha", 0.7f)]);
        yield return One("HardSigmoid default", "HardSigmoid", [9], low: -4, high: 4);
        yield return One("HardSigmoid alpha beta", "HardSigmoid", [9], [("alpha", 0.4f), ("beta", 0.3f)]);
        yield return One("Gelu none", "Gelu", [16], opset: 20, low: -5, high: 5);
        yield return One("Gelu tanh", "Gelu", [16], [("approximate", "tanh")], opset: 20, low: -5, high: 5);
        yield return One("Clip attributes", "Clip", [9], [("min", -0.5f), ("max", 1.25f)], opset: 9);
        yield return One("Clip inputs", "Clip", [9], null, w => [w.Constant("low", [], -0.5f), w.Constant("high", [], 1.5f)]);
        yield return One("Clip max only", "Clip", [9], null, w => ["", w.Constant("high", [], 0.5f)]);
        yield return One("Cast to int", "Cast", [9], [("to", 7)]);
    }

    private static IEnumerable<GraphCase> Binary()
    {
        foreach (string type in (string[])["Add", "Sub", "Mul", "Div", "Min", "Max", "PRelu"])
        {
            yield return One($"{type} channels", type, [1, 3, 2, 2], null, w => [w.Constant("c", [3, 1, 1], 0.5f, -1.5f, 2)]);
            OnnxWriter two = new();
            two.Output(two.Node(type, [two.Input("a", 2, 3), two.Input("b", 2, 3)]));
            if (type != "PRelu")
                yield return new GraphCase($"{type} of two", two, 0.2f);
        }
        yield return One("Pow", "Pow", [8], null, w => [w.Constant("e", [], 2)]);
        yield return One("Sum of two", "Sum", [8], null, w => [w.Constant("e", [8], w.Draw(8))]);
        foreach (string type in (string[])["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"])
        {
            OnnxWriter writer = new();
            string x = writer.Input("x", 2, 4);
            string condition = writer.Node(type, [x, writer.Constant("c", [4], 0, 0.5f, -0.5f, 1)]);
            writer.Output(writer.Node("Where", [condition, x, writer.Constant("e", [], -7)]));
            yield return new GraphCase($"Where {type}", writer);
        }
        OnnxWriter logic = new();
        string y = logic.Input("x", 8);
        string above = logic.Node("Greater", [y, logic.Constant("a", [], -1)]);
        string below = logic.Node("Less", [y, logic.Constant("b", [], 1)]);
        string both = logic.Node("And", [above, below]);
        string either = logic.Node("Or", [logic.Node("Not", [above]), both]);
        logic.Output(logic.Node("Cast", [either], ("to", 1)));
        yield return new GraphCase("And Or Not", logic);
    }

    private static IEnumerable<GraphCase> Matrices()
    {
        foreach ((int a, int b) in (ValueTuple<int, int>[])[(0, 0), (0, 1), (1, 0), (1, 1)])
            yield return One(
                $"Gemm {a}{b}",
                "Gemm",
                a == 0 ? [3, 5] : [5, 3],
                [("transA", a), ("transB", b), ("alpha", 0.5f), ("beta", 2f)],
                w => [w.Constant("w", b == 0 ? [5, 4] : [4, 5], w.Draw(20)), w.Constant("c", [4], w.Draw(4))]
            );
        yield return One("Gemm plain", "Gemm", [1, 6], [], w => [w.Constant("w", [6, 2], w.Draw(12))]);
        yield return One("Gemm scalar bias", "Gemm", [2, 3], [], w => [w.Constant("w", [3, 2], w.Draw(6)), w.Constant("c", [], 3)]);
        yield return One("MatMul constant", "MatMul", [2, 3, 4], [], w => [w.Constant("w", [4, 5], w.Draw(20))]);
        OnnxWriter writer = new();
        writer.Output(writer.Node("MatMul", [writer.Input("a", 2, 3, 4, 5), writer.Input("b", 1, 3, 5, 2)]));
        yield return new GraphCase("MatMul of two, broadcast", writer);
    }

    private static GraphCase Conv(string name, int[] input, int[] weights, bool bias, params (string, object)[] attributes) =>
        One(
            name,
            "Conv",
            input,
            attributes,
            w =>
                bias
                    ? [w.Constant("w", weights, w.Draw(NdShape.Count(weights))), w.Constant("b", [weights[0]], w.Draw(weights[0]))]
                    : [w.Constant("w", weights, w.Draw(NdShape.Count(weights)))]
        );

    private static IEnumerable<GraphCase> Convolutions()
    {
        yield return Conv("Conv 3x3", [1, 2, 7, 6], [4, 2, 3, 3], true);
        yield return Conv("Conv 1x1 batch", [2, 3, 4, 5], [2, 3, 1, 1], false, ("kernel_shape", (int[])[1, 1]));
        yield return Conv("Conv strides pads", [1, 2, 9, 8], [3, 2, 3, 2], true, ("strides", (int[])[2, 1]), ("pads", (int[])[1, 0, 2, 1]));
        yield return Conv("Conv dilations", [1, 1, 9, 9], [2, 1, 3, 3], false, ("dilations", (int[])[2, 3]), ("pads", (int[])[1, 2, 1, 2]));
        yield return Conv("Conv groups", [1, 4, 5, 5], [6, 2, 3, 3], true, ("group", 2));
        yield return Conv("Conv depthwise", [1, 4, 6, 6], [4, 1, 3, 3], true, ("group", 4), ("pads", (int[])[1, 1, 1, 1]));
        foreach (string form in (string[])["SAME_UPPER", "SAME_LOWER", "VALID"])
            yield return Conv($"Conv {form}", [1, 2, 8, 7], [2, 2, 3, 4], false, ("auto_pad", form), ("strides", (int[])[2, 2]));
        yield return One(
            "BatchNormalization",
            "BatchNormalization",
            [2, 3, 4, 2],
            [("epsilon", 0.01f), ("momentum", 0.8f)],
            w =>
                [
                    w.Constant("s", [3], w.Draw(3)),
                    w.Constant("b", [3], w.Draw(3)),
                    w.Constant("m", [3], w.Draw(3)),
                    w.Constant("v", [3], Positive(w, 3)),
                ]
        );
    }

    private static IEnumerable<GraphCase> Pools()
    {
        foreach (string type in (string[])["MaxPool", "AveragePool"])
        {
            yield return One($"{type} 2x2", type, [1, 2, 6, 4], [("kernel_shape", (int[])[2, 2]), ("strides", (int[])[2, 2])]);
            yield return One(
                $"{type} pads",
                type,
                [1, 2, 7, 6],
                [("kernel_shape", (int[])[3, 2]), ("strides", (int[])[2, 1]), ("pads", (int[])[1, 0, 1, 1])]
            );
            yield return One(
                $"{type} ceil",
                type,
                [1, 1, 7, 6],
                [("kernel_shape", (int[])[2, 3]), ("strides", (int[])[2, 2]), ("ceil_mode", 1)]
            );
            yield return One($"{type} SAME_LOWER", type, [1, 1, 5, 6], [("kernel_shape", (int[])[3, 3]), ("auto_pad", "SAME_LOWER")]);
        }
        yield return One("MaxPool dilations", "MaxPool", [1, 1, 8, 8], [("kernel_shape", (int[])[2, 2]), ("dilations", (int[])[2, 3])]);
        yield return One(
            "AveragePool count_include_pad",
            "AveragePool",
            [1, 2, 5, 5],
            [("kernel_shape", (int[])[3, 3]), ("pads", (int[])[1, 1, 1, 1]), ("count_include_pad", 1)]
        );
        yield return One("GlobalAveragePool", "GlobalAveragePool", [2, 3, 5, 4]);
    }

    private static IEnumerable<GraphCase> Layouts()
    {
        yield return One("Reshape -1", "Reshape", [2, 3, 4], [], w => [w.Ints("s", 0, -1)]);
        yield return One("Reshape allowzero", "Reshape", [2, 3, 4], [("allowzero", 1)], w => [w.Ints("s", 4, 3, 2)]);
        yield return One("Flatten", "Flatten", [2, 3, 4]);
        yield return One("Flatten axis -1", "Flatten", [2, 3, 4], [("axis", -1)]);
        yield return One("Transpose", "Transpose", [2, 3, 4], [("perm", (int[])[1, 2, 0])]);
        yield return One("Transpose default", "Transpose", [2, 3, 4]);
        yield return One(
            "Concat",
            "Concat",
            [2, 3, 2],
            [("axis", 1)],
            w => [w.Constant("c", [2, 1, 2], w.Draw(4)), w.Constant("d", [2, 2, 2], w.Draw(8))]
        );
        yield return One("Concat -1", "Concat", [2, 3], [("axis", -1)], w => [w.Constant("c", [2, 1], w.Draw(2))]);
        yield return One(
            "Slice",
            "Slice",
            [5, 6, 7],
            [],
            w => [w.Ints("s", 1, -4), w.Ints("e", 2147483647, -1), w.Ints("a", 0, 2), w.Ints("t", 2, 1)]
        );
        yield return One(
            "Slice attributes",
            "Slice",
            [5, 6],
            [("starts", (int[])[1]), ("ends", (int[])[4]), ("axes", (int[])[1])],
            opset: 9
        );
        yield return One("Split input", "Split", [2, 6], [("axis", 1)], w => [w.Ints("p", 1, 3, 2)], outputs: 3);
        yield return One("Split equal", "Split", [6, 2], [], outputs: 2);
        yield return One("Split num_outputs", "Split", [7, 2], [("num_outputs", 3)], opset: 18, outputs: 3);
        yield return One("Split attribute", "Split", [5, 2], [("split", (int[])[2, 3])], opset: 11, outputs: 2);
        yield return One("Squeeze input", "Squeeze", [1, 3, 1, 2], [], w => [w.Ints("a", 0, -2)]);
        yield return One("Squeeze all", "Squeeze", [1, 3, 1]);
        yield return One("Squeeze attribute", "Squeeze", [1, 3, 1], [("axes", (int[])[0])], opset: 11);
        yield return One("Unsqueeze input", "Unsqueeze", [3, 2], [], w => [w.Ints("a", 0, -1)]);
        yield return One("Unsqueeze attribute", "Unsqueeze", [3, 2], [("axes", (int[])[1])], opset: 11);
        yield return One("Expand", "Expand", [3, 1], [], w => [w.Ints("s", 2, 1, 4)]);
        yield return One("Pad", "Pad", [2, 3], [], w => [w.Ints("p", 0, 1, 2, 0), w.Constant("v", [], 5)]);
        yield return One("Gather axis", "Gather", [2, 4, 3], [("axis", 1)], w => [w.Ints("i", 3, 0, -1)]);
        OnnxWriter embedding = new();
        string tokens = embedding.Input("t", OnnxType.Int64, 1, 5);
        embedding.Output(embedding.Node("Gather", [embedding.Constant("e", [10, 4], embedding.Draw(40)), tokens]));
        yield return new GraphCase("Gather embedding", embedding, 0, 9.9f);
        yield return One("Trilu lower", "Trilu", [2, 4, 5], [("upper", 0)]);
        yield return One("Trilu upper k", "Trilu", [4, 4], [("upper", 1)], w => [w.Constant("k", OnnxType.Int64, [], 1)]);
    }

    private static IEnumerable<GraphCase> Reductions()
    {
        yield return One("ReduceMean axes", "ReduceMean", [2, 3, 4], [("axes", (int[])[-1]), ("keepdims", 1)]);
        yield return One("ReduceMean axes input", "ReduceMean", [2, 3, 4], [("keepdims", 0)], w => [w.Ints("a", 0, 2)], opset: 18);
        yield return One("ReduceMean all", "ReduceMean", [2, 3, 4]);
        yield return One("ReduceSum", "ReduceSum", [2, 3, 4], [("keepdims", 0)], w => [w.Ints("a", 1)]);
        yield return One("ReduceMax", "ReduceMax", [2, 3, 4], [("axes", (int[])[1])]);
        yield return One("Softmax", "Softmax", [2, 3, 5]);
        yield return One("Softmax axis", "Softmax", [2, 3, 5], [("axis", 1)]);
        yield return One("Softmax 11", "Softmax", [2, 5], opset: 11);
        yield return One("LogSoftmax", "LogSoftmax", [2, 5], [("axis", -1)]);
        yield return One("ArgMax", "ArgMax", [3, 7], [("axis", 1), ("keepdims", 0)]);
        yield return One("ArgMax keep", "ArgMax", [3, 7], [("axis", -1)]);
        yield return One(
            "LayerNormalization",
            "LayerNormalization",
            [2, 3, 8],
            [("axis", -1), ("epsilon", 0.001f)],
            w => [w.Constant("s", [8], w.Draw(8)), w.Constant("b", [8], w.Draw(8))]
        );
        yield return One("LayerNormalization no bias", "LayerNormalization", [2, 6], [], w => [w.Constant("s", [6], w.Draw(6))]);
    }
}
