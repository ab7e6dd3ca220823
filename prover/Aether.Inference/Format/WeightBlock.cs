namespace Aether.Inference;

/// <summary>The box of an operator's weights: axes of power-of-two size, lowest first, and how much of each is live.</summary>
/// <remarks>Source: prover/AIR8.md, Operators: [k][n], [ci][kx][ky][co], [c][kx][ky], [d][t] and [c].</remarks>
public sealed class WeightBlock
{
    /// <summary>Live sizes, lowest axis first.</summary>
    public required IReadOnlyList<int> Live { get; init; }

    /// <summary>Axis that numbers the outputs, whose sums rule W-05 bounds; null where weights are copied, not summed.</summary>
    public required int? OutputAxis { get; init; }

    /// <summary>Logarithm of the number of slots.</summary>
    public int Log => Live.Sum(TensorShape.LogOf);

    /// <summary>Block of an operator with weights; null for the others.</summary>
    /// <param name="input">First tensor it reads.</param>
    public static WeightBlock? Of(Air8Operator op, TensorShape input)
    {
        Window2D window = Window2D.Of(op.Parameters);
        return op.Opcode switch
        {
            Air8Opcode.Gemm => Summed([.. Enumerable.Range(0, op.Parameters[0] + 1).Select(input.Live), op.Shape.Channels]),
            Air8Opcode.Conv2D => Summed([input.Channels, window.Width, window.Height, op.Shape.Channels]),
            Air8Opcode.DepthwiseConv2D => new() { Live = [input.Channels, window.Width, window.Height], OutputAxis = 0 },
            Air8Opcode.Embedding => new() { Live = [op.Shape.Channels, checked((int)op.Parameters.Number)], OutputAxis = null },
            Air8Opcode.Normalise => new() { Live = [input.Channels], OutputAxis = 0 },
            _ => null,
        };
    }

    private static WeightBlock Summed(IReadOnlyList<int> live) => new() { Live = live, OutputAxis = live.Count - 1 };
}
