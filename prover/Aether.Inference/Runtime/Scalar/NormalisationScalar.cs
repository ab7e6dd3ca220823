namespace Aether.Inference;

/// <summary>SoftmaxDivide, RmsScale, Normalise and Centre: exact integer forms of what floats round.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static class NormalisationScalar
{
    public static void SoftmaxDivide(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int at = x.At(row);
            // At most 2^11 times 65,535; positive by rule G-18.
            int sum = 0;
            for (int j = 0; j < x.Shape.Channels; j++)
                sum += x.UInt16(at + j);
            for (int j = call.Box.Start.Channels; j < call.Box.End.Channels; j++)
                y.SetInt8(at + j, (254 * x.UInt16(at + j) + sum) / (2 * sum));
        }
    }

    public static void RmsScale(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int at = x.At(row);
            long q = call.Op.Parameters.Number;
            for (int c = 0; c < x.Shape.Channels; c++)
                q += x.Int8(at + c) * x.Int8(at + c);
            y.SetUInt16(y.At(row), Scale(q, call.Op.Parameters[0]));
        }
    }

    /// <summary>The integer r with r^2 q &lt;= 2^(2k) &lt; (r + 1)^2 q, which is 1 to 4096 by rule G-19.</summary>
    public static int Scale(long q, int k)
    {
        long square = (1L << (2 * k)) / q;
        int r = 0;
        for (int bit = 1 << 12; bit > 0; bit >>= 1)
        {
            long tried = r | bit;
            if (tried * tried <= square)
                r |= bit;
        }
        return r;
    }

    public static void Normalise(KernelCall call)
    {
        Frame x = call.In(0);
        Frame scales = call.In(1);
        Frame y = call.Out;
        ReadOnlySpan<byte> weights = call.Weights;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int at = x.At(row);
            int scale = scales.UInt16(scales.At(row));
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
            {
                int u = Requantise.Saturated(x.Int8(at + c) * scale, call.Op.Parameters[0]);
                y.Bytes[at + c] = lut.Of(call.Bias(c) + u * (weights[c] - 128));
            }
        }
    }

    public static void Centre(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int at = x.At(row);
            int sum = 0;
            for (int c = 0; c < x.Shape.Channels; c++)
                sum += x.Int8(at + c);
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
                y.Bytes[at + c] = lut.Of(x.Shape.Channels * x.Int8(at + c) - sum);
        }
    }
}
