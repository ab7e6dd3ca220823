namespace Aether.Inference;

/// <summary>Index of the largest live channel of every row; the lowest index among equals.</summary>
internal static class ArgMax
{
    public static Tensor Run(Air8Operator op, Tensor input, CancellationToken cancellationToken)
    {
        ReadOnlySpan<sbyte> x = input.ToInt8();
        ushort[] indices = new ushort[op.Shape.LiveCount];
        for (int row = 0; row < indices.Length; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            indices[row] = (ushort)Of(x.Slice(row * input.Shape.Channels, input.Shape.Channels));
        }
        return Tensor.FromUInt16(op.Shape, indices);
    }

    public static int Of(ReadOnlySpan<sbyte> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
