namespace Aether.Inference;

/// <summary>Turns a float network of two layers into AIR8: int8 weights, power-of-two requantisation, one ReLU-and-clamp table.</summary>
/// <remarks>
/// Both layers share the table v -> clamp(v, 0, 127): one table keeps the file and a later proof small. Logits below zero would be lost,
/// so the biases of the last layer are raised by a constant, which changes no comparison between logits.
/// The shifts and the constant are those that classify the calibration images best; ties go to the first tried.
/// </remarks>
internal sealed class MlpQuantiser
{
    private const int WeightMax = 127;

    private readonly FloatMlp network;
    private readonly DigitSet calibration;
    private readonly sbyte[] weights1;
    private readonly sbyte[] weights2;
    private readonly int log1;
    private readonly int log2;

    public MlpQuantiser(FloatMlp network, DigitSet calibration)
    {
        this.network = network;
        this.calibration = calibration;
        (weights1, log1) = Quantise(network.Weights1);
        (weights2, log2) = Quantise(network.Weights2);
    }

    /// <summary>Input scale: an int8 input of q stands for q / 128.</summary>
    private const int InputLog = 7;

    public byte[] Run(CancellationToken cancellationToken)
    {
        Candidate? best = null;
        int[] bias1 = Scale(network.Bias1, InputLog + log1, 0);
        int smallest1 = SmallestShift(weights1, bias1, network.Inputs);
        for (int shift1 = Math.Max(smallest1, InputLog + log1 - 6); shift1 <= InputLog + log1 - 2; shift1++)
        {
            byte[] hidden = HiddenOf(bias1, shift1, cancellationToken);
            int hiddenLog = InputLog + log1 - shift1;
            for (int shift2 = Math.Max(0, hiddenLog + log2 - 4); shift2 <= Math.Min(Requantise.ShiftMax, hiddenLog + log2); shift2++)
            {
                for (int raise = 0; raise <= 96; raise += 16)
                {
                    int[] bias2 = Scale(network.Bias2, hiddenLog + log2, raise << shift2);
                    if (shift2 < SmallestShift(weights2, bias2, network.Hidden))
                        continue;
                    int correct = Correct(hidden, bias2, shift2);
                    if (best is null || correct > best.Correct)
                        best = new Candidate(correct, shift1, shift2, bias2);
                }
            }
        }
        return best is null
            ? throw new InvalidOperationException(
                "no shift keeps the accumulators inside 16 bits: the float weights are not finite or far too large"
            )
            : Build(bias1, best);
    }

    private byte[] Build(int[] bias1, Candidate best)
    {
        sbyte[] table = new sbyte[1 << 16];
        for (int i = 0; i < table.Length; i++)
            table[i] = (sbyte)Math.Clamp(i - 32768, 0, 127);
        Air8Builder builder = new();
        int relu = builder.Table(table);
        int image = builder.Input(new TensorShape(network.Inputs));
        int hidden = builder.Gemm(image, network.Hidden, weights1, bias1, best.Shift1, relu);
        builder.Output(builder.Gemm(hidden, network.Classes, weights2, best.Bias2, best.Shift2, relu));
        return builder.Build();
    }

    /// <summary>Largest power of two that brings every weight inside -127 to 127, and the rounded weights.</summary>
    private static (sbyte[] Weights, int Log) Quantise(float[] weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            largest = Math.Max(largest, Math.Abs(weight));
        int log = 0;
        while (log < 14 && largest * (1 << (log + 1)) <= WeightMax)
            log++;
        sbyte[] rounded = new sbyte[weights.Length];
        for (int i = 0; i < weights.Length; i++)
            rounded[i] = (sbyte)Math.Clamp(Math.Floor(weights[i] * (double)(1 << log) + 0.5), -WeightMax, WeightMax);
        return (rounded, log);
    }

    private static int[] Scale(float[] biases, int log, int raise)
    {
        int[] scaled = new int[biases.Length];
        for (int i = 0; i < biases.Length; i++)
            scaled[i] = raise + (int)Math.Floor(biases[i] * (double)(1L << log) + 0.5);
        return scaled;
    }

    /// <summary>Smallest shift that keeps every accumulator inside 16 bits, whatever the input: rule W-05.</summary>
    private static int SmallestShift(sbyte[] weights, int[] biases, int inputs)
    {
        long bound = 0;
        for (int n = 0; n < biases.Length; n++)
        {
            long sum = 0;
            foreach (sbyte weight in weights.AsSpan(n * inputs, inputs))
                sum += Math.Abs(weight);
            bound = Math.Max(bound, sum * 127 + Math.Abs((long)biases[n]));
        }
        int shift = 0;
        while (!Requantise.Fits(bound, shift))
            shift++;
        return shift;
    }

    /// <returns>Hidden activations of the calibration images, shape (count, hidden).</returns>
    private byte[] HiddenOf(int[] bias1, int shift, CancellationToken cancellationToken)
    {
        byte[] activations = new byte[calibration.Count * network.Hidden];
        int[] image = new int[network.Inputs];
        for (int i = 0; i < calibration.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int k = 0; k < image.Length; k++)
                image[k] = calibration.Image(i)[k] >> 1;
            for (int j = 0; j < network.Hidden; j++)
            {
                int sum = bias1[j];
                ReadOnlySpan<sbyte> row = weights1.AsSpan(j * network.Inputs, network.Inputs);
                for (int k = 0; k < row.Length; k++)
                    sum += image[k] * row[k];
                activations[i * network.Hidden + j] = (byte)Math.Clamp(Requantise.Shift(sum, shift), 0, 127);
            }
        }
        return activations;
    }

    private int Correct(byte[] hidden, int[] bias2, int shift)
    {
        int correct = 0;
        Span<sbyte> outputs = stackalloc sbyte[network.Classes];
        for (int i = 0; i < calibration.Count; i++)
        {
            ReadOnlySpan<byte> activations = hidden.AsSpan(i * network.Hidden, network.Hidden);
            for (int c = 0; c < outputs.Length; c++)
            {
                int sum = bias2[c];
                ReadOnlySpan<sbyte> row = weights2.AsSpan(c * network.Hidden, network.Hidden);
                for (int k = 0; k < row.Length; k++)
                    sum += activations[k] * row[k];
                outputs[c] = (sbyte)Math.Clamp(Requantise.Shift(sum, shift), 0, 127);
            }
            if (ArgMaxScalar.Of(outputs) == calibration.Labels[i])
                correct++;
        }
        return correct;
    }

    private sealed record Candidate(int Correct, int Shift1, int Shift2, int[] Bias2);
}
