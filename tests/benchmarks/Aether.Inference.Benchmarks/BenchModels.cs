namespace Aether.Inference.Benchmarks;

/// <summary>Models of fixed shapes with numbers from a fixed seed.</summary>
internal static class BenchModels
{
    private static readonly sbyte[] Clamp = [.. Enumerable.Range(-32768, 65536).Select(v => (sbyte)Math.Clamp(v, -127, 127))];
    private static readonly sbyte[] Relu = [.. Enumerable.Range(-32768, 65536).Select(v => (sbyte)Math.Clamp(v, 0, 127))];

    /// <summary>One dense layer: rows x inputs by inputs x outputs.</summary>
    public static Air8Model Dense(int rows, int inputs, int outputs)
    {
        Random random = new(1);
        Air8Builder builder = new();
        int x = builder.Input(new TensorShape(inputs, rows));
        builder.Output(builder.Gemm(x, outputs, Numbers(random, inputs * outputs), null, ShiftFor(inputs), builder.Table(Clamp)));
        return Air8Model.Load(builder.Build());
    }

    /// <summary>A residual network for 32 x 32 images in three stages of 32, 64 and 128 channels.</summary>
    public static Air8Model Residual()
    {
        Random random = new(2);
        Air8Builder builder = new();
        int clamp = builder.Table(Clamp);
        int relu = builder.Table(Relu);
        int Conv(int from, int kernel, int strideLog, int channels, int table)
        {
            int pad = kernel / 2;
            Window2D window = new(kernel, kernel, strideLog, strideLog, pad, pad, pad, pad);
            int products = builder.ShapeOf(from).Channels * kernel * kernel;
            return builder.Conv2D(
                from,
                window,
                channels,
                Numbers(random, products * channels),
                new int[channels],
                ShiftFor(products),
                table
            );
        }
        int x = Conv(builder.Input(new TensorShape(3, 32, 32)), 3, 0, 32, relu);
        foreach ((int channels, int stride) in new[] { (32, 0), (64, 1), (128, 1) })
        {
            int inner = Conv(Conv(x, 3, stride, channels, relu), 3, 0, channels, clamp);
            int kept = stride == 0 ? x : Conv(x, 1, stride, channels, clamp);
            x = builder.Add(inner, kept, 0, 0, 0, relu);
            x = builder.Add(Conv(Conv(x, 3, 0, channels, relu), 3, 0, channels, clamp), x, 0, 0, 0, relu);
        }
        x = builder.AvgPool(x, 3, 3, 6, clamp);
        builder.Output(builder.Gemm(x, 10, Numbers(random, 1280), null, ShiftFor(128), clamp));
        return Air8Model.Load(builder.Build());
    }

    /// <summary>A decoder of two blocks: 128 wide, 4 heads, 512 inside, 256 tokens, sequences of 128.</summary>
    public static Air8Model Decoder()
    {
        const int Width = 128;
        const int Heads = 4;
        const int Length = 128;
        Random random = new(6);
        Air8Builder builder = new();
        builder.DecodeLoop(64, null);
        int clamp = builder.Table(Clamp);
        int relu = builder.Table(Relu);
        int above = builder.Table([.. Clamp.Select(value => Math.Max(value, (sbyte)-126))]);
        int exp = builder.ExpTable([0, 0, .. Enumerable.Range(0, 254).Select(s => (ushort)(1 + s * s))]);
        int Dense(int from, int outputs, int table)
        {
            int inputs = builder.ShapeOf(from).Channels;
            return builder.Gemm(from, outputs, Numbers(random, inputs * outputs), null, ShiftFor(inputs), table);
        }
        int Split(int from, params int[] axes) =>
            builder.Transpose(builder.Reshape(from, new TensorShape(Width / Heads, Heads, Length)), axes);
        int tokens = builder.Input(new TensorShape(1, Length), ElementType.UInt16);
        int x = builder.Embedding(tokens, Width, 256, Numbers(random, 256 * Width));
        for (int block = 0; block < 2; block++)
        {
            int scores = builder.MatMul(Split(Dense(x, Width, clamp), 0, 2, 1, 3), Split(Dense(x, Width, clamp), 0, 2, 1, 3), 5, above);
            int shares = builder.SoftmaxDivide(builder.Exp(builder.CausalMask(scores), exp));
            int mixed = builder.MatMul(shares, Split(Dense(x, Width, clamp), 2, 0, 1, 3), 7, clamp);
            int joined = builder.Reshape(builder.Transpose(mixed, 0, 2, 1, 3), new TensorShape(Width, Length));
            x = builder.Add(x, Dense(joined, Width, clamp), 0, 0, 0, clamp);
            x = builder.Add(x, Dense(Dense(x, 4 * Width, relu), Width, clamp), 0, 0, 0, clamp);
        }
        builder.Output(builder.ArgMax(Dense(x, 256, clamp)));
        return Air8Model.Load(builder.Build());
    }

    public static Tensor Input(Air8Model model)
    {
        Random random = new(3);
        if (model.Header.IsDecodeLoop)
            return Tensor.FromUInt16(new TensorShape(1, 2), [1, 2]);
        return Tensor.FromInt8(model.InputShape, Numbers(random, (int)model.InputShape.LiveCount));
    }

    private static int ShiftFor(int products)
    {
        int shift = 0;
        while (!Requantise.Fits(products * 127L * 127, shift))
            shift++;
        return shift;
    }

    private static sbyte[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
}
