using System.Numerics;
using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Networks with random weights, as large as a measurement wants them: their answers mean nothing, their work is that of real ones.</summary>
internal static class SyntheticModels
{
    private const int WeightMost = 3;

    /// <summary>A decoder-only transformer with a decode loop: RMS norms, attention by heads, two dense layers of four times the width.</summary>
    public static Air8Model Decoder(int layers, int width, int heads, int vocabulary, int length, int tokens)
    {
        Random random = new(1);
        Air8Builder builder = new();
        builder.DecodeLoop(tokens, end: null);
        int clamp = builder.Table(Table(v => Math.Clamp(v, -127, 127)));
        int scores = builder.Table(Table(v => Math.Clamp(v, -126, 127)));
        int relu = builder.Table(Table(v => Math.Clamp(v, 0, 127)));
        int exp = builder.ExpTable([.. Enumerable.Range(0, 256).Select(row => (ushort)(row < 2 ? 0 : 1 + row * row / 2))]);
        int input = builder.Input(new TensorShape(1, length), ElementType.UInt16);
        int stream = builder.Embedding(input, width, vocabulary, Weights(random, (long)width * vocabulary));
        int Dense(int from, int outputs, int table)
        {
            int sums = builder.ShapeOf(from).Channels;
            return builder.Gemm(from, outputs, Weights(random, (long)sums * outputs), null, Shift(127L * WeightMost * sums), table);
        }
        int Norm(int from)
        {
            int scale = builder.RmsScale(from, (BitOperations.Log2((ulong)(127 * 127 * width)) + 2) / 2 + 1, 100_000);
            return builder.Normalise(from, scale, 7, Weights(random, width), null, 2, clamp);
        }
        int Heads(int from, params int[] axes) =>
            builder.Transpose(builder.Reshape(from, new TensorShape(width / heads, heads, length)), axes);
        for (int layer = 0; layer < layers; layer++)
        {
            int normed = Norm(stream);
            int queries = Heads(Dense(normed, width, clamp), 0, 2, 1, 3);
            int keys = Heads(Dense(normed, width, clamp), 0, 2, 1, 3);
            int values = Heads(Dense(normed, width, clamp), 2, 0, 1, 3);
            int products = builder.MatMul(queries, keys, Shift(127L * 127 * width / heads), scores);
            int shares = builder.SoftmaxDivide(builder.Exp(builder.CausalMask(products), exp));
            int mixed = builder.Transpose(builder.MatMul(shares, values, Shift(127L * 127 * length), clamp), 0, 2, 1, 3);
            int attended = Dense(builder.Reshape(mixed, new TensorShape(width, length)), width, clamp);
            stream = builder.Add(stream, attended, 0, 0, 0, clamp);
            stream = builder.Add(stream, Dense(Dense(Norm(stream), 4 * width, relu), width, clamp), 0, 0, 0, clamp);
        }
        builder.Output(builder.ArgMax(Dense(Norm(stream), vocabulary, clamp)));
        return Air8Model.Load(builder.Build());
    }

    /// <summary>A residual CNN of 3 by 3 convolutions: the image halves and the channels double from stage to stage.</summary>
    public static Air8Model ResidualCnn(int size, int batch, int channels, int stages, int blocks)
    {
        Random random = new(2);
        Air8Builder builder = new();
        int relu = builder.Table(Table(v => Math.Clamp(v, 0, 127)));
        int x = builder.Input(new TensorShape(3, size, size, batch));
        int Conv(int from, int outputs, int strideLog)
        {
            int sums = builder.ShapeOf(from).Channels * 9;
            Window2D window = new(3, 3, strideLog, strideLog, 1, 1, 1, 1);
            return builder.Conv2D(
                from,
                window,
                outputs,
                Weights(random, (long)sums * outputs),
                null,
                Shift(127L * WeightMost * sums),
                relu
            );
        }
        x = Conv(x, channels, 0);
        for (int stage = 0; stage < stages; stage++)
        {
            if (stage > 0)
                x = Conv(x, builder.ShapeOf(x).Channels * 2, 1);
            for (int block = 0; block < blocks; block++)
                x = builder.Add(x, Conv(Conv(x, builder.ShapeOf(x).Channels, 0), builder.ShapeOf(x).Channels, 0), 0, 0, 1, relu);
        }
        builder.Output(builder.Gemm(x, 10, Weights(random, 10L * Sums(builder.ShapeOf(x))), null, 16, relu, 2));
        return Air8Model.Load(builder.Build());
    }

    /// <summary>A convolution, then a dense layer at every place of the image.</summary>
    public static Air8Model Wide(int size, int channels, int outputs)
    {
        Random random = new(3);
        Air8Builder builder = new();
        int clamp = builder.Table(Table(v => Math.Clamp(v, -127, 127)));
        int x = builder.Input(new TensorShape(channels, size, size));
        Window2D window = new(3, 3, 0, 0, 1, 1, 1, 1);
        long sums = channels * 9L;
        x = builder.Conv2D(x, window, 4 * channels, Weights(random, sums * 4 * channels), null, Shift(127L * WeightMost * sums), clamp);
        sums = 4L * channels;
        builder.Output(builder.Gemm(x, outputs, Weights(random, sums * outputs), null, Shift(127L * WeightMost * sums), clamp));
        return Air8Model.Load(builder.Build());
    }

    private static long Sums(TensorShape shape) => (long)shape.Channels * shape.Width * shape.Height;

    /// <summary>The least shift that keeps rule W-05 for a sum of this magnitude.</summary>
    private static int Shift(long magnitude)
    {
        int shift = 0;
        while ((magnitude + (1L << shift)) >> shift > 32767)
            shift++;
        return shift;
    }

    private static sbyte[] Table(Func<int, int> image) => [.. Enumerable.Range(-32768, 65536).Select(v => (sbyte)image(v))];

    private static sbyte[] Weights(Random random, long count)
    {
        sbyte[] weights = new sbyte[count];
        for (long i = 0; i < count; i++)
            weights[i] = (sbyte)random.Next(-WeightMost, WeightMost + 1);
        return weights;
    }
}
