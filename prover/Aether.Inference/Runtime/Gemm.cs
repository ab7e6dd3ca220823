namespace Aether.Inference;

/// <summary>y(n, row) = LUT(requantise(bias(n) + sum over k of x(k, row) w(k, n))).</summary>
/// <remarks>Source: prover/AIR8.md, Gemm. Rule W-05 has proved that neither accumulator nor shifted value leaves its range.</remarks>
internal static class Gemm
{
    public static Tensor Run(Air8Model model, Air8Operator op, Tensor input, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> lut = model.Tables.Span.Slice(op.Table * GraphHeader.LutSize, GraphHeader.LutSize);
        ReadOnlySpan<byte> weights = model.Weights.Span[(int)op.WeightOffset..];
        ReadOnlySpan<byte> bias = model.Weights.Span[(int)op.BiasOffset..];
        ReadOnlySpan<sbyte> x = input.ToInt8();
        int rowLog = input.Shape.Log(0);
        int inputs = input.Shape.Channels;
        int outputs = op.Shape.Channels;
        sbyte[] y = new sbyte[op.Shape.LiveCount];
        for (int row = 0; row < op.Shape.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<sbyte> xRow = x.Slice(row * inputs, inputs);
            for (int n = 0; n < outputs; n++)
            {
                ReadOnlySpan<byte> w = weights.Slice(n << rowLog, inputs);
                int accumulator = op.Biased ? BiasDigits.Read(bias.Slice(n * BiasDigits.Count, BiasDigits.Count)) : 0;
                for (int k = 0; k < inputs; k++)
                    accumulator += xRow[k] * (w[k] - 128);
                short v = Requantise.Saturated(accumulator, op.Shift);
                y[row * outputs + n] = (sbyte)(lut[v + 32768] - 128);
            }
        }
        return Tensor.FromInt8(op.Shape, y);
    }
}
