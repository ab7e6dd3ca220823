namespace Aether.Onnx;

/// <summary>Who makes and who reads each value of a graph.</summary>
internal sealed class GraphIndex
{
    private readonly FloatGraph graph;
    private readonly Dictionary<string, FloatNode> makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FloatNode>> readers = new(StringComparer.Ordinal);

    public GraphIndex(FloatGraph graph)
    {
        this.graph = graph;
        foreach (FloatNode node in graph.Nodes)
        {
            foreach (string output in node.Outputs)
                makers[output] = node;
            foreach (string input in node.Inputs.Distinct(StringComparer.Ordinal))
            {
                if (!readers.TryGetValue(input, out List<FloatNode>? list))
                    readers[input] = list = [];
                list.Add(node);
            }
        }
    }

    /// <summary>The node that makes a value; null for inputs and constants.</summary>
    public FloatNode? Maker(string name) => makers.GetValueOrDefault(name);

    /// <summary>The maker, if it is this operator.</summary>
    public FloatNode? Maker(string name, string type) => Maker(name) is FloatNode node && node.Operator == type ? node : null;

    public IReadOnlyList<FloatNode> Readers(string name) => readers.GetValueOrDefault(name) ?? [];

    /// <summary>The value has this one reader and is no output.</summary>
    public bool IsPrivate(string name) => Readers(name).Count == 1 && !graph.Outputs.Contains(name, StringComparer.Ordinal);

    /// <summary>A constant of one element.</summary>
    public double? Scalar(string name) => graph.ConstantOrNull(name) is { Values: [float value] } ? value : null;

    public bool IsScalar(string name, double value) =>
        Scalar(name) is double found && Math.Abs(found - value) <= 1e-5 * Math.Max(1, Math.Abs(value));

    /// <summary>Splits the inputs of a commutative node into a value and a constant.</summary>
    public bool TryConstant(FloatNode node, out string value, out NdArray constant)
    {
        (value, constant) = ("", null!);
        if (node.Inputs.Count != 2)
            return false;
        for (int i = 0; i < 2; i++)
        {
            if (graph.ConstantOrNull(node.Inputs[i]) is not NdArray found || graph.ConstantOrNull(node.Inputs[1 - i]) is not null)
                continue;
            (value, constant) = (node.Inputs[1 - i], found);
            return true;
        }
        return false;
    }
}
