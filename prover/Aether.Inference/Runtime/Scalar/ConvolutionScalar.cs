namespace Aether.Inference;

/// <summary>Conv2D and DepthwiseConv2D as their formulas say: every product that lies inside the image, one after another.</summary>
/// <remarks>Source: prover/AIR8.md, Conv2D, DepthwiseConv2D.</remarks>
internal static class ConvolutionScalar
{
    public static void Run(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        Window2D window = Window2D.Of(call.Op.Parameters);
        int logX = TensorShape.LogOf(window.Width);
        int logY = TensorShape.LogOf(window.Height);
        int logC = x.Shape.Log(0);
        ReadOnlySpan<byte> weights = call.Weights;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            for (int co = call.Box.Start.Channels; co < call.Box.End.Channels; co++)
            {
                int accumulator = call.Bias(co);
                for (int ky = 0; ky < window.Height; ky++)
                for (int kx = 0; kx < window.Width; kx++)
                {
                    if (!Inside(window, x.Shape, row, kx, ky, out int fromX, out int fromY))
                        continue;
                    int source = x.At(0, fromX, fromY, row.B);
                    int w = (((((co << logY) + ky) << logX) + kx) << logC);
                    for (int ci = 0; ci < x.Shape.Channels; ci++)
                        accumulator += x.Int8(source + ci) * (weights[w + ci] - 128);
                }
                y.Bytes[y.At(row) + co] = lut.Of(accumulator);
            }
        }
    }

    public static void RunDepthwise(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        Window2D window = Window2D.Of(call.Op.Parameters);
        int logX = TensorShape.LogOf(window.Width);
        int logC = x.Shape.Log(0);
        ReadOnlySpan<byte> weights = call.Weights;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
            {
                int accumulator = call.Bias(c);
                for (int ky = 0; ky < window.Height; ky++)
                for (int kx = 0; kx < window.Width; kx++)
                {
                    if (Inside(window, x.Shape, row, kx, ky, out int fromX, out int fromY))
                        accumulator += x.Int8(x.At(c, fromX, fromY, row.B)) * (weights[(((ky << logX) + kx) << logC) + c] - 128);
                }
                y.Bytes[y.At(row) + c] = lut.Of(accumulator);
            }
        }
    }

    /// <summary>Where a product of the kernel reads; false when it is one of the zeros around the live box.</summary>
    private static bool Inside(Window2D window, TensorShape image, Row row, int kx, int ky, out int x, out int y)
    {
        x = (row.X << window.StrideLogX) + kx - window.Left;
        y = (row.Y << window.StrideLogY) + ky - window.Top;
        return x >= 0 && x < image.Width && y >= 0 && y < image.Height;
    }
}
