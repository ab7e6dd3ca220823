namespace Aether.Inference;

/// <summary>AvgPool and PairMap: windows without overlap.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static class PoolingScalar
{
    public static void Average(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        (int logX, int logY) = (call.Op.Parameters[0], call.Op.Parameters[1]);
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
            {
                int sum = 0;
                for (int wy = 0; wy < 1 << logY; wy++)
                for (int wx = 0; wx < 1 << logX; wx++)
                    sum += x.Int8(x.At(c, (row.X << logX) + wx, (row.Y << logY) + wy, row.B));
                y.Bytes[y.At(row) + c] = lut.Of(sum);
            }
        }
    }

    public static void Pairs(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        int axis = call.Op.Parameters[0];
        int second = 1 << x.Shape.Bit(axis);
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
            {
                int first = x.At(
                    axis == 0 ? 2 * c : c,
                    axis == 1 ? 2 * row.X : row.X,
                    axis == 2 ? 2 * row.Y : row.Y,
                    axis == 3 ? 2 * row.B : row.B
                );
                y.Bytes[y.At(row) + c] = lut.Of(256 * x.Int8(first) + x.Int8(first + second));
            }
        }
    }
}
