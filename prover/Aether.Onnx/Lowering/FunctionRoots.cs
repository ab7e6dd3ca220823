namespace Aether.Onnx;

/// <summary>Which values are a function of one other value, element by element: what a table of 65,536 rows can be of.</summary>
/// <remarks>Activations as exporters spell them out need no patterns for this: x sigmoid(x), x (1 + erf(x / 1.41)) / 2 and x / 8 are all functions of x.</remarks>
internal sealed class FunctionRoots
{
    // A value that is used twice is computed twice, so that a chain of doublings takes 2^n steps; and every step is a call within a call.
    private const int StepsMax = 1024;
    private const long AllStepsMax = 1 << 17;
    private readonly FloatGraph graph;
    private readonly Dictionary<string, (string Root, Func<double, double> Function)> derived = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> steps = new(StringComparer.Ordinal);

    public FunctionRoots(FloatGraph graph)
    {
        this.graph = graph;
        HashSet<string> read = new(graph.Outputs, StringComparer.Ordinal);
        foreach (FloatNode node in graph.Nodes)
        {
            if (node.Outputs.Count == 1 && Derive(node) is (string, Func<double, double>) found)
            {
                steps[node.Output] = StepsOf(node);
                derived[node.Output] = found;
            }
            else
                read.UnionWith(node.Inputs.Where(name => name.Length > 0 && graph.ConstantOrNull(name) is null));
        }
        foreach (string value in graph.Inputs.Select(input => input.Name).Concat(graph.Nodes.SelectMany(node => node.Outputs)))
        {
            if (!read.Contains(value))
                continue;
            string root = Of(value).Root;
            if (!wanted.TryGetValue(root, out List<string>? list))
                wanted[root] = list = [];
            list.Add(value);
        }
        long all = wanted.Values.SelectMany(list => list).Sum(value => (long)steps.GetValueOrDefault(value));
        OnnxRefusedException.Require(
            all <= AllStepsMax,
            $"the functions of single elements take {all} steps for a row of their tables; at most {AllStepsMax} are supported"
        );
    }

    public bool IsDerived(string value) => derived.ContainsKey(value);

    /// <summary>The value that another is a function of; itself when it is none.</summary>
    public (string Root, Func<double, double> Function) Of(string value) =>
        derived.TryGetValue(value, out (string, Func<double, double>) found) ? found : (value, x => x);

    /// <summary>Functions of a root that something else reads, the root among them where it is read itself.</summary>
    public IReadOnlyList<string> Wanted(string root) => wanted.GetValueOrDefault(root) ?? [];

    private int StepsOf(FloatNode node)
    {
        int count = 1 + node.Inputs.Sum(name => steps.GetValueOrDefault(name));
        return count <= StepsMax
            ? count
            : throw node.Refuse($"what is a function of one element takes {count} steps up to here; at most {StepsMax} are supported");
    }

    private (string Root, Func<double, double> Function)? Derive(FloatNode node)
    {
        if (node.Inputs.Count == 0 || !graph.TypeOf(node.Output).Type.IsFloat() || !SameShape(node))
            return null;
        OperatorCall call = new(
            node,
            graph.Opset,
            [.. node.Inputs.Select(name => name.Length == 0 ? null : graph.TypeOf(name))],
            [.. node.Inputs.Select(name => graph.ConstantOrNull(name))]
        );
        if (graph.ConstantOrNull(node.Inputs[0]) is null && UnaryOperators.Of(node.Operator, call) is Func<double, double> unary)
        {
            (string root, Func<double, double> inner) = Of(node.Inputs[0]);
            return (root, x => unary(inner(x)));
        }
        return node.Inputs.Count == 2 && BinaryOperators.Of(node.Operator, whole: false) is Func<double, double, double> binary
            ? Pair(node, binary)
            : null;
    }

    private (string Root, Func<double, double> Function)? Pair(FloatNode node, Func<double, double, double> binary)
    {
        NdArray? left = graph.ConstantOrNull(node.Inputs[0]);
        NdArray? right = graph.ConstantOrNull(node.Inputs[1]);
        if (left is { Values.Length: > 1 } || right is { Values.Length: > 1 })
            return null;
        (string Root, Func<double, double> Function) a = Of(node.Inputs[0]);
        (string Root, Func<double, double> Function) b = Of(node.Inputs[1]);
        if (left is not null)
        {
            double constant = left.Values[0];
            return (b.Root, x => binary(constant, b.Function(x)));
        }
        if (right is not null)
        {
            double constant = right.Values[0];
            return (a.Root, x => binary(a.Function(x), constant));
        }
        return a.Root == b.Root ? (a.Root, x => binary(a.Function(x), b.Function(x))) : null;
    }

    /// <summary>Nothing is repeated along an axis: every input has the result's shape, or is a constant.</summary>
    private bool SameShape(FloatNode node) =>
        node.Inputs.All(name =>
            name.Length == 0
            || graph.ConstantOrNull(name) is not null
            || graph.TypeOf(name).Sizes.SequenceEqual(graph.TypeOf(node.Output).Sizes)
        );
}
