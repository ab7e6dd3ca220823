namespace Aether.FloatNetworks;

/// <summary>y = x w + bias over many rows, with its gradient.</summary>
internal sealed class Dense(int rows, int inputs, int outputs)
{
    private readonly float[] turnedInput = new float[rows * inputs];
    private readonly float[] turnedWeights = new float[inputs * outputs];

    public float[] Result { get; } = new float[rows * outputs];

    public void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        Products.Multiply(x, weights, Result, rows, inputs, outputs);
        for (int row = 0; row < rows && bias.Length > 0; row++)
        {
            Span<float> to = Result.AsSpan(row * outputs, outputs);
            for (int n = 0; n < outputs; n++)
                to[n] += bias[n];
        }
    }

    /// <param name="back">Gradient by the result.</param>
    /// <param name="before">Gradient by x, added to.</param>
    /// <param name="step">Gradient by the weights, added to.</param>
    /// <param name="biasStep">Gradient by the bias, added to.</param>
    public void Backward(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> back,
        Span<float> before,
        Span<float> step,
        Span<float> biasStep = default
    )
    {
        Products.Transpose(x, turnedInput, rows, inputs);
        Products.Multiply(turnedInput, back, step, inputs, rows, outputs, add: true);
        Products.Transpose(weights, turnedWeights, inputs, outputs);
        Products.Multiply(back, turnedWeights, before, rows, outputs, inputs, add: true);
        for (int row = 0; row < rows && biasStep.Length > 0; row++)
        {
            ReadOnlySpan<float> from = back.Slice(row * outputs, outputs);
            for (int n = 0; n < outputs; n++)
                biasStep[n] += from[n];
        }
    }
}
