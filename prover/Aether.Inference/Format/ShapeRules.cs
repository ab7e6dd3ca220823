namespace Aether.Inference;

/// <summary>Shapes, and the limits that follow from them: how many products a sum has, and the ranges of the two divisions.</summary>
/// <remarks>Source: prover/AIR8.md, Operators and rules G-08, G-16, G-19. Layout operators have rules of their own: <see cref="LayoutRules"/>.</remarks>
internal static class ShapeRules
{
    /// <summary>Most products in a sum.</summary>
    public const int SumMax = 1 << 17;

    public const int IndexMax = 1 << 16;
    public const int SoftmaxMax = 1 << 11;

    public static void Check(List<Air8Operator> operators, int id)
    {
        Air8Operator op = operators[id];
        TensorShape[] read = [.. op.Inputs.Select(input => operators[input].Shape)];
        if (LayoutRules.Apply(op.Opcode))
        {
            LayoutRules.Check(op, id, read);
            return;
        }
        Air8RefusedException.Require(
            Fits(op, read, operators),
            Air8Rule.Shapes,
            $"operator {id}: {op.Opcode} from {string.Join(", ", read)} to {op.Shape}"
        );
        long products = Products(op, read);
        Air8RefusedException.Require(
            products <= SumMax,
            Air8Rule.Reduction,
            $"operator {id}: a sum over {products} products; at most {SumMax}"
        );
        CheckRanges(op, id, read);
    }

    /// <summary>Elements that one result of the operator is summed over; 1 where nothing is summed.</summary>
    public static long Products(Air8Operator op, TensorShape[] read)
    {
        Window2D window = Window2D.Of(op.Parameters);
        return op.Opcode switch
        {
            Air8Opcode.Gemm => Enumerable.Range(0, op.Parameters[0] + 1).Aggregate(1L, (product, axis) => product * read[0].Live(axis)),
            Air8Opcode.Conv2D => (long)read[0].Channels * window.Width * window.Height,
            Air8Opcode.DepthwiseConv2D => (long)window.Width * window.Height,
            Air8Opcode.MatMul or Air8Opcode.Centre or Air8Opcode.SoftmaxDivide or Air8Opcode.RmsScale => read[0].Channels,
            Air8Opcode.AvgPool => 1L << (op.Parameters[0] + op.Parameters[1]),
            Air8Opcode.Update => read[1].Channels,
            _ => 1,
        };
    }

    private static bool Fits(Air8Operator op, TensorShape[] read, List<Air8Operator> operators)
    {
        TensorShape first = read.Length > 0 ? read[0] : default;
        return op.Opcode switch
        {
            Air8Opcode.Input => op.Type == ElementType.Int8 || op.Shape is { Channels: 1, Height: 1 },
            Air8Opcode.Label => op.Shape is { Width: 1, Height: 1 },
            Air8Opcode.State => true,
            Air8Opcode.Gemm => op.Shape == GemmResult(op, first),
            Air8Opcode.Conv2D => op.Shape == Moved(op, first) with { Channels = op.Shape.Channels },
            Air8Opcode.DepthwiseConv2D => op.Shape == Moved(op, first),
            Air8Opcode.MatMul => read[1] == first with { Width = read[1].Width }
                && op.Shape == first with { Channels = read[1].Width }
                && (!op.Biased || read[2] == new TensorShape(read[1].Width)),
            Air8Opcode.Add or Air8Opcode.Map2 => read[1] == first && op.Shape == first,
            Air8Opcode.AvgPool => first
                == op.Shape with
                {
                    Width = op.Shape.Width << op.Parameters[0],
                    Height = op.Shape.Height << op.Parameters[1],
                },
            Air8Opcode.PairMap => first.Live(op.Parameters[0]) % 2 == 0
                && op.Shape == first.With(op.Parameters[0], first.Live(op.Parameters[0]) / 2),
            Air8Opcode.ArgMax => op.Shape == first with { Channels = 1 } && first.Channels <= IndexMax,
            Air8Opcode.RmsScale => op.Shape == first with { Channels = 1 },
            Air8Opcode.Embedding => op.Shape == first with { Channels = op.Shape.Channels }
                && first.Channels == 1
                && Indices(op, first, operators) <= op.Parameters.Number,
            Air8Opcode.Normalise => read[1] == first with { Channels = 1 } && op.Shape == first,
            Air8Opcode.Update => op.Shape == first && UpdateFits(op, read),
            _ => op.Shape == first,
        };
    }

    /// <summary>How many rows of an Embedding its input may ask for, as far as the graph says.</summary>
    private static long Indices(Air8Operator op, TensorShape input, List<Air8Operator> operators)
    {
        if (op.IsVariant)
            return input.Width;
        Air8Operator source = operators[op.Inputs[0]];
        return source.Opcode == Air8Opcode.ArgMax ? operators[source.Inputs[0]].Shape.Channels : 1;
    }

    private static TensorShape GemmResult(Air8Operator op, TensorShape input)
    {
        TensorShape shape = input with { Channels = op.Shape.Channels };
        for (int axis = 1; axis <= op.Parameters[0]; axis++)
            shape = shape.With(axis, 1);
        return shape;
    }

    private static TensorShape Moved(Air8Operator op, TensorShape input)
    {
        Window2D window = Window2D.Of(op.Parameters);
        return input with { Width = window.ResultWidth(input.Width), Height = window.ResultHeight(input.Height) };
    }

    private static bool UpdateFits(Air8Operator op, TensorShape[] read)
    {
        (TensorShape state, TensorShape error) = (read[0], read[1]);
        return op.IsVariant
            ? state == new TensorShape(error.Width) && error == new TensorShape(error.Channels, error.Width)
            : error == new TensorShape(error.Channels, state.Width)
                && read[2] == new TensorShape(error.Channels, state.Channels)
                && state == new TensorShape(state.Channels, state.Width);
    }

    private static void CheckRanges(Air8Operator op, int id, TensorShape[] read)
    {
        if (op.Opcode == Air8Opcode.SoftmaxDivide)
        {
            Air8RefusedException.Require(
                read[0].Channels <= SoftmaxMax,
                Air8Rule.Ranges,
                $"operator {id}: a softmax over {read[0].Channels} elements; at most {SoftmaxMax}"
            );
        }
        if (op.Opcode == Air8Opcode.RmsScale)
        {
            (int k, uint epsilon) = (op.Parameters[0], op.Parameters.Number);
            // r <= 4096 and r >= 1: what the table of scales and Normalise rely on.
            bool holds =
                epsilon >= 1 && 1L << Math.Max(0, 2 * k - 24) <= epsilon && epsilon + 127L * 127 * read[0].Channels <= 1L << (2 * k);
            Air8RefusedException.Require(
                holds,
                Air8Rule.Ranges,
                $"operator {id}: epsilon {epsilon} and {read[0].Channels} channels do not keep the scale of 2^{k} in 1 to 4096"
            );
        }
    }
}
