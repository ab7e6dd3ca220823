using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>Float networks trained on drawn digits, as files of ONNX.</summary>
internal static class DigitNetworks
{
    private const ulong Seed = 11;
    private const int Side = 28;
    private const int Hidden = 128;
    private const int PerceptronEpochs = 12;
    private const int PerceptronBatch = 32;
    private const int CnnEpochs = 2;

    /// <summary>784 inputs, 128 hidden units, 10 outputs.</summary>
    public static byte[] Perceptron(DigitSet training)
    {
        const int Inputs = Side * Side;
        FloatMlp network = new(Inputs, Hidden, 10, DeterministicRandom.For(Seed, 4, 0));
        float[][] images = [.. Enumerable.Range(0, training.Count).Select(i => Scaled(training.Image(i)))];
        for (int epoch = 0; epoch < PerceptronEpochs; epoch++)
        {
            for (int i = 0; i < images.Length; i++)
            {
                network.Accumulate(images[i], training.Labels[i], (0.05f - 0.004f * epoch) / PerceptronBatch);
                if (i % PerceptronBatch == PerceptronBatch - 1)
                    network.Update(0.9f, 0);
            }
        }
        OnnxWriter writer = new();
        string hidden = writer.Node(
            "Gemm",
            [
                writer.Input("image", 1, Inputs),
                writer.Constant("w1", [Hidden, Inputs], network.Weights1),
                writer.Constant("b1", [Hidden], network.Bias1),
            ],
            ("transB", 1)
        );
        writer.Output(
            writer.Node(
                "Gemm",
                [
                    writer.Node("Relu", [hidden]),
                    writer.Constant("w2", [10, Hidden], network.Weights2),
                    writer.Constant("b2", [10], network.Bias2),
                ],
                ("transB", 1)
            )
        );
        return writer.File();
    }

    /// <summary>Two convolutions and a dense layer.</summary>
    public static byte[] Cnn(DigitSet training)
    {
        SmallCnn network = new(12);
        network.Train(
            [.. Enumerable.Range(0, training.Count).Select(i => (Scaled(training.Image(i)), (int)training.Labels[i]))],
            CnnEpochs
        );
        return network.Export().File();
    }

    /// <summary>Digits of the styles that are trained on.</summary>
    /// <param name="purpose">Draws of other numbers share no image.</param>
    public static DigitSet Draw(int count, ulong purpose) => DigitSet.Draw(DigitStyle.Training, count, Seed, purpose, _ => { }, default);

    /// <summary>A pixel p as a model of images receives it: p / 2, rounded down, in steps of 1/128.</summary>
    public static float[] Scaled(ReadOnlySpan<byte> pixels)
    {
        float[] image = new float[pixels.Length];
        for (int i = 0; i < image.Length; i++)
            image[i] = (pixels[i] >> 1) / 128f;
        return image;
    }
}
