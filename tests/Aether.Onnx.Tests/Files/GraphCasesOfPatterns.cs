namespace Aether.Onnx.Tests;

/// <summary>Graphs of several nodes, as exporters write them.</summary>
internal static partial class GraphCases
{
    private static IEnumerable<GraphCase> Quantised()
    {
        yield return One(
            "QuantizeLinear uint8",
            "QuantizeLinear",
            [3, 5],
            [],
            w => [w.Constant("s", [], 0.017f), w.Constant("z", OnnxType.UInt8, [], 120)],
            low: -4,
            high: 4
        );
        OnnxWriter writer = new();
        string quantised = writer.Node(
            "QuantizeLinear",
            [
                writer.Input("x", 2, 3, 4),
                writer.Constant("s", [3], 0.01f, 0.02f, 0.03f),
                writer.Constant("z", OnnxType.Int8, [3], 0, 5, -7),
            ],
            ("axis", 1)
        );
        writer.Output(writer.Node("DequantizeLinear", [quantised, "s", "z"], ("axis", 1)));
        yield return new GraphCase("Quantize and Dequantize per axis", writer);

        writer = new OnnxWriter();
        string x = writer.Node(
            "QuantizeLinear",
            [writer.Input("x", 1, 2, 6, 6), writer.Constant("xs", [], 0.02f), writer.Constant("xz", OnnxType.UInt8, [], 128)]
        );
        string conv = writer.Node(
            "QLinearConv",
            [
                x,
                "xs",
                "xz",
                writer.Constant("w", OnnxType.Int8, [3, 2, 3, 3], [.. writer.Draw(54, 100).Select(value => MathF.Round(value))]),
                writer.Constant("ws", [3], 0.01f, 0.02f, 0.005f),
                writer.Constant("wz", OnnxType.Int8, [3], 0, 0, 0),
                writer.Constant("ys", [], 0.1f),
                writer.Constant("yz", OnnxType.UInt8, [], 110),
                writer.Constant("b", OnnxType.Int32, [3], 100, -2000, 4000),
            ],
            ("pads", (int[])[1, 1, 1, 1])
        );
        writer.Output(writer.Node("DequantizeLinear", [conv, "ys", "yz"]));
        yield return new GraphCase("QLinearConv", writer);

        writer = new OnnxWriter();
        x = writer.Node(
            "QuantizeLinear",
            [writer.Input("x", 3, 8), writer.Constant("xs", [], 0.02f), writer.Constant("xz", OnnxType.UInt8, [], 128)]
        );
        string product = writer.Node(
            "QLinearMatMul",
            [
                x,
                "xs",
                "xz",
                writer.Constant("w", OnnxType.UInt8, [8, 4], [.. writer.Draw(32, 100).Select(value => MathF.Round(value) + 128)]),
                writer.Constant("ws", [], 0.01f),
                writer.Constant("wz", OnnxType.UInt8, [], 131),
                writer.Constant("ys", [], 0.05f),
                writer.Constant("yz", OnnxType.UInt8, [], 128),
            ]
        );
        writer.Output(writer.Node("DequantizeLinear", [product, "ys", "yz"]));
        yield return new GraphCase("QLinearMatMul", writer);
    }

    private static IEnumerable<GraphCase> Patterns()
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 2, 3, 4);
        string sizes = writer.Node("Shape", [x]);
        string first = writer.Node("Gather", [sizes, writer.Constant("zero", OnnxType.Int64, [], 0)], ("axis", 0));
        string shape = writer.Node(
            "Concat",
            [writer.Node("Unsqueeze", [first, writer.Ints("a", 0)]), writer.Ints("rest", -1)],
            ("axis", 0)
        );
        writer.Output(writer.Node("Reshape", [x, shape]));
        yield return new GraphCase("Flatten by Shape", writer);

        writer = new OnnxWriter(11);
        x = writer.Input("x", 1, 4);
        string range = writer.Node("Range", [writer.Constant("r0", [], 0), writer.Constant("r1", [], 4), writer.Constant("r2", [], 1)]);
        string filled = writer.Node(
            "ConstantOfShape",
            [writer.Ints("s", 1, 4)],
            ("value", OnnxWriter.Tensor("", OnnxType.Float, [1], [2.5f]))
        );
        string constant = writer.Node("Constant", [], ("value", OnnxWriter.Tensor("", OnnxType.Float, [4], [1, 2, 3, 4], lists: true)));
        writer.Output(writer.Node("Add", [writer.Node("Mul", [x, range]), writer.Node("Add", [filled, constant])]));
        yield return new GraphCase("Range, ConstantOfShape, Constant", writer);

        yield return Float16();
        yield return Layer("decomposed LayerNormalization", centred: true);
        yield return Layer("decomposed RMSNorm", centred: false);

        writer = new OnnxWriter();
        x = writer.Input("x", 2, 8);
        string erf = writer.Node("Erf", [writer.Node("Div", [x, writer.Constant("root", [], MathF.Sqrt(2))])]);
        string one = writer.Node("Add", [erf, writer.Constant("one", [], 1)]);
        writer.Output(writer.Node("Mul", [writer.Node("Mul", [x, one]), writer.Constant("half", [], 0.5f)]));
        yield return new GraphCase("Gelu by Erf", writer, -4, 4);

        writer = new OnnxWriter();
        x = writer.Input("x", 2, 8);
        writer.Output(writer.Node("Mul", [x, writer.Node("Sigmoid", [x])]));
        yield return new GraphCase("Silu", writer, -4, 4);

        yield return Attention("attention by Where", MaskForm.Where);
        yield return Attention("attention by Trilu and Add", MaskForm.Add);
    }

    private static GraphCase Float16()
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 2, 4);
        string half = writer.Constant("h", OnnxType.Float16, [4], 0.1f, -2, 3.5f, 7);
        writer.Output(writer.Node("Mul", [x, writer.Node("Cast", [half], ("to", 1))]));
        return new GraphCase("Float16 weights", writer);
    }

    private static GraphCase Layer(string name, bool centred)
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 2, 3, 8);
        string centre = centred ? writer.Node("Sub", [x, writer.Node("ReduceMean", [x], ("axes", (int[])[-1]))]) : x;
        string square = writer.Node("Pow", [centre, writer.Constant("two", [], 2)]);
        string mean = writer.Node("ReduceMean", [square], ("axes", (int[])[-1]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [mean, writer.Constant("eps", [], 1e-5f)])]);
        string normal = centred
            ? writer.Node("Div", [centre, root])
            : writer.Node("Mul", [centre, writer.Node("Div", [writer.Constant("one", [], 1), root])]);
        string scaled = writer.Node("Mul", [normal, writer.Constant("g", [8], writer.Draw(8))]);
        writer.Output(centred ? writer.Node("Add", [scaled, writer.Constant("b", [8], writer.Draw(8))]) : scaled);
        return new GraphCase(name, writer);
    }

    private enum MaskForm
    {
        Where,
        Add,
    }

    /// <summary>One head-split attention over 4 positions of 8 channels, masked to the past.</summary>
    private static GraphCase Attention(string name, MaskForm form)
    {
        OnnxWriter writer = new();
        string x = writer.Input("x", 1, 4, 8);
        string[] heads =
        [
            .. ((string[])["q", "k", "v"]).Select(part =>
                writer.Node(
                    "Transpose",
                    [
                        writer.Node(
                            "Reshape",
                            [
                                writer.Node("MatMul", [x, writer.Constant($"w{part}", [8, 8], writer.Draw(64))]),
                                writer.Ints($"s{part}", 0, 0, 2, 4),
                            ]
                        ),
                    ],
                    ("perm", (int[])[0, 2, 1, 3])
                )
            ),
        ];
        string keys = writer.Node("Transpose", [heads[1]], ("perm", (int[])[0, 1, 3, 2]));
        string scores = writer.Node("Div", [writer.Node("MatMul", [heads[0], keys]), writer.Constant("d", [], 2)]);
        string ones = writer.Node(
            "ConstantOfShape",
            [writer.Ints("mask", 4, 4)],
            ("value", OnnxWriter.Tensor("", OnnxType.Float, [1], [form == MaskForm.Where ? 1 : -10000f]))
        );
        string masked =
            form == MaskForm.Where
                ? writer.Node(
                    "Where",
                    [
                        writer.Node("Cast", [writer.Node("Trilu", [ones], ("upper", 0))], ("to", 9)),
                        scores,
                        writer.Constant("low", [], float.NegativeInfinity),
                    ]
                )
                : writer.Node("Add", [scores, writer.Node("Trilu", [ones, writer.Constant("k", OnnxType.Int64, [], 1)], ("upper", 1))]);
        string mixed = writer.Node("MatMul", [writer.Node("Softmax", [masked], ("axis", -1)), heads[2]]);
        string joined = writer.Node(
            "Reshape",
            [writer.Node("Transpose", [mixed], ("perm", (int[])[0, 2, 1, 3])), writer.Ints("so", 0, 0, 8)]
        );
        writer.Output(writer.Node("MatMul", [joined, writer.Constant("wo", [8, 8], writer.Draw(64))]));
        return new GraphCase(name, writer);
    }
}
