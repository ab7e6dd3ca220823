namespace Aether.Inference;

/// <summary>What a run asks for.</summary>
/// <param name="MultiplyAdds">Products summed over the live boxes.</param>
/// <param name="ActivationBytes">Bytes of the largest two activations that stand beside each other.</param>
public readonly record struct Air8Work(long MultiplyAdds, long ActivationBytes)
{
    /// <summary>What a limit on work is compared with.</summary>
    public long Operations => MultiplyAdds;

    internal static Air8Work Of(IReadOnlyList<Air8Operator> operators)
    {
        Int128 products = 0;
        long bytes = 0;
        foreach (Air8Operator op in operators)
        {
            long result = Tensor.ByteCount(op.Type, op.Shape);
            long read = 0;
            foreach (int input in op.Inputs)
                read += Tensor.ByteCount(operators[input].Type, operators[input].Shape);
            bytes = Math.Max(bytes, result + read);
            if (op.Opcode == Air8Opcode.Gemm)
                products += (Int128)op.Shape.LiveCount * operators[op.Inputs[0]].Shape.Channels;
        }
        return new Air8Work(products > long.MaxValue ? long.MaxValue : (long)products, bytes);
    }
}
