namespace Aether.Inference;

/// <summary>Gemm: the rows of channels that are summed, behind each other.</summary>
internal sealed unsafe class DenseProblem(byte* input, TensorShape shape, int axes, byte* weights) : DotProblem
{
    private readonly int[] rows = DenseScalar.SummedRows(shape, axes);
    private readonly int kLog = shape.Bit(axes) + shape.Log(axes);
    private readonly (int X, int Y, int B) bits = (shape.Bit(1), shape.Bit(2), shape.Bit(3));

    public override IEnumerable<Box> Groups(Box box) => [box];

    public override void StageRow<TTile>(Row row, short* destination)
    {
        int source = (axes >= 1 ? 0 : row.X << bits.X) + (axes >= 2 ? 0 : row.Y << bits.Y) + (axes >= 3 ? 0 : row.B << bits.B);
        Stage<TTile>(input + source, destination);
    }

    public override void StageColumn<TTile>(Row row, int n, short* destination) => Stage<TTile>(weights + ((long)n << kLog), destination);

    public override byte* Column(int n, int k, out nint stride)
    {
        stride = (nint)1 << kLog;
        // Several rows have gaps between them; a single one ends in zeros up to a power of two.
        return rows.Length == 1 && k <= stride ? weights + ((long)n << kLog) : null;
    }

    private void Stage<TTile>(byte* from, short* destination)
        where TTile : IDotTile
    {
        foreach (int row in rows)
        {
            TTile.Widen(from + row, shape.Channels, destination);
            destination += shape.Channels;
        }
    }
}

/// <summary>Conv2D as an implicit matrix product: every pixel's window is gathered when it is needed.</summary>
internal sealed unsafe class ConvolutionProblem(byte* input, TensorShape shape, Window2D window, byte* weights) : DotProblem
{
    private readonly int channels = shape.Channels;
    private readonly int channelLog = shape.Log(0);
    private readonly int kernelLogX = TensorShape.LogOf(window.Width);
    private readonly int kernelLogY = TensorShape.LogOf(window.Height);
    private readonly (int Y, int B) bits = (shape.Bit(2), shape.Bit(3));

    public override IEnumerable<Box> Groups(Box box) => [box];

    public override void StageRow<TTile>(Row row, short* destination)
    {
        int x = (row.X << window.StrideLogX) - window.Left;
        int y = (row.Y << window.StrideLogY) - window.Top;
        int first = Math.Clamp(-x, 0, window.Width);
        int end = Math.Clamp(shape.Width - x, first, window.Width);
        for (int ky = 0; ky < window.Height; ky++, destination += window.Width * channels)
        {
            if (y + ky < 0 || y + ky >= shape.Height)
            {
                new Span<short>(destination, window.Width * channels).Clear();
                continue;
            }
            new Span<short>(destination, first * channels).Clear();
            new Span<short>(destination + end * channels, (window.Width - end) * channels).Clear();
            byte* source = input + ((row.B << bits.B) + ((y + ky) << bits.Y)) + ((x + first) << channelLog);
            StagePixels<TTile>(source, end - first, destination + first * channels);
        }
    }

    public override void StageColumn<TTile>(Row row, int n, short* destination)
    {
        for (int ky = 0; ky < window.Height; ky++)
        {
            byte* source = weights + ((((long)n << kernelLogY) + ky) << (kernelLogX + channelLog));
            StagePixels<TTile>(source, window.Width, destination);
            destination += window.Width * channels;
        }
    }

    /// <summary>Pixels that lie beside each other: one piece when the channels fill their frame.</summary>
    private void StagePixels<TTile>(byte* source, int pixels, short* destination)
        where TTile : IDotTile
    {
        if (channels == 1 << channelLog)
        {
            TTile.Widen(source, pixels * channels, destination);
            return;
        }
        for (int i = 0; i < pixels; i++, source += 1 << channelLog, destination += channels)
            TTile.Widen(source, channels, destination);
    }
}

/// <summary>MatMul: queries by keys, one group for every head and batch.</summary>
internal sealed unsafe class MatMulProblem(byte* left, TensorShape leftShape, byte* right, TensorShape rightShape) : DotProblem
{
    public override IEnumerable<Box> Groups(Box box)
    {
        for (int b = box.Start.Batch; b < box.End.Batch; b++)
        for (int y = box.Start.Height; y < box.End.Height; y++)
            yield return new Box(box.Start with { Height = y, Batch = b }, box.End with { Height = y + 1, Batch = b + 1 });
    }

    public override void StageRow<TTile>(Row row, short* destination) =>
        TTile.Widen(left + At(leftShape, row.X, row), leftShape.Channels, destination);

    public override void StageColumn<TTile>(Row row, int n, short* destination) =>
        TTile.Widen(right + At(rightShape, n, row), rightShape.Channels, destination);

    private static int At(TensorShape shape, int x, Row row) => (x << shape.Bit(1)) + (row.Y << shape.Bit(2)) + (row.B << shape.Bit(3));
}
