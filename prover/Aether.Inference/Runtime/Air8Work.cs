namespace Aether.Inference;

/// <summary>What a run asks for, from the graph alone and before anything is allocated. Counts stop at the largest long.</summary>
/// <param name="MultiplyAdds">Products summed over the live boxes; of a decode loop over all positions.</param>
/// <param name="ElementOperations">Results that are looked up, copied or compared.</param>
/// <param name="ActivationBytes">Most bytes of activations that stand beside each other; of a decode loop those of the whole sequence.</param>
/// <param name="LargestTensorBytes">Bytes of the largest frame.</param>
/// <param name="TraceBytes">Bytes hashed for the boundaries of a whole run.</param>
public readonly record struct Air8Work(
    long MultiplyAdds,
    long ElementOperations,
    long ActivationBytes,
    long LargestTensorBytes,
    long TraceBytes
)
{
    /// <summary>What a limit on work is compared with.</summary>
    public long Operations => Clamped((Int128)MultiplyAdds + ElementOperations);

    internal static Air8Work Of(GraphHeader header, IReadOnlyList<Air8Operator> operators)
    {
        ActivationPlan plan = new(operators);
        Int128 products = 0;
        Int128 elements = 0;
        Int128 traced = 0;
        foreach (Air8Operator op in operators)
        {
            TensorShape[] read = [.. op.Inputs.Select(input => operators[input].Shape)];
            bool sums =
                WeightBlock.Of(op, read.FirstOrDefault()) is { OutputAxis: not null }
                || op.Opcode is Air8Opcode.MatMul or Air8Opcode.Update;
            products += sums ? (Int128)op.Shape.LiveCount * ShapeRules.Products(op, read) : 0;
            elements += (Int128)op.Shape.LiveCount * (sums ? 1 : ShapeRules.Products(op, read));
            traced += Tensor.ByteCount(op.Type, op.Shape);
        }
        return new Air8Work(
            Clamped(products),
            Clamped(elements),
            header.IsDecodeLoop ? plan.DecodeBytes : plan.SinglePassBytes,
            plan.LargestBytes,
            Clamped(traced)
        );
    }

    private static long Clamped(Int128 count) => count > long.MaxValue ? long.MaxValue : (long)count;
}
