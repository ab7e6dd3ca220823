using Aether.Inference;

namespace Aether.Proofs.Benchmarks;

/// <summary>Networks of random weights for measurements: what a proof costs depends on shapes, not on what a network knows.</summary>
internal static class ProvedModels
{
    private const int Relu = 0;
    private const int Plain = 1;

    /// <summary>The dense network 784-128-10: 101,770 parameters.</summary>
    public static Air8Model Mlp() => new DenseNetwork(784, 128, 10, (9, 20)).Model;

    /// <summary>A convolutional network of 264,234 parameters on images of 28 by 28: two convolutions with padding, maxima, two dense layers.</summary>
    public static Air8Model Cnn()
    {
        Air8Builder builder = Start(new TensorShape(1, 28, 28, 1), out Random random, out int tensor);
        int maximum = builder.Table(Entries(pair => Math.Max((pair + 128) >> 8, pair - (((pair + 128) >> 8) << 8))));
        Window2D same = new(3, 3, 0, 0, 1, 1, 1, 1);
        tensor = builder.Conv2D(tensor, same, 32, Weights(random, 9 * 32, 60), Bias(random, 32), 8, Relu);
        tensor = builder.PairMap(builder.PairMap(tensor, 1, maximum), 2, maximum);
        tensor = builder.Conv2D(tensor, same, 64, Weights(random, 9 * 32 * 64, 30), Bias(random, 64), 8, Relu);
        tensor = builder.PairMap(builder.PairMap(tensor, 1, maximum), 2, maximum);
        tensor = builder.Gemm(tensor, 78, Weights(random, 7 * 7 * 64 * 78, 9), Bias(random, 78), 8, Relu, furtherAxes: 2);
        tensor = builder.Gemm(tensor, 10, Weights(random, 78 * 10, 20), Bias(random, 10), 8, Plain);
        return End(builder, tensor);
    }

    /// <summary>Seven pointwise convolutions over a square image, 2^log slots with the input's: only the number of activations differs.</summary>
    /// <param name="log">At least 13.</param>
    public static Air8Model Deep(int log)
    {
        const int ChannelLog = 4;
        int pixels = log - 3 - ChannelLog;
        TensorShape shape = new(1 << ChannelLog, 1 << ((pixels + 1) / 2), 1 << (pixels / 2), 1);
        Air8Builder builder = Start(shape, out Random random, out int tensor);
        for (int layer = 0; layer < 7; layer++)
        {
            sbyte[] weights = Weights(random, 1 << (2 * ChannelLog), 60);
            tensor = builder.Conv2D(
                tensor,
                new Window2D(1, 1),
                1 << ChannelLog,
                weights,
                Bias(random, 1 << ChannelLog),
                8,
                layer < 6 ? Relu : Plain
            );
        }
        return End(builder, tensor);
    }

    /// <summary>An input of random values.</summary>
    public static Tensor Input(Air8Model model)
    {
        Random random = new(3);
        sbyte[] values = new sbyte[model.InputShape.LiveCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = (sbyte)random.Next(-127, 128);
        return Tensor.FromInt8(model.InputShape, values);
    }

    private static Air8Builder Start(TensorShape shape, out Random random, out int input)
    {
        random = new Random(17);
        Air8Builder builder = new();
        input = builder.Input(shape);
        builder.Table(Entries(value => Math.Max(value, 0)));
        builder.Table(Entries(value => value));
        return builder;
    }

    private static Air8Model End(Air8Builder builder, int tensor)
    {
        builder.Output(tensor);
        return Air8Model.Load(builder.Build());
    }

    private static sbyte[] Weights(Random random, int count, int limit)
    {
        sbyte[] weights = new sbyte[count];
        for (int i = 0; i < count; i++)
            weights[i] = (sbyte)random.Next(-limit, limit + 1);
        return weights;
    }

    private static sbyte[] Entries(Func<int, int> image) =>
        [.. Enumerable.Range(short.MinValue, 1 << 16).Select(value => (sbyte)Math.Clamp(image(value), -127, 127))];

    private static int[] Bias(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-100, 101))];
}
