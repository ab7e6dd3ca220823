namespace Aether.Onnx.Tests;

/// <summary>Small networks with drawn weights, built as exporters write them.</summary>
internal static class Networks
{
    /// <summary>A writer with weights drawn so that activations keep their size.</summary>
    private sealed class Drawn(int seed, int opset = 17)
    {
        private readonly Random random = new(seed);
        private int count;

        public OnnxWriter Writer { get; } = new(opset);

        public string Weights(int fan, params int[] sizes) => Constant(MathF.Sqrt(3f / fan), 0, sizes);

        public string Constant(float spread, float centre, params int[] sizes)
        {
            float[] values = new float[NdShape.Count(sizes)];
            for (int i = 0; i < values.Length; i++)
                values[i] = centre + spread * (2 * random.NextSingle() - 1);
            return Writer.Constant($"c{count++}", sizes, values);
        }

        public string Dense(string x, int inputs, int outputs) =>
            Writer.Node("Gemm", [x, Weights(inputs, outputs, inputs), Constant(0.1f, 0, outputs)], ("transB", 1));

        public string Conv(string x, int inputs, int outputs, int kernel, int pad, int stride = 1, int groups = 1) =>
            Writer.Node(
                "Conv",
                [x, Weights(inputs / groups * kernel * kernel, outputs, inputs / groups, kernel, kernel), Constant(0.1f, 0, outputs)],
                ("pads", (int[])[pad, pad, pad, pad]),
                ("strides", (int[])[stride, stride]),
                ("group", groups)
            );

        public string BatchNorm(string x, int channels) =>
            Writer.Node(
                "BatchNormalization",
                [x, Constant(0.4f, 1, channels), Constant(0.2f, 0, channels), Constant(0.2f, 0, channels), Constant(0.3f, 0.8f, channels)]
            );

        public string Pool(string type, string x, int kernel, int stride, int pad = 0) =>
            Writer.Node(
                type,
                [x],
                ("kernel_shape", (int[])[kernel, kernel]),
                ("strides", (int[])[stride, stride]),
                ("pads", (int[])[pad, pad, pad, pad])
            );

        public string Relu(string x) => Writer.Node("Relu", [x]);
    }

    /// <summary>A float perceptron behind a softmax.</summary>
    public static OnnxWriter Perceptron()
    {
        Drawn net = new(1);
        string x = net.Writer.Input("x", 1, 20);
        string hidden = net.Relu(net.Dense(x, 20, 33));
        net.Writer.Output(net.Writer.Node("Softmax", [net.Dense(hidden, 33, 7)]));
        return net.Writer;
    }

    /// <summary>Two convolutions and three dense layers on 1x28x28, odd sizes and a flatten of 7x7 among them.</summary>
    public static OnnxWriter LeNet(string pool = "MaxPool")
    {
        Drawn net = new(2);
        string x = net.Writer.Input("x", 1, 1, 28, 28);
        x = net.Pool(pool, net.Relu(net.Conv(x, 1, 6, 5, 2)), 2, 2);
        x = net.Pool(pool, net.Relu(net.Conv(x, 6, 16, 3, 1)), 2, 2);
        x = net.Writer.Node("Flatten", [x]);
        x = net.Relu(net.Dense(x, 16 * 49, 30));
        net.Writer.Output(net.Dense(net.Relu(net.Dense(x, 30, 21)), 21, 10));
        return net.Writer;
    }

    /// <summary>Residual blocks with batch normalisation, a padded pool, a stride and a mean over 5x5.</summary>
    public static OnnxWriter Residual()
    {
        Drawn net = new(3);
        string x = net.Writer.Input("x", 1, 3, 19, 19);
        x = net.Relu(net.BatchNorm(net.Conv(x, 3, 8, 3, 1), 8));
        x = net.Pool("MaxPool", x, 3, 2, 1);
        string inner = net.Relu(net.BatchNorm(net.Conv(x, 8, 8, 3, 1), 8));
        x = net.Relu(net.Writer.Node("Add", [net.BatchNorm(net.Conv(inner, 8, 8, 3, 1), 8), x]));
        inner = net.Relu(net.Conv(x, 8, 16, 3, 1, 2));
        string shortcut = net.BatchNorm(net.Conv(x, 8, 16, 1, 0, 2), 16);
        x = net.Relu(net.Writer.Node("Add", [net.Conv(inner, 16, 16, 3, 1), shortcut]));
        x = net.Writer.Node("GlobalAveragePool", [x]);
        net.Writer.Output(net.Dense(net.Writer.Node("Flatten", [x]), 16, 10));
        return net.Writer;
    }

    /// <summary>Depthwise layers, clipped and smooth activations, a gate, channels joined 24 + 8 and cut again.</summary>
    public static OnnxWriter Mobile()
    {
        Drawn net = new(4);
        OnnxWriter writer = net.Writer;
        string x = writer.Input("x", 1, 4, 12, 10);
        string six = writer.Constant("six", [], 6);
        string zero = writer.Constant("zero", [], 0);
        string a = writer.Node("Clip", [net.BatchNorm(net.Conv(x, 4, 24, 1, 0), 24), zero, six]);
        a = writer.Node("HardSwish", [net.Conv(a, 24, 24, 3, 1, 1, 24)]);
        string b = net.Conv(x, 4, 8, 3, 1);
        b = writer.Node("Mul", [b, writer.Node("Sigmoid", [b])]);
        string joined = writer.Node("Concat", [a, b], ("axis", 1));
        string[] parts = writer.Nodes("Split", [joined, writer.Ints("parts", 20, 12)], 2, ("axis", 1));
        string first = writer.Node("Tanh", [net.Conv(parts[0], 20, 12, 1, 0)]);
        string gated = writer.Node("Mul", [first, writer.Node("LeakyRelu", [parts[1]], ("alpha", 0.1f))]);
        string mean = writer.Node("ReduceMean", [gated], ("axes", (int[])[2, 3]), ("keepdims", 0));
        writer.Output(net.Dense(mean, 12, 6));
        return writer;
    }

    /// <summary>Layers whose channels differ by factors up to 60, each undone by the layer behind: convolution, depthwise, convolution, dense.</summary>
    public static OnnxWriter Uneven()
    {
        OnnxWriter writer = new();
        float[] factors = [.. Enumerable.Range(0, 8).Select(i => MathF.Pow(1.8f, i))];
        string x = writer.Input("x", 1, 3, 10, 10);
        x = writer.Node("Relu", [writer.Node("Conv", [x, Weights("a", [8, 3, 3, 3], 27, i => factors[i / 27]), "ab"])]);
        x = writer.Node(
            "Relu",
            [writer.Node("Conv", [x, Weights("d", [8, 1, 3, 3], 9, i => factors[7 - i / 9] / factors[i / 9]), "db"], ("group", 8))]
        );
        x = writer.Node("Conv", [x, Weights("b", [8, 8, 1, 1], 8, i => factors[i / 8] / factors[7 - i % 8]), "bb"]);
        x = writer.Node(
            "Flatten",
            [writer.Node("MaxPool", [writer.Node("Relu", [x])], ("kernel_shape", (int[])[2, 2]), ("strides", (int[])[2, 2]))]
        );
        writer.Output(writer.Node("Gemm", [x, Weights("c", [72, 6], 72, i => 1 / factors[i / 6 / 9])]));
        return writer;

        string Weights(string name, int[] sizes, int fan, Func<int, float> factor)
        {
            Random random = new(sizes[0] * 31 + sizes[1]);
            float[] values = new float[NdShape.Count(sizes)];
            for (int i = 0; i < values.Length; i++)
                values[i] = MathF.Sqrt(3f / fan) * (2 * random.NextSingle() - 1) * factor(i);
            int inner = values.Length / sizes[0];
            writer.Constant($"{name}b", [sizes[0]], [.. Enumerable.Range(0, sizes[0]).Select(n => 0.1f * factor(n * inner))]);
            return writer.Constant(name, sizes, values);
        }
    }

    /// <summary>A softmax over rows of scores whose common part, which means nothing, is 12 times what they differ by.</summary>
    public static OnnxWriter UnevenRows(int keys, bool causal)
    {
        const int Width = 12;
        Drawn net = new(9);
        OnnxWriter writer = net.Writer;
        string x = writer.Input("x", 1, keys, Width);
        string common = writer.Node("MatMul", [net.Weights(Width, Width, 1), net.Constant(0, 12, 1, keys)]);
        string scores = writer.Node("MatMul", [x, writer.Node("Add", [common, net.Weights(Width, Width, keys)])]);
        float[] mask = [.. Enumerable.Range(0, keys * keys).Select(i => i % keys <= i / keys ? 0 : -1e9f)];
        if (causal)
            scores = writer.Node("Add", [scores, writer.Constant("mask", [1, keys, keys], mask)]);
        writer.Output(writer.Node("MatMul", [writer.Node("Softmax", [scores], ("axis", -1)), net.Weights(1, keys, 5)]));
        return writer;
    }

    /// <summary>Channels weighed by what a small network makes of their means.</summary>
    public static OnnxWriter SqueezeExcite()
    {
        Drawn net = new(8);
        OnnxWriter writer = net.Writer;
        string x = net.Relu(net.Conv(writer.Input("x", 1, 3, 11, 9), 3, 12, 3, 1));
        string gate = net.Relu(net.Conv(writer.Node("GlobalAveragePool", [x]), 12, 4, 1, 0));
        gate = writer.Node("HardSigmoid", [net.Conv(gate, 4, 12, 1, 0)], ("alpha", 1 / 6f));
        x = net.Conv(writer.Node("Mul", [gate, x]), 12, 8, 1, 0);
        string mean = writer.Node("GlobalAveragePool", [x]);
        writer.Output(net.Dense(writer.Node("Flatten", [writer.Node("Sub", [x, mean])]), 8 * 99, 5));
        return writer;
    }

    /// <summary>A decoder of one block over 8 tokens: embedding, positions, two heads of 8, gelu by erf, logits of 24 words.</summary>
    public static OnnxWriter Decoder(bool rms = false, int blocks = 1)
    {
        const int Length = 8;
        const int Width = 16;
        Drawn net = new(5);
        OnnxWriter writer = net.Writer;
        string tokens = writer.Input("tokens", OnnxType.Int64, 1, Length);
        string x = writer.Node("Gather", [net.Constant(1, 0, 24, Width), tokens]);
        x = writer.Node("Add", [x, net.Constant(0.3f, 0, 1, Length, Width)]);
        for (int block = 0; block < blocks; block++)
        {
            string normal = Norm(net, x, Width, rms);
            string[] heads =
            [
                .. ((string[])["q", "k", "v"]).Select(part =>
                    writer.Node(
                        "Transpose",
                        [
                            writer.Node(
                                "Reshape",
                                [
                                    writer.Node("MatMul", [normal, net.Weights(Width, Width, Width)]),
                                    writer.Ints($"heads{part}{block}", 0, 0, 2, Width / 2),
                                ]
                            ),
                        ],
                        ("perm", (int[])[0, 2, 1, 3])
                    )
                ),
            ];
            string keys = writer.Node("Transpose", [heads[1]], ("perm", (int[])[0, 1, 3, 2]));
            string scores = writer.Node(
                "Div",
                [writer.Node("MatMul", [heads[0], keys]), writer.Constant($"root{block}", [], MathF.Sqrt(Width / 2f))]
            );
            float[] mask = new float[Length * Length];
            for (int i = 0; i < mask.Length; i++)
                mask[i] = i % Length <= i / Length ? 0 : -1e9f;
            string masked = writer.Node("Add", [scores, writer.Constant($"mask{block}", [1, 1, Length, Length], mask)]);
            string mixed = writer.Node("MatMul", [writer.Node("Softmax", [masked], ("axis", -1)), heads[2]]);
            string joined = writer.Node(
                "Reshape",
                [writer.Node("Transpose", [mixed], ("perm", (int[])[0, 2, 1, 3])), writer.Ints($"joined{block}", 0, 0, Width)]
            );
            x = writer.Node("Add", [x, writer.Node("MatMul", [joined, net.Weights(Width, Width, Width)])]);
            string wide = writer.Node(
                "Add",
                [writer.Node("MatMul", [Norm(net, x, Width, rms), net.Weights(Width, Width, 4 * Width)]), net.Constant(0.1f, 0, 4 * Width)]
            );
            string erf = writer.Node("Erf", [writer.Node("Div", [wide, writer.Constant($"two{block}", [], MathF.Sqrt(2))])]);
            string gelu = writer.Node(
                "Mul",
                [
                    writer.Node("Mul", [wide, writer.Node("Add", [erf, writer.Constant($"one{block}", [], 1)])]),
                    writer.Constant($"half{block}", [], 0.5f),
                ]
            );
            x = writer.Node("Add", [x, writer.Node("MatMul", [gelu, net.Weights(4 * Width, 4 * Width, Width)])]);
        }
        writer.Output(writer.Node("MatMul", [Norm(net, x, Width, rms), net.Weights(Width, Width, 24)]));
        return writer;
    }

    private static string Norm(Drawn net, string x, int width, bool rms)
    {
        OnnxWriter writer = net.Writer;
        if (!rms)
            return writer.Node("LayerNormalization", [x, net.Constant(0.3f, 1, width), net.Constant(0.1f, 0, width)], ("axis", -1));
        string two = net.Constant(0, 2);
        string mean = writer.Node("ReduceMean", [writer.Node("Pow", [x, two])], ("axes", (int[])[-1]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [mean, net.Constant(0, 1e-6f)])]);
        return writer.Node("Mul", [net.Constant(0.3f, 1, width), writer.Node("Mul", [x, writer.Node("Reciprocal", [root])])]);
    }

    /// <summary>A convolution and a dense layer with weights and activations quantised as tools for onnxruntime do it.</summary>
    public static OnnxWriter Quantised()
    {
        Drawn net = new(6);
        OnnxWriter writer = net.Writer;
        int made = 0;
        string x = Rounded(writer.Input("x", 1, 2, 8, 8), 0.01f, 128);
        string w = Weights([6, 2, 3, 3], 0.004f);
        string conv = writer.Node("Conv", [x, w, net.Constant(0.1f, 0, 6)], ("pads", (int[])[1, 1, 1, 1]));
        x = Rounded(net.Relu(conv), 0.012f, 0);
        x = writer.Node("Flatten", [net.Pool("MaxPool", x, 2, 2)]);
        string dense = writer.Node("Gemm", [x, Weights([96, 5], 0.0015f), net.Constant(0.1f, 0, 5)]);
        writer.Output(Rounded(dense, 0.02f, 128));
        return writer;

        string Rounded(string value, float scale, int zero)
        {
            string s = writer.Constant($"s{made}", [], scale);
            string z = writer.Constant($"z{made++}", OnnxType.UInt8, [], zero);
            return writer.Node("DequantizeLinear", [writer.Node("QuantizeLinear", [value, s, z]), s, z]);
        }

        string Weights(int[] sizes, float scale)
        {
            Random random = new(made);
            float[] values = new float[NdShape.Count(sizes)];
            for (int i = 0; i < values.Length; i++)
                values[i] = random.Next(-127, 128);
            string q = writer.Constant($"w{made}", OnnxType.Int8, sizes, values);
            string s = writer.Constant($"ws{made}", [], scale);
            return writer.Node("DequantizeLinear", [q, s, writer.Constant($"wz{made++}", OnnxType.Int8, [], 0)]);
        }
    }

    /// <summary>Inputs for a network of one input.</summary>
    public static IReadOnlyList<Sample> Samples(OnnxWriter network, int count, int seed = 7, int vocabulary = 24)
    {
        Random random = new(seed);
        (_, OnnxType type, int[] sizes) = network.Inputs[0];
        List<Sample> samples = [];
        for (int i = 0; i < count; i++)
        {
            float[] values = new float[NdShape.Count(sizes)];
            for (int k = 0; k < values.Length; k++)
                values[k] = type.IsFloat() ? 2 * random.NextSingle() - 1 : random.Next(vocabulary);
            samples.Add(new Sample(new NdArray(type, sizes, values), null));
        }
        return samples;
    }
}
