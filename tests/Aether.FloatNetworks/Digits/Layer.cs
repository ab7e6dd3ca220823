namespace Aether.FloatNetworks;

/// <summary>A convolution that keeps the size, ReLU, and the largest of 2x2, with its gradient.</summary>
internal sealed class Layer(int inputs, int outputs, int kernel, int side)
{
    private readonly float[] weightSteps = new float[outputs * inputs * kernel * kernel];
    private readonly float[] biasSteps = new float[outputs];
    private readonly float[] sums = new float[outputs * side * side];
    private readonly int[] chosen = new int[outputs * side * side / 4];
    private float[] read = [];

    public int Inputs => inputs;

    public int Outputs => outputs;

    public int Kernel => kernel;

    /// <summary>Shape (outputs, inputs, kernel, kernel).</summary>
    public float[] Weights { get; } = new float[outputs * inputs * kernel * kernel];

    public float[] Bias { get; } = new float[outputs];

    public void Start(Random random)
    {
        for (int i = 0; i < Weights.Length; i++)
            Weights[i] = (2 * random.NextSingle() - 1) * MathF.Sqrt(6f / (inputs * kernel * kernel));
    }

    public float[] Forward(float[] image)
    {
        read = image;
        for (int o = 0; o < outputs; o++)
            sums.AsSpan(o * side * side, side * side).Fill(Bias[o]);
        Visit(
            (tap, from, to, length) =>
            {
                float weight = Weights[tap];
                for (int i = 0; i < length; i++)
                    sums[to + i] += weight * read[from + i];
            }
        );
        float[] pooled = new float[chosen.Length];
        int half = side / 2;
        for (int i = 0; i < pooled.Length; i++)
        {
            int corner = i / (half * half) * side * side + i / half % half * 2 * side + i % half * 2;
            int best = corner;
            foreach (int at in (int[])[corner + 1, corner + side, corner + side + 1])
                best = sums[at] > sums[best] ? at : best;
            chosen[i] = best;
            pooled[i] = Math.Max(0, sums[best]);
        }
        return pooled;
    }

    /// <param name="back">Gradient of the loss by what <see cref="Forward"/> gave.</param>
    /// <returns>Gradient by its input, if wanted.</returns>
    public float[]? Backward(float[] back, bool wantsInput)
    {
        float[] errors = new float[sums.Length];
        for (int i = 0; i < back.Length; i++)
        {
            if (sums[chosen[i]] > 0)
                errors[chosen[i]] = back[i];
        }
        float[]? before = wantsInput ? new float[read.Length] : null;
        Visit(
            (tap, from, to, length) =>
            {
                float step = 0;
                float weight = Weights[tap];
                for (int i = 0; i < length; i++)
                {
                    float error = errors[to + i];
                    step += error * read[from + i];
                    if (before is not null)
                        before[from + i] += error * weight;
                }
                weightSteps[tap] -= step;
            }
        );
        for (int i = 0; i < errors.Length; i++)
            biasSteps[i / (side * side)] -= errors[i];
        return before;
    }

    public void Update(float rate, float momentum)
    {
        Step(Weights, weightSteps, rate, momentum);
        Step(Bias, biasSteps, rate, momentum);
    }

    public static void Step(float[] values, float[] steps, float rate, float momentum)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += rate * steps[i];
            steps[i] *= momentum;
        }
    }

    /// <summary>Calls with every weight and the rows of input and output it connects.</summary>
    private void Visit(Action<int, int, int, int> row)
    {
        int pad = kernel / 2;
        for (int tap = 0; tap < Weights.Length; tap++)
        {
            int o = tap / (inputs * kernel * kernel);
            int c = tap / (kernel * kernel) % inputs;
            int dy = tap / kernel % kernel - pad;
            int dx = tap % kernel - pad;
            int left = Math.Max(0, -dx);
            int length = side - Math.Abs(dx);
            for (int y = Math.Max(0, -dy); y < side - Math.Max(0, dy); y++)
                row(tap, (c * side + y + dy) * side + left + dx, (o * side + y) * side + left, length);
        }
    }
}
