namespace Aether.Inference;

/// <summary>y(j, i, h, e) = LUT(requantise(bias(j) + sum over live d of left(d, i, h, e) right(d, j, h, e))).</summary>
/// <remarks>Source: prover/AIR8.md, MatMul.</remarks>
internal static class MatMulScalar
{
    public static void Run(KernelCall call)
    {
        Frame left = call.In(0);
        Frame right = call.In(1);
        Frame y = call.Out;
        Frame bias = call.In(call.Inputs.Length - 1);
        int products = left.Shape.Channels;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int a = left.At(row);
            for (int j = call.Box.Start.Channels; j < call.Box.End.Channels; j++)
            {
                int accumulator = call.Op.Biased ? bias.Int16(j) << call.Op.Parameters[0] : 0;
                int b = right.At(0, j, row.Y, row.B);
                for (int d = 0; d < products; d++)
                    accumulator += left.Int8(a + d) * right.Int8(b + d);
                y.Bytes[y.At(row) + j] = lut.Of(accumulator);
            }
        }
    }
}
