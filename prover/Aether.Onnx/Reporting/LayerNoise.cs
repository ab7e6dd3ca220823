namespace Aether.Onnx;

/// <summary>How far a layer's int8 values lie from the float values they stand for.</summary>
internal sealed class LayerNoise
{
    private double signal;
    private double noise;
    private long clipped;
    private long count;

    /// <summary>10 log10 of signal over noise power; at most 200.</summary>
    public double Decibel => signal == 0 || noise == 0 ? 200 : Math.Min(200, 10 * Math.Log10(signal / noise));

    public double ClippedShare => count == 0 ? 0 : (double)clipped / count;

    public void Add(float[] expected, float[] found, ScaleClass scale)
    {
        double low = scale.Offset - 127 * scale.Scale;
        double high = scale.Offset + 127 * scale.Scale;
        for (int i = 0; i < expected.Length; i++)
        {
            signal += (double)expected[i] * expected[i];
            noise += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
            if (expected[i] > high + scale.Scale / 2 || expected[i] < low - scale.Scale / 2)
                clipped++;
        }
        count += expected.Length;
    }
}
