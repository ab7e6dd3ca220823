namespace Aether.Inference;

/// <summary>y(n, row) = LUT(requantise(bias(n) + sum over live k of x(k, row) w(k, n))), k over one to four axes.</summary>
/// <remarks>Source: prover/AIR8.md, Gemm. Rule W-05 has proved that neither accumulator nor shifted value leaves its range.</remarks>
internal static class DenseScalar
{
    public static void Run(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        int axes = call.Op.Parameters[0];
        int[] rows = SummedRows(x.Shape, axes);
        int inputs = x.Shape.Channels;
        int kLog = x.Shape.Bit(axes) + x.Shape.Log(axes);
        ReadOnlySpan<byte> weights = call.Weights;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int source = x.At(0, axes >= 1 ? 0 : row.X, axes >= 2 ? 0 : row.Y, axes >= 3 ? 0 : row.B);
            for (int n = call.Box.Start.Channels; n < call.Box.End.Channels; n++)
            {
                int accumulator = call.Bias(n);
                foreach (int k in rows)
                {
                    ReadOnlySpan<byte> w = weights.Slice((n << kLog) + k, inputs);
                    for (int c = 0; c < inputs; c++)
                        accumulator += x.Int8(source + k + c) * (w[c] - 128);
                }
                y.Bytes[y.At(row) + n] = lut.Of(accumulator);
            }
        }
    }

    /// <summary>Frame indices of the rows of channels that are summed: live indices of the axes 1 to axes.</summary>
    public static int[] SummedRows(TensorShape shape, int axes)
    {
        List<int> rows = [];
        TensorShape summed = shape;
        for (int axis = axes + 1; axis < TensorShape.AxisCount; axis++)
            summed = summed.With(axis, 1);
        foreach (Row row in Box.Whole(summed))
            rows.Add((row.X << shape.Bit(1)) | (row.Y << shape.Bit(2)) | (row.B << shape.Bit(3)));
        return [.. rows];
    }
}
