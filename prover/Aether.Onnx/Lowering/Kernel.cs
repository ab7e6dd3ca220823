using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Weights and biases of a layer as integers, and the shift behind them.</summary>
/// <param name="Unit">Real value of a step of the accumulator.</param>
/// <remarks>
/// One scale for all outputs: what differs between channels was evened out before. The shift is the smallest that rule W-05 allows, from the weights alone.
/// </remarks>
internal sealed record Kernel(sbyte[] Weights, int[]? Bias, double Unit, int Shift)
{
    private const int Largest = 127;
    private const long BiasLimit = (1L << 27) - (1L << 21);

    // Every round halves the weights; long before that they are all zero.
    private const int RoundsMax = 40;

    /// <param name="outputOf">Output that a weight belongs to.</param>
    /// <param name="inputUnit">Real value of a step of the input.</param>
    /// <param name="inputMax">Largest magnitude of the input, in steps.</param>
    public static Kernel Of(PlanNode node, float[] weights, float[]? bias, Func<int, int> outputOf, double inputUnit, long inputMax)
    {
        if (!Array.TrueForAll(weights, float.IsFinite) || (bias is not null && !Array.TrueForAll(bias, float.IsFinite)))
            throw Refuse(node, $"one of its weights or biases is not finite");
        double largest = weights.Length == 0 ? 0 : weights.Max(weight => Math.Abs((double)weight));
        // Weights that are all alike, as in a mean, are exact as ones.
        bool alike = bias is null && Array.TrueForAll(weights, weight => weight == 0 || Math.Abs(weight) == largest);
        double scale =
            largest == 0 ? 1
            : alike ? largest
            : largest / Largest;
        for (int round = 0; round < RoundsMax; round++, scale *= 2)
        {
            double unit = inputUnit * scale;
            if (bias is not null && bias.Any(value => Math.Abs(value / unit) >= BiasLimit - 1))
                continue;
            sbyte[] steps = Array.ConvertAll(weights, weight => (sbyte)Math.Clamp(Math.Floor(weight / scale + 0.5), -Largest, Largest));
            int[]? biases = bias is null ? null : Array.ConvertAll(bias, value => (int)Math.Floor(value / unit + 0.5));
            int outputs = node.Shape.Channels;
            long[] bounds = new long[outputs];
            for (int i = 0; i < steps.Length; i++)
                bounds[outputOf(i)] += inputMax * Math.Abs((int)steps[i]);
            for (int n = 0; biases is not null && n < outputs; n++)
                bounds[n] += Math.Abs((long)biases[n]);
            if (ShiftFor(bounds.Max()) is int shift)
                return new Kernel(steps, biases, unit, shift);
        }
        throw Refuse(node, $"its weights or biases are so far apart that no scale holds them");
    }

    /// <summary>Smallest shift after which no accumulator leaves 16 bits; null when none is enough.</summary>
    public static int? ShiftFor(long bound)
    {
        for (int shift = 0; shift <= Requantise.ShiftMax; shift++)
        {
            if (Requantise.Fits(bound, shift))
                return shift;
        }
        return null;
    }

    public static OnnxRefusedException Refuse(PlanNode node, string reason) =>
        node.From?.Refuse(reason) ?? new OnnxRefusedException(reason);
}
