namespace Aether.Inference;

/// <summary>Operators that move elements and compute nothing: they move whole index bits, so that a proof sees a change of variables.</summary>
/// <remarks>Source: prover/AIR8.md, rules G-08 and G-17.</remarks>
internal static class LayoutRules
{
    public static bool Apply(Air8Opcode opcode) =>
        opcode is Air8Opcode.Reshape or Air8Opcode.Transpose or Air8Opcode.Concat or Air8Opcode.Slice;

    public static void Check(Air8Operator op, int id, TensorShape[] read)
    {
        switch (op.Opcode)
        {
            case Air8Opcode.Reshape:
                CheckReshape(op, id, read[0]);
                break;
            case Air8Opcode.Transpose:
                Air8RefusedException.Require(
                    Enumerable.Range(0, TensorShape.AxisCount).All(axis => op.Shape.Live(axis) == read[0].Live(op.Parameters[axis])),
                    Air8Rule.Shapes,
                    $"operator {id}: Transpose from {read[0]} to {op.Shape}"
                );
                break;
            case Air8Opcode.Concat:
                CheckConcat(op, id, read);
                break;
            default:
                CheckSlice(op, id, read[0]);
                break;
        }
    }

    private static void CheckReshape(Air8Operator op, int id, TensorShape source)
    {
        Air8RefusedException.Require(
            op.Shape.FrameLog == source.FrameLog && Partial(op.Shape).SequenceEqual(Partial(source)),
            Air8Rule.Layout,
            $"operator {id}: Reshape from {source} to {op.Shape} moves an edge of the live box"
        );
    }

    /// <summary>Axes that are not full, as (lowest bit, log of the frame, live size), with the factors of two of the live size taken out.</summary>
    private static List<(int Bit, int Log, int Live)> Partial(TensorShape shape)
    {
        List<(int, int, int)> partial = [];
        int bit = 0;
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            (int start, int log, int live) = (bit, shape.Log(axis), shape.Live(axis));
            bit += log;
            if (live == 1 << log)
                continue;
            for (; live % 2 == 0; live /= 2)
                (start, log) = (start + 1, log - 1);
            partial.Add((start, log, live));
        }
        return partial;
    }

    private static void CheckConcat(Air8Operator op, int id, TensorShape[] read)
    {
        int axis = op.Parameters[0];
        long start = 0;
        foreach (TensorShape part in read)
        {
            int size = part.Live(axis);
            Air8RefusedException.Require(
                part.With(axis, 1) == op.Shape.With(axis, 1),
                Air8Rule.Shapes,
                $"operator {id}: Concat along axis {axis} of {part} to {op.Shape}"
            );
            Air8RefusedException.Require(
                int.IsPow2(size) && start % size == 0,
                Air8Rule.Layout,
                $"operator {id}: a part of {size} at {start} is no power of two at a multiple of itself"
            );
            start += size;
        }
        Air8RefusedException.Require(
            start == op.Shape.Live(axis),
            Air8Rule.Shapes,
            $"operator {id}: parts of {start} together make {op.Shape}"
        );
    }

    private static void CheckSlice(Air8Operator op, int id, TensorShape source)
    {
        int axis = op.Parameters[0];
        long start = op.Parameters.Number;
        int size = op.Shape.Live(axis);
        Air8RefusedException.Require(
            start + size <= source.Live(axis) && op.Shape == source.With(axis, size),
            Air8Rule.Shapes,
            $"operator {id}: Slice of {size} from {start} along axis {axis} of {source} to {op.Shape}"
        );
        Air8RefusedException.Require(
            start == 0 || (int.IsPow2(size) && start % size == 0),
            Air8Rule.Layout,
            $"operator {id}: a slice of {size} from {start} is no power of two at a multiple of itself"
        );
    }
}
