namespace Aether.FloatNetworks;

/// <summary>y = gain x / sqrt(mean of x^2 + epsilon), row by row, with its gradient.</summary>
/// <param name="centred">x is taken less its row's mean: a layer norm.</param>
internal sealed class RootMeanSquare(int rows, int width, bool centred)
{
    public const float Epsilon = 1e-5f;

    private readonly float[] roots = new float[rows];
    private readonly float[] read = new float[rows * width];

    public float[] Result { get; } = new float[rows * width];

    public void Forward(float[] x, ReadOnlySpan<float> gain)
    {
        for (int row = 0; row < rows; row++)
        {
            Span<float> from = read.AsSpan(row * width, width);
            x.AsSpan(row * width, width).CopyTo(from);
            if (centred)
                Centre(from);
            Span<float> to = Result.AsSpan(row * width, width);
            float squares = 0;
            foreach (float value in from)
                squares += value * value;
            float root = 1 / MathF.Sqrt(squares / width + Epsilon);
            roots[row] = root;
            for (int c = 0; c < width; c++)
                to[c] = gain[c] * from[c] * root;
        }
    }

    /// <param name="back">Gradient by the result.</param>
    /// <param name="before">Gradient by x, added to.</param>
    /// <param name="gainGradient">Added to.</param>
    public void Backward(ReadOnlySpan<float> back, ReadOnlySpan<float> gain, Span<float> before, Span<float> gainGradient)
    {
        Span<float> own = new float[width];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = read.AsSpan(row * width, width);
            ReadOnlySpan<float> error = back.Slice(row * width, width);
            Span<float> to = before.Slice(row * width, width);
            float root = roots[row];
            float along = 0;
            for (int c = 0; c < width; c++)
                along += gain[c] * error[c] * x[c];
            along *= root * root * root / width;
            for (int c = 0; c < width; c++)
            {
                gainGradient[c] += error[c] * x[c] * root;
                own[c] = gain[c] * error[c] * root - along * x[c];
            }
            if (centred)
                Centre(own);
            for (int c = 0; c < width; c++)
                to[c] += own[c];
        }
    }

    private static void Centre(Span<float> row)
    {
        float sum = 0;
        foreach (float value in row)
            sum += value;
        foreach (ref float value in row)
            value -= sum / row.Length;
    }
}
