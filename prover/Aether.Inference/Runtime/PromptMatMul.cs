namespace Aether.Inference;

/// <summary>MatMul over several positions of a decode loop at once: the one operator that reads other positions than the one it writes.</summary>
/// <remarks>
/// Source: prover/AIR8.md, Decode loops: what stands at a later position than the row counts as zero. Where columns are positions, sums with later ones
/// are those of zeros; where the sum runs over positions, what later ones are multiplied with is made zero.
/// </remarks>
internal static class PromptMatMul
{
    private const byte Zero = 0x80;

    public static void Compute(GraphWalker walker, int id, Tensor?[] tensors, Box box, CancellationToken cancellationToken)
    {
        IReadOnlyList<Air8Operator> operators = walker.Model.Operators;
        Air8Operator op = operators[id];
        int? other = op.PositionAxis == 1 ? operators[op.Inputs[1]].PositionAxis : null;
        Tensor whole = tensors[op.Inputs[0]]!;
        // Behind a causal mask and a softmax they are zero already.
        if (other == 0 && !IsEarlier(new Frame(whole), box))
        {
            Tensor earlier = Tensor.Zero(whole.Type, whole.Shape);
            whole.Buffer.CopyTo(earlier.Buffer, 0);
            ClearLater(new Frame(earlier), box, Zero);
            tensors[op.Inputs[0]] = earlier;
            walker.Compute(id, tensors, box, cancellationToken);
            tensors[op.Inputs[0]] = whole;
            return;
        }
        walker.Compute(id, tensors, box, cancellationToken);
        if (other == 1)
            ClearLater(new Frame(tensors[id]!), box, OfZero(walker.Model, op));
    }

    /// <summary>Whether every row is zero behind its own position.</summary>
    private static bool IsEarlier(Frame frame, Box box)
    {
        int channels = frame.Shape.Channels;
        foreach (Row row in new Box(box.Start, frame.Shape.With(1, box.End.Width)))
        {
            if (row.X + 1 < channels && frame.Bytes.Slice(frame.At(row) + row.X + 1, channels - row.X - 1).ContainsAnyExcept(Zero))
                return false;
        }
        return true;
    }

    /// <summary>Writes a byte at the channels behind every row's own position.</summary>
    private static void ClearLater(Frame frame, Box box, byte value)
    {
        int channels = frame.Shape.Channels;
        foreach (Row row in new Box(box.Start, frame.Shape.With(1, box.End.Width)))
        {
            if (row.X + 1 < channels)
                frame.Bytes.Slice(frame.At(row) + row.X + 1, channels - row.X - 1).Fill(value);
        }
    }

    /// <summary>The result's byte for a sum of nothing; biases of a MatMul stand in training steps alone.</summary>
    private static byte OfZero(Air8Model model, Air8Operator op) =>
        new Lut(model.Tables.Span.Slice(op.Table * GraphHeader.LutSize, GraphHeader.LutSize), op.Shift).Of(0);
}
