namespace Aether.FloatNetworks;

/// <summary>y = gain x / sqrt(mean of x^2 + epsilon), row by row, with its gradient.</summary>
internal sealed class RootMeanSquare(int rows, int width)
{
    public const float Epsilon = 1e-5f;

    private readonly float[] roots = new float[rows];
    private float[] read = [];

    public float[] Result { get; } = new float[rows * width];

    public void Forward(float[] x, ReadOnlySpan<float> gain)
    {
        read = x;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> from = x.AsSpan(row * width, width);
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
                to[c] += gain[c] * error[c] * root - along * x[c];
            }
        }
    }
}
