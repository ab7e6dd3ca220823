using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>
/// A convolutional network for digits, trained here so that its export is a real one: 8 kernels of 5x5, ReLU, pool, 16 kernels of 3x3, ReLU, pool, dense to 10.
/// </summary>
internal sealed class SmallCnn
{
    private const int Side = 28;
    private const float Rate = 0.02f;
    private const float Momentum = 0.9f;
    private const int BatchSize = 8;

    private readonly Layer first = new(1, 8, 5, Side);
    private readonly Layer second = new(8, 16, 3, Side / 2);
    private readonly float[] weights = new float[10 * 784];
    private readonly float[] bias = new float[10];
    private readonly float[] weightSteps = new float[10 * 784];
    private readonly float[] biasSteps = new float[10];

    public SmallCnn(int seed)
    {
        Random random = new(seed);
        first.Start(random);
        second.Start(random);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (2 * random.NextSingle() - 1) * MathF.Sqrt(3f / 784);
    }

    /// <summary>Trains on images scaled to 0 to 1.</summary>
    public void Train(IReadOnlyList<(float[] Image, int Label)> set, int epochs)
    {
        int done = 0;
        int total = epochs * set.Count;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            foreach ((float[] image, int label) in set)
            {
                Accumulate(image, label);
                if (++done % BatchSize == 0)
                    Update(Rate * (1 - 0.9f * done / total) / BatchSize);
            }
        }
    }

    /// <summary>The network as PyTorch's exporter would write it, behind a softmax.</summary>
    public OnnxWriter Export()
    {
        OnnxWriter writer = new();
        string x = writer.Input("image", 1, 1, Side, Side);
        foreach ((int i, Layer layer) in ((Layer[])[first, second]).Index())
        {
            int pad = layer.Kernel / 2;
            string conv = writer.Node(
                "Conv",
                [
                    x,
                    writer.Constant($"conv{i}.weight", [layer.Outputs, layer.Inputs, layer.Kernel, layer.Kernel], layer.Weights),
                    writer.Constant($"conv{i}.bias", [layer.Outputs], layer.Bias),
                ],
                ("kernel_shape", (int[])[layer.Kernel, layer.Kernel]),
                ("pads", (int[])[pad, pad, pad, pad])
            );
            x = writer.Node("MaxPool", [writer.Node("Relu", [conv])], ("kernel_shape", (int[])[2, 2]), ("strides", (int[])[2, 2]));
        }
        string dense = writer.Node(
            "Gemm",
            [writer.Node("Flatten", [x]), writer.Constant("dense.weight", [10, 784], weights), writer.Constant("dense.bias", [10], bias)],
            ("transB", 1)
        );
        writer.Output(writer.Node("Softmax", [dense]));
        return writer;
    }

    private void Accumulate(float[] image, int label)
    {
        float[] pooled = second.Forward(first.Forward(image));
        double[] logits = new double[10];
        for (int c = 0; c < 10; c++)
        {
            logits[c] = bias[c];
            for (int k = 0; k < pooled.Length; k++)
                logits[c] += weights[c * 784 + k] * pooled[k];
        }
        double largest = logits.Max();
        double sum = logits.Sum(value => Math.Exp(value - largest));
        float[] back = new float[pooled.Length];
        for (int c = 0; c < 10; c++)
        {
            float error = (float)(Math.Exp(logits[c] - largest) / sum) - (c == label ? 1 : 0);
            biasSteps[c] -= error;
            for (int k = 0; k < pooled.Length; k++)
            {
                back[k] += error * weights[c * 784 + k];
                weightSteps[c * 784 + k] -= error * pooled[k];
            }
        }
        first.Backward(second.Backward(back, wantsInput: true)!, wantsInput: false);
    }

    private void Update(float rate)
    {
        first.Update(rate, Momentum);
        second.Update(rate, Momentum);
        Layer.Step(weights, weightSteps, rate, Momentum);
        Layer.Step(bias, biasSteps, rate, Momentum);
    }
}
