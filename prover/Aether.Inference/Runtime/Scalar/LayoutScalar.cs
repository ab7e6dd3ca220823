namespace Aether.Inference;

/// <summary>Transpose, Concat and Slice. Reshape moves nothing: its result is the same bytes.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static class LayoutScalar
{
    public static void Transpose(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        OperatorParameters p = call.Op.Parameters;
        // Step in the input's frame for a step along each axis of the result.
        int step0 = 1 << x.Shape.Bit(p[0]);
        int step1 = 1 << x.Shape.Bit(p[1]);
        int step2 = 1 << x.Shape.Bit(p[2]);
        int step3 = 1 << x.Shape.Bit(p[3]);
        foreach (Row row in call.Box)
        {
            int to = y.At(row);
            int from = row.X * step1 + row.Y * step2 + row.B * step3;
            for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c++)
                y.Bytes[to + c] = x.Bytes[from + c * step0];
        }
    }

    public static void Concat(KernelCall call)
    {
        int axis = call.Op.Parameters[0];
        int start = 0;
        foreach (Tensor part in call.Inputs)
        {
            int size = part.Shape.Live(axis);
            int first = Math.Max(start, call.Box.Start.Live(axis));
            int end = Math.Min(start + size, call.Box.End.Live(axis));
            if (first < end)
                Copy(part, -start, call.Result, axis, new Box(call.Box.Start.With(axis, first), call.Box.End.With(axis, end)));
            start += size;
        }
    }

    public static void Slice(KernelCall call) =>
        Copy(call.Inputs[0], (int)call.Op.Parameters.Number, call.Result, call.Op.Parameters[0], call.Box);

    /// <summary>Copies a box of the result from the same indices of the source, moved along one axis.</summary>
    public static void Copy(Tensor source, int move, Tensor result, int axis, Box box)
    {
        Frame x = new(source);
        Frame y = new(result);
        int bytes = Tensor.ElementBytes(source.Type);
        foreach (Row row in box)
        {
            int from = x.At(
                box.Start.Channels + (axis == 0 ? move : 0),
                row.X + (axis == 1 ? move : 0),
                row.Y + (axis == 2 ? move : 0),
                row.B + (axis == 3 ? move : 0)
            );
            int to = y.At(row) + box.Start.Channels;
            x.Bytes.Slice(from * bytes, box.Channels * bytes).CopyTo(y.Bytes[(to * bytes)..]);
        }
    }
}
