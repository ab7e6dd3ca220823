namespace Aether.Inference.Tests;

/// <summary>Random models of one kind of layer each: odd live boxes, ends of parameters, weights and inputs at their extremes.</summary>
internal sealed class RandomModels(Random random)
{
    private readonly Air8Builder builder = new();

    /// <summary>Number of kinds that <see cref="Build"/> knows.</summary>
    public const int Kinds = 12;

    /// <returns>The model, and tensors for its inputs.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Build(Random random, int kind)
    {
        RandomModels models = new(random);
        return models.Finished(models.Layer(kind));
    }

    /// <returns>One convolution of a given shape.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Convolution(Random random, TensorShape shape, Window2D window, int outputs)
    {
        RandomModels models = new(random);
        return models.Finished(models.Convolution(models.builder.Input(shape), shape, window, outputs));
    }

    /// <returns>One dense layer of a given shape.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Dense(Random random, TensorShape shape, int outputs)
    {
        RandomModels models = new(random);
        return models.Finished(models.Gemm(models.builder.Input(shape), 0, outputs));
    }

    /// <returns>A softmax over rows of a given shape, exponentials at random.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Softmax(Random random, TensorShape shape)
    {
        RandomModels models = new(random);
        ushort[] exp = [0, 0, .. Enumerable.Range(0, 254).Select(s => (ushort)(s % 3 == 0 ? 65535 : random.Next(1, 65536)))];
        int scores = models.builder.Lut(models.builder.Input(shape), models.Table(low: -126));
        return models.Finished(models.builder.SoftmaxDivide(models.builder.Exp(scores, models.builder.ExpTable(exp))));
    }

    /// <returns>A layer norm over rows of a given shape.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Norm(Random random, TensorShape shape)
    {
        RandomModels models = new(random);
        return models.Finished(models.Norm(models.builder.Input(shape), shape));
    }

    /// <summary>A decode loop with attention whose shares are not masked, so that what counts as zero shows in every boundary.</summary>
    /// <param name="masked">With a causal mask and a softmax between the two products, as usual.</param>
    public static Air8Model Attention(Random random, int length, int heads, int width, bool masked)
    {
        RandomModels models = new(random);
        Air8Builder graph = models.builder;
        graph.DecodeLoop(Math.Min(length, 22), null);
        int tokens = graph.Input(new TensorShape(1, length), ElementType.UInt16);
        int x = graph.Embedding(tokens, heads * width, 30, models.Numbers(30 * heads * width));
        int Split(int from, params int[] axes) => graph.Transpose(graph.Reshape(from, new TensorShape(width, heads, length)), axes);
        int queries = Split(models.Gemm(x, 0, heads * width), 0, 2, 1, 3);
        int keys = Split(models.Gemm(x, 0, heads * width), 0, 2, 1, 3);
        int values = Split(models.Gemm(x, 0, heads * width), 2, 0, 1, 3);
        int shares = graph.MatMul(queries, keys, models.ShiftFor(width * 127L * 127), models.Table(low: -126));
        if (masked)
            shares = models.Shares(shares);
        int mixed = graph.MatMul(shares, values, models.ShiftFor(length * 127L * 127), models.Table());
        int joined = graph.Reshape(graph.Transpose(mixed, 0, 2, 1, 3), new TensorShape(heads * width, length));
        graph.Output(graph.ArgMax(models.Gemm(joined, 0, 30)));
        return Air8Model.Load(graph.Build());
    }

    private int Shares(int scores)
    {
        ushort[] exp = [0, 0, .. Enumerable.Range(0, 254).Select(_ => (ushort)random.Next(1, 65536))];
        return builder.SoftmaxDivide(builder.Exp(builder.CausalMask(scores), builder.ExpTable(exp)));
    }

    private (Air8Model Model, Tensor[] Inputs) Finished(int id)
    {
        builder.Output(id);
        Air8Model model = Air8Model.Load(builder.Build());
        return (model, [Tensor.FromInt8(model.InputShape, Numbers((int)model.InputShape.LiveCount))]);
    }

    private int Layer(int kind)
    {
        int x = builder.Input(
            kind switch
            {
                0 => new TensorShape(random.Next(1, 300), random.Next(1, 9), random.Next(1, 4), random.Next(1, 3)),
                1 => new TensorShape(random.Next(1, 20), random.Next(1, 6), random.Next(1, 6), random.Next(1, 4)),
                2 or 3 => new TensorShape(random.Next(1, 40), random.Next(1, 12), random.Next(1, 12), random.Next(1, 3)),
                4 => new TensorShape(random.Next(1, 70), random.Next(1, 12), random.Next(1, 4), random.Next(1, 3)),
                _ => new TensorShape(random.Next(1, 70), 2 * random.Next(1, 6), 4 * random.Next(1, 3), random.Next(1, 3)),
            }
        );
        TensorShape shape = builder.ShapeOf(x);
        return kind switch
        {
            0 => Gemm(x, 0, random.Next(1, 70)),
            1 => Gemm(x, random.Next(1, 4), random.Next(1, 30)),
            2 => Convolution(x, shape, depthwise: false),
            3 => Convolution(x, shape, depthwise: true),
            4 => MatMul(x, shape),
            5 => Add(x),
            6 => builder.Map2(x, builder.Lut(x, Table()), Table()),
            7 => Pool(x),
            8 => builder.PairMap(x, random.Next(1, 3), Table()),
            9 => Softmax(x),
            10 => Norm(x, shape),
            _ => builder.Transpose(x, Permutation()),
        };
    }

    private int Gemm(int x, int axes, int outputs)
    {
        TensorShape shape = builder.ShapeOf(x);
        int products = 1;
        for (int axis = 0; axis <= axes; axis++)
            products *= shape.Live(axis);
        return builder.Gemm(x, outputs, Numbers(products * outputs), Bias(outputs), ShiftFor(products * 127L * 127), Table(), axes);
    }

    private int Convolution(int x, TensorShape shape, bool depthwise)
    {
        int width = random.Next(1, Math.Min(6, shape.Width + 2));
        int height = random.Next(1, Math.Min(6, shape.Height + 2));
        Window2D window = new(
            width,
            height,
            random.Next(3),
            random.Next(3),
            random.Next(width),
            random.Next(height),
            random.Next(width),
            random.Next(height)
        );
        if (window.ResultWidth(shape.Width) < 1 || window.ResultHeight(shape.Height) < 1)
            window = new Window2D(1, 1);
        int taps = window.Width * window.Height;
        return depthwise
            ? builder.DepthwiseConv2D(x, window, Numbers(shape.Channels * taps), Bias(shape.Channels), ShiftFor(taps * 127L * 127), Table())
            : Convolution(x, shape, window, random.Next(1, 40));
    }

    private int Convolution(int x, TensorShape shape, Window2D window, int outputs)
    {
        int products = shape.Channels * window.Width * window.Height;
        return builder.Conv2D(x, window, outputs, Numbers(products * outputs), Bias(outputs), ShiftFor(products * 127L * 127), Table());
    }

    private int MatMul(int x, TensorShape shape)
    {
        int keys = Gemm(x, 0, shape.Channels);
        return builder.MatMul(x, keys, ShiftFor(shape.Channels * 127L * 127), Table());
    }

    private int Add(int x)
    {
        (int left, int right) = (random.Next(16), random.Next(16));
        return builder.Add(
            x,
            builder.Lut(x, Table()),
            left,
            right,
            ShiftFor(127L * ((1 << left) + (1 << right))),
            Table(),
            random.Next(2) == 0
        );
    }

    private int Pool(int x)
    {
        (int width, int height) = (random.Next(2), random.Next(3));
        return builder.AvgPool(x, width, height, random.Next(6), Table());
    }

    private int Softmax(int x)
    {
        return Shares(builder.Lut(x, Table(low: -126)));
    }

    private int Norm(int x, TensorShape shape)
    {
        int centred = builder.Centre(x, ShiftFor(254L * (shape.Channels - 1)), Table());
        int scale = builder.RmsScale(centred, random.Next(12, 14), (uint)random.Next(4, 1000));
        return builder.Normalise(
            centred,
            scale,
            random.Next(4, 17),
            Numbers(shape.Channels),
            Bias(shape.Channels),
            ShiftFor(32767L * 127),
            Table()
        );
    }

    private int[] Permutation()
    {
        int[] axes = [0, 1, 2, 3];
        random.Shuffle(axes);
        return axes;
    }

    /// <summary>Every third time the extremes alone.</summary>
    private sbyte[] Numbers(int count)
    {
        bool extreme = random.Next(3) == 0;
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)(extreme ? (random.Next(8) == 0 ? -127 : 127) : random.Next(-127, 128)))];
    }

    private int[]? Bias(int count) => random.Next(2) == 0 ? null : [.. Enumerable.Range(0, count).Select(_ => random.Next(-100, 101))];

    /// <summary>The smallest shift that keeps the bound, or one above.</summary>
    private int ShiftFor(long bound)
    {
        int shift = 0;
        while (!Requantise.Fits(bound + 100, shift))
            shift++;
        return Math.Min(16, shift + random.Next(2));
    }

    /// <summary>Noise, or what importers make: a clamp, a ReLU.</summary>
    private int Table(int low = -127)
    {
        int kind = random.Next(3);
        int floor = kind == 2 ? 0 : low;
        return builder.Table([
            .. Enumerable.Range(-32768, 65536).Select(v => (sbyte)(kind == 0 ? random.Next(low, 128) : Math.Clamp(v, floor, 127))),
        ]);
    }
}
