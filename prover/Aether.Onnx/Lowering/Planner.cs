using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Lays the float graph out as operators of AIR8: which operator, which axes, which tensors share a scale. No number is rounded yet.</summary>
internal sealed partial class Planner
{
    private readonly FloatGraph graph;
    private readonly GraphIndex index;
    private readonly FunctionRoots functions;
    private readonly IReadOnlyDictionary<string, ValueStatistics> statistics;
    private readonly Dictionary<string, Placed> placed = new(StringComparer.Ordinal);
    private readonly List<PlanNode> nodes = [];
    private readonly List<(ScaleClass A, ScaleClass B)> ties = [];
    private readonly HashSet<PlanNode> neverNegative = [];
    private readonly HashSet<PlanNode> relied = [];
    private int judged;
    private long madeWeights;

    private Planner(FloatGraph graph, IReadOnlyDictionary<string, ValueStatistics> statistics)
    {
        (this.graph, this.statistics) = (graph, statistics);
        index = new GraphIndex(graph);
        functions = new FunctionRoots(graph);
    }

    /// <param name="inputScale">Real value of a step of the input; null to choose it by the samples.</param>
    /// <exception cref="OnnxRefusedException">A node has no form in AIR8.</exception>
    public static Plan Make(FloatGraph graph, IReadOnlyDictionary<string, ValueStatistics> statistics, double? inputScale)
    {
        OnnxRefusedException.Require(graph.Inputs.Count == 1, $"the model has {graph.Inputs.Count} inputs; AIR8 has one");
        OnnxRefusedException.Require(graph.Outputs.Count == 1, $"the model has {graph.Outputs.Count} outputs; AIR8 has one");
        Planner planner = new(graph, statistics);
        Placed input = planner.Input(inputScale);
        foreach (FloatNode node in graph.Nodes)
        {
            if (!planner.functions.IsDerived(node.Output))
                planner.Lower(node);
        }
        string last = graph.Outputs[0];
        OnnxRefusedException.Require(planner.placed.ContainsKey(last), $"the output is a constant");
        Placed output = planner.placed[last];
        OnnxRefusedException.Require(output.Node.Kind != PlanKind.Input, $"the output is the input");
        planner.SpreadOrder(last, output);
        planner.Solve();
        return new Plan(planner.nodes, planner.placed, input, output);
    }

    private Placed Input(double? scale)
    {
        (string name, ValueType type) = graph.Inputs[0];
        IReadOnlyList<int> sizes = type.Sizes;
        bool tokens = !type.Type.IsFloat();
        OnnxRefusedException.Require(sizes.Count is >= 1 and <= 4, $"the input has {sizes.Count} axes; 1 to 4 are supported");
        OnnxRefusedException.Require(!tokens || sizes.Count <= 2, $"an input of {type.Type} with {sizes.Count} axes is not supported");
        int[] axes = sizes.Count switch
        {
            1 => tokens ? [1] : [0],
            2 => tokens ? [3, 1] : [3, 0],
            3 => [3, 1, 0],
            _ => [3, 0, 2, 1],
        };
        int[] live = [1, 1, 1, 1];
        for (int dim = 0; dim < sizes.Count; dim++)
            live[axes[dim]] = sizes[dim];
        ScaleClass wish =
            tokens ? ScaleClass.Fixed(1)
            : scale is double given ? ScaleClass.Fixed(given)
            : ScaleClass.Wanting(statistics[name].Magnitude > 0 ? statistics[name].Magnitude / 127 : 1);
        PlanNode node = Add(new PlanNode(PlanKind.Input, null, Shape(live)) { Class = wish, TakesTokens = tokens });
        Placed standing = Placed.At(node, sizes, axes);
        Finish(name, standing);
        return standing;
    }

    private void Lower(FloatNode node)
    {
        switch (node.Operator)
        {
            case OwnOperators.Dense:
                Dense(node);
                break;
            case "Conv":
                Conv(node);
                break;
            case OwnOperators.ChannelAffine:
                ChannelAffine(node);
                break;
            case "MatMul":
                MatMul(node);
                break;
            case "Add" or "Sub" or "Sum":
                Sum(node);
                break;
            case "Mul" or "Div" or "Min" or "Max" or "Pow" or "PRelu":
                PairTable(node);
                break;
            case "MaxPool":
                MaxPool(node);
                break;
            case "AveragePool" or "GlobalAveragePool":
                AveragePool(node);
                break;
            case "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze":
                Reshape(node);
                break;
            case "Identity":
                Finish(node.Output, Read(node, 0));
                break;
            case "Transpose":
                Transpose(node);
                break;
            case "Concat":
                Concat(node);
                break;
            case "Slice" or "Split":
                Cut(node);
                break;
            case "Gather":
                Gather(node);
                break;
            case "Softmax" or OwnOperators.CausalSoftmax:
                Softmax(node);
                break;
            case OwnOperators.Centre:
                Centre(node);
                break;
            case OwnOperators.RmsNorm:
                RmsNorm(node);
                break;
            case "ArgMax":
                ArgMax(node);
                break;
            default:
                throw node.Refuse($"the operator has no form in AIR8 where it stands");
        }
    }

    /// <summary>An operand that was lowered before.</summary>
    private Placed Read(FloatNode node, int input)
    {
        string name = node.Inputs[input];
        if (placed.TryGetValue(name, out Placed? found))
            return found;
        throw node.Refuse(
            graph.ConstantOrNull(name) is null ? $"input {input} has no place" : $"input {input} is a constant of this shape"
        );
    }

    private PlanNode Add(PlanNode node)
    {
        // Some are dropped later, since nothing reads them; far more than the limit are a file that is written to be large.
        if (nodes.Count >= 4 * GraphHeader.OperatorsMax)
            throw Kernel.Refuse(node, $"the graph takes far more than the {GraphHeader.OperatorsMax} operators that AIR8 has");
        nodes.Add(node);
        return node;
    }

    /// <summary>Scale class of the operator that makes a value: of the one function of it that is read, or of the value itself.</summary>
    private ScaleClass ClassFor(string root)
    {
        IReadOnlyList<string> wanted = functions.Wanted(root);
        return Wanting(wanted.Count == 1 ? wanted[0] : root);
    }

    private ScaleClass Wanting(string value) =>
        ScaleClass.Wanting(statistics.TryGetValue(value, out ValueStatistics? found) ? found.BestScale() : 1);

    /// <summary>Notes where a value stands, with the functions of it that others read: in the operator's own table, or in tables behind it.</summary>
    private void Finish(string root, Placed standing)
    {
        IReadOnlyList<string> wanted = functions.Wanted(root);
        PlanNode node = standing.Node;
        if (node.HasTable && node.Value is null && wanted.Count == 1)
        {
            (node.Value, node.Function) = (wanted[0], functions.Of(wanted[0]).Function);
            placed[wanted[0]] = standing;
            return;
        }
        node.Value ??= root;
        placed[root] = standing;
        foreach (string value in wanted.Where(value => value != root))
        {
            PlanNode table = new(PlanKind.Table, index.Maker(value), node.Shape, node)
            {
                Class = Wanting(value),
                Value = value,
                Function = functions.Of(value).Function,
            };
            placed[value] = standing.Of(Add(table));
        }
    }

    /// <summary>Gives the last tensor all steps of its range, since only its order is read.</summary>
    private void SpreadOrder(string value, Placed output)
    {
        PlanNode node = output.Node.Kind == PlanKind.ArgMax ? output.Node.Inputs[0] : output.Node;
        string name = output.Node.Kind == PlanKind.ArgMax ? node.Value ?? "" : value;
        bool alone = nodes.Count(other => other.Inputs.Contains(node)) == (output.Node == node ? 0 : 1);
        if (node.HasTable && alone && statistics.TryGetValue(name, out ValueStatistics? seen) && node.Value == name)
            node.Class.Span(seen.Min, seen.Max, -127, 127);
    }

    private void Solve()
    {
        foreach ((ScaleClass a, ScaleClass b) in ties)
            a.Group.Join(b.Group);
        foreach (ScaleClass scale in nodes.Select(node => node.Class.Root).Distinct())
            scale.Group.Solve();
    }

    /// <summary>Room for weights that the file does not hold, such as the zeros of a dilated kernel.</summary>
    private float[] MadeWeights(FloatNode node, long count)
    {
        madeWeights += count;
        return madeWeights <= OnnxLimits.MadeWeightsMax
            ? new float[count]
            : throw node.Refuse(
                $"its kernel takes {count} weights, all such kernels {madeWeights}; at most {OnnxLimits.MadeWeightsMax} are made"
            );
    }

    private static TensorShape Shape(ReadOnlySpan<int> live) => new(live[0], live[1], live[2], live[3]);
}
