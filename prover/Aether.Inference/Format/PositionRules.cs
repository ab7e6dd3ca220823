namespace Aether.Inference;

/// <summary>Decode loops: which axis of a tensor is the position, so that what is known stays true when the sequence grows.</summary>
/// <remarks>Source: prover/AIR8.md, Decode loops and rule G-20.</remarks>
internal static class PositionRules
{
    private const int Sequence = 1;

    public static void Check(List<Air8Operator> operators, GraphHeader header)
    {
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            Air8RefusedException.Require(
                header.IsDecodeLoop || op.PositionAxis is null,
                Air8Rule.Reserved,
                $"operator {id} names a position axis, and this graph is no decode loop"
            );
            Air8RefusedException.Require(
                !header.IsDecodeLoop || (op.PositionAxis is int axis && (Axes(operators, op) >> axis & 1) == 1),
                Air8Rule.Positions,
                $"operator {id}: {op.Opcode} with position axis {op.PositionAxis} reads a later position, or carries another axis"
            );
        }
        if (header.IsDecodeLoop)
            CheckEnds(operators, header);
    }

    /// <summary>Axes that may be the position of the operator's result: bit a for axis a; 0 when a later position would be read.</summary>
    public static int Axes(List<Air8Operator> operators, Air8Operator op)
    {
        if (op.Opcode == Air8Opcode.Input)
            return 1 << Sequence;
        if (op.Inputs.Count == 0 || operators[op.Inputs[0]].PositionAxis is not int axis)
            return 0;
        TensorShape source = operators[op.Inputs[0]].Shape;
        OperatorParameters p = op.Parameters;
        int kept = 1 << axis;
        return op.Opcode switch
        {
            Air8Opcode.Gemm => axis > p[0] ? kept : 0,
            Air8Opcode.Conv2D => axis != 0 && Causal(Window2D.Of(p), axis) ? kept : 0,
            Air8Opcode.DepthwiseConv2D => Causal(Window2D.Of(p), axis) ? kept : 0,
            Air8Opcode.MatMul => MatMulCarries(axis, operators[op.Inputs[1]].PositionAxis) ? kept : 0,
            Air8Opcode.Add or Air8Opcode.Map2 or Air8Opcode.Concat when op.Inputs.Any(input => operators[input].PositionAxis != axis) => 0,
            Air8Opcode.AvgPool => axis is 0 or 3 || p[axis - 1] == 0 ? kept : 0,
            Air8Opcode.PairMap or Air8Opcode.Concat or Air8Opcode.Slice => axis != p[0] ? kept : 0,
            Air8Opcode.Reshape => Reshaped(source, axis, op.Shape),
            Air8Opcode.Transpose => Enumerable.Range(0, TensorShape.AxisCount).Where(to => p[to] == axis).Sum(to => 1 << to),
            Air8Opcode.CausalMask => axis == Sequence ? kept : 0,
            Air8Opcode.ArgMax or Air8Opcode.SoftmaxDivide or Air8Opcode.RmsScale or Air8Opcode.Centre => axis != 0 ? kept : 0,
            Air8Opcode.Normalise => axis != 0 && operators[op.Inputs[1]].PositionAxis == axis ? kept : 0,
            _ => kept,
        };
    }

    /// <summary>A kernel that ends at the position it writes, and moves one position at a time.</summary>
    private static bool Causal(Window2D window, int axis) =>
        axis switch
        {
            1 => window is { StrideLogX: 0, Right: 0 } && window.Left == window.Width - 1,
            2 => window is { StrideLogY: 0, Bottom: 0 } && window.Top == window.Height - 1,
            _ => true,
        };

    /// <summary>Queries along x against keys of the same or earlier positions; or positions that stand beside each other as heads do.</summary>
    private static bool MatMulCarries(int axis, int? other) => axis == Sequence ? other is 0 or Sequence : axis != 0 && other == axis;

    /// <summary>The axis whose index bits are the same bits of the frame index.</summary>
    private static int Reshaped(TensorShape source, int axis, TensorShape result)
    {
        int mask = 0;
        for (int to = 0; to < TensorShape.AxisCount; to++)
        {
            if (source.Bit(axis) == result.Bit(to) && source.Log(axis) == result.Log(to) && source.Live(axis) == result.Live(to))
                mask |= 1 << to;
        }
        return mask;
    }

    private static void CheckEnds(List<Air8Operator> operators, GraphHeader header)
    {
        TensorShape sequence = operators[0].Shape;
        Air8Operator chosen = operators[operators[^1].Inputs[0]];
        Air8RefusedException.Require(
            operators[0].Type == ElementType.UInt16 && sequence == new TensorShape(1, sequence.Width),
            Air8Rule.Positions,
            $"the input of a decode loop is a list of tokens, not {sequence} {operators[0].Type}"
        );
        Air8RefusedException.Require(
            chosen.Opcode == Air8Opcode.ArgMax && chosen.Shape == sequence && chosen.PositionAxis == Sequence,
            Air8Rule.Positions,
            $"the output of a decode loop is an ArgMax at every position, not {chosen.Opcode} of {chosen.Shape}"
        );
        Air8RefusedException.Require(
            header.TokensMax <= sequence.Width,
            Air8Rule.Positions,
            $"{header.TokensMax} tokens in a sequence of {sequence.Width}"
        );
        int vocabulary = operators[chosen.Inputs[0]].Shape.Channels;
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            Air8RefusedException.Require(
                op.Opcode != Air8Opcode.Embedding || op.IsVariant || op.Inputs[0] != 0 || vocabulary <= op.Parameters.Number,
                Air8Rule.Positions,
                $"operator {id} knows {op.Parameters.Number} tokens; the loop may generate {vocabulary}"
            );
        }
    }
}
