namespace Aether.Inference;

/// <summary>What a run asks for, from the graph alone and before anything is allocated. Counts stop at the largest long.</summary>
/// <param name="MultiplyAdds">Products summed over the live boxes; of a decode loop over all positions.</param>
/// <param name="ElementOperations">Results that are looked up, copied or compared.</param>
/// <param name="ActivationBytes">Most bytes of activations that stand beside each other; of a decode loop those of the whole sequence.</param>
/// <param name="LargestTensorBytes">Bytes of the largest frame.</param>
/// <param name="ScratchBytes">Bytes beside the activations: roots of all boundaries as they are gathered, and what the CPU backends stage of one operator.</param>
/// <param name="TraceBytes">Bytes hashed for the boundaries of a whole run.</param>
public readonly record struct Air8Work(
    long MultiplyAdds,
    long ElementOperations,
    long ActivationBytes,
    long LargestTensorBytes,
    long TraceBytes,
    long ScratchBytes
)
{
    /// <summary>What a limit on work is compared with.</summary>
    public long Operations => Clamped((Int128)MultiplyAdds + ElementOperations);

    // A root of 32 bytes in a list that grows by doubling, and its copy at the end.
    private const long RootBytes = 4 * Digest.Size;

    // Channels are staged in whole vectors.
    private const int Lanes = 64;

    internal static Air8Work Of(GraphHeader header, IReadOnlyList<Air8Operator> operators)
    {
        ActivationPlan plan = new(operators);
        Int128 products = 0;
        Int128 elements = 0;
        Int128 traced = 0;
        long staged = 0;
        foreach (Air8Operator op in operators)
        {
            TensorShape[] read = [.. op.Inputs.Select(input => operators[input].Shape)];
            bool sums =
                WeightBlock.Of(op, read.FirstOrDefault()) is { OutputAxis: not null }
                || op.Opcode is Air8Opcode.MatMul or Air8Opcode.Update;
            products += sums ? (Int128)op.Shape.LiveCount * ShapeRules.Products(op, read) : 0;
            elements += op.Shape.LiveCount + (LooksAtRows(op.Opcode) ? read[0].LiveCount : 0);
            staged = Math.Max(staged, StagedBytes(op, read));
            traced += Tensor.ByteCount(op.Type, op.Shape);
        }
        return new Air8Work(
            Clamped(products),
            Clamped(elements),
            header.IsDecodeLoop ? plan.DecodeBytes : plan.SinglePassBytes,
            plan.LargestBytes,
            Clamped(traced),
            staged + RootBytes * operators.Count * (header.IsDecodeLoop ? operators[0].Shape.Width : 1)
        );
    }

    /// <summary>Reads every element of its input for results that may be far fewer.</summary>
    private static bool LooksAtRows(Air8Opcode opcode) =>
        opcode is Air8Opcode.AvgPool or Air8Opcode.ArgMax or Air8Opcode.SoftmaxDivide or Air8Opcode.RmsScale or Air8Opcode.Centre;

    /// <summary>A bias and a sum of 32 bits for every channel; a depthwise kernel as 16-bit numbers.</summary>
    private static long StagedBytes(Air8Operator op, TensorShape[] read)
    {
        long channels = op.Shape.Channels + Lanes;
        return op.Opcode switch
        {
            Air8Opcode.Gemm or Air8Opcode.Conv2D or Air8Opcode.MatMul or Air8Opcode.Normalise => 2 * sizeof(int) * channels,
            Air8Opcode.DepthwiseConv2D => (2 * sizeof(int) + sizeof(short) * ShapeRules.Products(op, read)) * channels,
            _ => 0,
        };
    }

    private static long Clamped(Int128 count) => count > long.MaxValue ? long.MaxValue : (long)count;
}
