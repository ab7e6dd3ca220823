using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Writes a plan as an AIR8 file: scales become weights, shifts and tables.</summary>
internal sealed class Emitter
{
    private const int StepMax = 127;

    // Share of a row's typical sum of squares that epsilon may be raised by; its mean effect is put back into the gain.
    private const double EpsilonShare = 0.002;

    private readonly Air8Builder builder = new();
    private readonly Dictionary<PlanNode, int> ids = [];
    private readonly Dictionary<PlanNode, (int K, uint Epsilon, double Correction)> norms = [];

    /// <param name="tokens">Most tokens of a decode loop, or null for a single pass.</param>
    /// <param name="end">Token that ends the loop, or null.</param>
    /// <returns>The file, and the operator that each planned one became.</returns>
    /// <exception cref="OnnxRefusedException">A number does not fit.</exception>
    /// <exception cref="Air8RefusedException">What was built breaks a rule of AIR8.</exception>
    public static (byte[] File, IReadOnlyDictionary<PlanNode, int> Ids) Write(Plan plan, int? tokens = null, int? end = null)
    {
        Emitter emitter = new();
        if (tokens is int most)
            emitter.builder.DecodeLoop(most, end);
        HashSet<PlanNode> needed = Needed(plan);
        foreach (PlanNode node in plan.Nodes.Where(needed.Contains))
            emitter.ids[node] = emitter.Emit(node);
        emitter.builder.Output(emitter.ids[plan.Output.Node]);
        return (emitter.builder.Build(), emitter.ids);
    }

    /// <summary>What the output reads, directly or not: rule G-15 refuses the rest.</summary>
    private static HashSet<PlanNode> Needed(Plan plan)
    {
        HashSet<PlanNode> needed = [plan.Output.Node, plan.Input.Node];
        foreach (PlanNode node in plan.Nodes.Reverse())
        {
            if (needed.Contains(node))
                needed.UnionWith(node.Inputs);
        }
        return needed;
    }

    private int Emit(PlanNode node)
    {
        int[] from = [.. node.Inputs.Select(input => ids[input])];
        switch (node.Kind)
        {
            case PlanKind.Input:
                return builder.Input(node.Shape, node.TakesTokens ? ElementType.UInt16 : ElementType.Int8);
            case PlanKind.Dense:
                int inputs = node.Weights!.Length / node.Shape.Channels;
                Kernel dense = Weighted(node, i => i / inputs);
                return builder.Gemm(
                    from[0],
                    node.Shape.Channels,
                    dense.Weights,
                    dense.Bias,
                    dense.Shift,
                    Table(node, dense),
                    node.Numbers[0]
                );
            case PlanKind.Conv:
                int taps = node.Weights!.Length / node.Shape.Channels;
                Kernel conv = Weighted(node, i => i / taps);
                return builder.Conv2D(from[0], node.Window, node.Shape.Channels, conv.Weights, conv.Bias, conv.Shift, Table(node, conv));
            case PlanKind.Depthwise:
                Kernel depthwise = Weighted(node, i => i % node.Shape.Channels);
                return builder.DepthwiseConv2D(
                    from[0],
                    node.Window,
                    depthwise.Weights,
                    depthwise.Bias,
                    depthwise.Shift,
                    Table(node, depthwise)
                );
            case PlanKind.MatMul:
                return MatMul(node, from);
            case PlanKind.Add:
                return Sum(node, from);
            case PlanKind.Table:
                return builder.Lut(from[0], Table(node, Unit(node, 0), 0));
            case PlanKind.AveragePool:
                int log = node.Numbers[0] + node.Numbers[1];
                int shift = Shift(node, (long)StepMax << log);
                return builder.AvgPool(from[0], node.Numbers[0], node.Numbers[1], shift, Table(node, Unit(node, 0) / (1L << log), shift));
            case PlanKind.PairMax:
                return builder.PairMap(from[0], node.Numbers[0], PairTable(node, node.Inputs[0], node.Inputs[0], Math.Max));
            case PlanKind.PairTable:
                Func<double, double, double> pair = node.Pair!;
                return builder.Map2(from[0], from[1], PairTable(node, node.Inputs[0], node.Inputs[1], (a, b) => node.Function(pair(a, b))));
            case PlanKind.Reshape:
                return builder.Reshape(from[0], node.Shape);
            case PlanKind.Transpose:
                return builder.Transpose(from[0], [.. node.Numbers]);
            case PlanKind.Concat:
                return builder.Concat(node.Numbers[0], from);
            case PlanKind.Slice:
                return builder.Slice(from[0], node.Numbers[0], node.Numbers[1], node.Numbers[2]);
            case PlanKind.ArgMax:
                return builder.ArgMax(from[0]);
            case PlanKind.Embedding or PlanKind.Positions:
                sbyte[] rows = Array.ConvertAll(node.Weights!, weight => TableMaker.Step(weight, node.Class.Root, -StepMax));
                return builder.Embedding(from[0], node.Shape.Channels, node.Numbers[0], rows, node.Kind == PlanKind.Positions);
            case PlanKind.CausalMask:
                return builder.CausalMask(from[0]);
            case PlanKind.Exponential:
                return builder.Exp(from[0], builder.ExpTable(TableMaker.Exponential(node.Class.Root.Scale)));
            case PlanKind.SoftmaxDivide:
                return builder.SoftmaxDivide(from[0]);
            case PlanKind.RmsScale:
                norms[node] = Norm(node);
                return builder.RmsScale(from[0], norms[node].K, norms[node].Epsilon);
            case PlanKind.Normalise:
                return Normalise(node, from);
            default:
                int centred = Shift(node, 2L * StepMax * (node.Shape.Channels - 1));
                return builder.Centre(from[0], centred, Table(node, Unit(node, 0) / node.Shape.Channels, centred));
        }
    }

    private static double Unit(PlanNode node, int input)
    {
        ScaleClass scale = node.Inputs[input].Class.Root;
        return scale.Offset == 0 ? scale.Scale : throw Kernel.Refuse(node, $"its input has a scale that does not hold zero");
    }

    private static Kernel Weighted(PlanNode node, Func<int, int> outputOf) =>
        Kernel.Of(node, node.Weights!, node.Bias, outputOf, Unit(node, 0), StepMax);

    private int Table(PlanNode node, Kernel kernel) => Table(node, kernel.Unit, kernel.Shift);

    private int Table(PlanNode node, double unit, int shift) =>
        Table(node, TableMaker.Of(node.Function, unit * (1L << shift), node.Class.Root, node.IsScore ? -StepMax + 1 : -StepMax));

    private int PairTable(PlanNode node, PlanNode first, PlanNode second, Func<double, double, double> function) =>
        Table(
            node,
            TableMaker.OfPair(function, first.Class.Root, second.Class.Root, node.Class.Root, node.IsScore ? -StepMax + 1 : -StepMax)
        );

    private int Table(PlanNode node, sbyte[] table)
    {
        // A maximum of what is never negative reads no other rows than those of such operands.
        bool largest = node.Kind == PlanKind.PairTable && node.Pair == Math.Max;
        if (node.MustNotBeNegative && table.Index().Any(row => row.Item < 0 && (!largest || TableMaker.IsOfNotNegative(row.Index))))
            throw Kernel.Refuse(node, $"it may give less than zero, and a window behind it reaches over the edge, where zeros are");
        return builder.Table(table);
    }

    private static int Shift(PlanNode node, long bound) =>
        Kernel.ShiftFor(bound) ?? throw Kernel.Refuse(node, $"its sums may reach {bound}, more than any shift brings into 16 bits");

    private int MatMul(PlanNode node, int[] from)
    {
        int shift = Shift(node, (long)StepMax * StepMax * node.Inputs[0].Shape.Channels);
        return builder.MatMul(from[0], from[1], shift, Table(node, Unit(node, 0) * Unit(node, 1), shift));
    }

    private int Sum(PlanNode node, int[] from)
    {
        // Of one scale, offsets cancel in a difference.
        bool alike = node.Subtract && node.Inputs[0].Class.Root == node.Inputs[1].Class.Root;
        double one = node.Inputs[0].Class.Root.Scale;
        (double left, double right) = alike ? (one, one) : (Unit(node, 0), Unit(node, 1));
        double unit = Math.Min(left, right);
        (int leftLog, int rightLog) = ((int)Math.Round(Math.Log2(left / unit)), (int)Math.Round(Math.Log2(right / unit)));
        if (!IsPower(left / unit, leftLog) || !IsPower(right / unit, rightLog))
            throw Kernel.Refuse(node, $"its operands have scales that are fixed, {left} and {right}, and no power of two apart");
        // More than 2^15 apart, the smaller operand is below half a step of the larger one.
        (leftLog, rightLog) = (Math.Min(15, leftLog), Math.Min(15, rightLog));
        int shift = Shift(node, StepMax * ((1L << leftLog) + (1L << rightLog)));
        return builder.Add(from[0], from[1], leftLog, rightLog, shift, Table(node, unit, shift), node.Subtract);
    }

    private static bool IsPower(double ratio, int log) => Math.Abs(ratio / Math.Pow(2, log) - 1) < 1e-6;

    /// <summary>The power of two that scales are read in, as large as epsilon allows: r then has the most digits.</summary>
    private static (int K, uint Epsilon, double Correction) Norm(PlanNode node)
    {
        int channels = node.Inputs[0].Shape.Channels;
        double unit = Unit(node, 0);
        double ideal = node.Epsilon * channels / (unit * unit);
        double typical = Math.Max(1, node.MeanSquare * channels / (unit * unit));
        double squares = (double)StepMax * StepMax * channels;
        int k = 1;
        while (
            k < 30
            && (
                Math.Pow(2, 2 * k) < squares + Math.Max(ideal, 1)
                || Math.Pow(2, 2 * (k + 1) - 24) <= Math.Max(ideal, EpsilonShare * typical)
            )
        )
            k++;
        double epsilon = Math.Max(Math.Max(1, Math.Round(ideal)), Math.Pow(2, 2 * k - 24));
        while (k < 31 && epsilon + squares > Math.Pow(2, 2 * k))
            epsilon = Math.Max(epsilon, Math.Pow(2, 2 * ++k - 24));
        if (epsilon > uint.MaxValue)
            throw Kernel.Refuse(node, $"epsilon is {epsilon} steps of its input; AIR8 holds 32 bits");
        double scale = Math.Pow(2, k) / Math.Sqrt(typical + epsilon);
        // r is rounded down, and epsilon up: half a step and the share of epsilon are put back on average.
        double correction = (scale + 0.5) / scale * Math.Sqrt((typical + epsilon) / (typical + ideal));
        return (k, (uint)epsilon, correction);
    }

    private int Normalise(PlanNode node, int[] from)
    {
        (int k, _, double correction) = norms[node.Inputs[1]];
        // u = x r / 2^p0 stays below 2^14: |x| r <= 2^k.
        int scaleShift = Math.Clamp(k - 14, 4, 16);
        double unit = Math.Pow(2, scaleShift - k) * Math.Sqrt(node.Shape.Channels) * correction;
        Kernel kernel = Kernel.Of(node, node.Weights!, node.Bias, c => c, unit, short.MaxValue);
        return builder.Normalise(from[0], from[1], scaleShift, kernel.Weights, kernel.Bias, kernel.Shift, Table(node, kernel));
    }
}
