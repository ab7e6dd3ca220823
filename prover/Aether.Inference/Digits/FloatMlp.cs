using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aether.Inference;

/// <summary>Two dense layers with a ReLU between, trained by stochastic gradient descent with momentum on cross-entropy.</summary>
/// <remarks>
/// Sums run over eight lanes in a fixed order with separate products and additions, never fused, so the result does not depend on the width
/// of the machine's vectors. Weights of layer 1: shape (hidden, inputs). Of layer 2: shape (classes, hidden).
/// </remarks>
internal sealed class FloatMlp
{
    private readonly float[] step1;
    private readonly float[] stepBias1;
    private readonly float[] step2;
    private readonly float[] stepBias2;
    private readonly float[] hidden;
    private readonly float[] hiddenGradient;
    private readonly float[] logits;

    public FloatMlp(int inputs, int hiddenCount, int classes, DeterministicRandom random)
    {
        if (inputs % Vector256<float>.Count != 0 || hiddenCount % Vector256<float>.Count != 0)
            throw new ArgumentException($"{inputs} inputs and {hiddenCount} hidden units are not multiples of 8", nameof(inputs));
        Inputs = inputs;
        Hidden = hiddenCount;
        Classes = classes;
        Weights1 = Start(hiddenCount * inputs, Math.Sqrt(2.0 / inputs), random);
        Weights2 = Start(classes * hiddenCount, Math.Sqrt(2.0 / hiddenCount), random);
        Bias1 = new float[hiddenCount];
        Bias2 = new float[classes];
        step1 = new float[Weights1.Length];
        step2 = new float[Weights2.Length];
        stepBias1 = new float[hiddenCount];
        stepBias2 = new float[classes];
        hidden = new float[hiddenCount];
        hiddenGradient = new float[hiddenCount];
        logits = new float[classes];
    }

    public int Inputs { get; }

    public int Hidden { get; }

    public int Classes { get; }

    public float[] Weights1 { get; }

    public float[] Bias1 { get; }

    public float[] Weights2 { get; }

    public float[] Bias2 { get; }

    /// <summary>Logits of one image.</summary>
    /// <param name="image">Inputs scaled to 0 to 1.</param>
    /// <returns>Overwritten by the next call.</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> image)
    {
        for (int j = 0; j < Hidden; j++)
            hidden[j] = Math.Max(0f, Bias1[j] + Dot(Weights1.AsSpan(j * Inputs, Inputs), image));
        for (int c = 0; c < Classes; c++)
            logits[c] = Bias2[c] + Dot(Weights2.AsSpan(c * Hidden, Hidden), hidden);
        return logits;
    }

    /// <summary>Adds one image's share to the step that <see cref="Update"/> takes.</summary>
    public void Accumulate(ReadOnlySpan<float> image, int label, float rate)
    {
        Forward(image);
        Softmax(logits);
        logits[label] -= 1f;
        Array.Clear(hiddenGradient);
        for (int c = 0; c < Classes; c++)
        {
            AddScaled(hiddenGradient, Weights2.AsSpan(c * Hidden, Hidden), logits[c]);
            AddScaled(step2.AsSpan(c * Hidden, Hidden), hidden, -rate * logits[c]);
            stepBias2[c] -= rate * logits[c];
        }
        for (int j = 0; j < Hidden; j++)
        {
            if (hidden[j] <= 0f)
                continue;
            AddScaled(step1.AsSpan(j * Inputs, Inputs), image, -rate * hiddenGradient[j]);
            stepBias1[j] -= rate * hiddenGradient[j];
        }
    }

    /// <summary>Takes the step, shrinks the weights a little and keeps a share of the step as momentum.</summary>
    public void Update(float momentum, float decay)
    {
        Apply(Weights1, step1, momentum, decay);
        Apply(Weights2, step2, momentum, decay);
        Apply(Bias1, stepBias1, momentum, 0f);
        Apply(Bias2, stepBias2, momentum, 0f);
    }

    private static float[] Start(int count, double deviation, DeterministicRandom random)
    {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++)
            weights[i] = (float)(deviation * random.NextNormal());
        return weights;
    }

    private static void Apply(float[] weights, float[] step, float momentum, float decay)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = weights[i] * (1f - decay) + step[i];
            step[i] *= momentum;
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector256<float>> left = MemoryMarshal.Cast<float, Vector256<float>>(a);
        ReadOnlySpan<Vector256<float>> right = MemoryMarshal.Cast<float, Vector256<float>>(b);
        Vector256<float> even = Vector256<float>.Zero;
        Vector256<float> odd = Vector256<float>.Zero;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }
        if (i < left.Length)
            even += left[i] * right[i];
        Vector256<float> lanes = even + odd;
        float sum = 0f;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
            sum += lanes[lane];
        return sum;
    }

    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float scale)
    {
        Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(target);
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(source);
        Vector256<float> factor = Vector256.Create(scale);
        for (int i = 0; i < to.Length; i++)
            to[i] += from[i] * factor;
    }

    private static void Softmax(float[] values)
    {
        double largest = values[0];
        foreach (float value in values)
            largest = Math.Max(largest, value);
        double sum = 0;
        Span<double> exponentials = stackalloc double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            exponentials[i] = Exponential.Of(values[i] - largest);
            sum += exponentials[i];
        }
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(exponentials[i] / sum);
    }
}
