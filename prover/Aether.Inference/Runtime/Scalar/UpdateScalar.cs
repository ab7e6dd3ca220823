namespace Aether.Inference;

/// <summary>y(k, n) = clamp(state(k, n) - requantise(rate x sum over live b of x(b, k) error(b, n), s)).</summary>
/// <remarks>Source: prover/AIR8.md, Update.</remarks>
internal static class UpdateScalar
{
    public static void Run(KernelCall call)
    {
        Frame state = call.In(0);
        Frame errors = call.In(1);
        Frame y = call.Out;
        Frame inputs = call.In(call.Inputs.Length - 1);
        int batch = errors.Shape.Channels;
        bool variant = call.Op.IsVariant;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            for (int k = call.Box.Start.Channels; k < call.Box.End.Channels; k++)
            {
                // A weight (k, n) has its error at n = x; a bias (n) has it at n = k.
                int error = errors.At(0, variant ? k : row.X, 0, 0);
                int input = inputs.At(0, k, 0, 0);
                long gradient = 0;
                for (int b = 0; b < batch; b++)
                    gradient += errors.Int8(error + b) * (variant ? 1 : inputs.Int8(input + b));
                int at = y.At(row) + k;
                int step = Requantise.Saturated(gradient * call.Op.Parameters.Word, call.Op.Shift);
                y.SetInt16(at, Math.Clamp(state.Int16(at) - step, short.MinValue, short.MaxValue));
            }
        }
    }
}
