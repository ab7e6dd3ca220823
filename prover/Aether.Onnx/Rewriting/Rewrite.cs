namespace Aether.Onnx;

/// <summary>One pass over a graph that puts other nodes in the place of some. Values keep their names.</summary>
internal abstract class Rewrite
{
    private const int RoundsMax = 64;

    private readonly Dictionary<string, NdArray> made = new(StringComparer.Ordinal);
    private int count;

    protected FloatGraph Graph { get; private set; } = null!;

    protected GraphIndex Index { get; private set; } = null!;

    /// <summary>Applies the pass until nothing changes.</summary>
    public FloatGraph Apply(FloatGraph graph)
    {
        for (int round = 0; round < RoundsMax; round++)
        {
            (Graph, Index) = (graph, new GraphIndex(graph));
            made.Clear();
            List<FloatNode> nodes = [];
            bool changed = false;
            foreach (FloatNode node in graph.Nodes)
            {
                IReadOnlyList<FloatNode>? others = Match(node);
                changed |= others is not null;
                nodes.AddRange(others ?? [node]);
            }
            if (!changed)
                return graph;
            graph = graph.With(nodes, made);
        }
        return graph;
    }

    /// <summary>Nodes to put in the place of one; null to leave it. Nodes that nobody needs any more vanish by themselves.</summary>
    protected abstract IReadOnlyList<FloatNode>? Match(FloatNode node);

    /// <summary>Adds a constant under a name made from a node's.</summary>
    protected string Constant(FloatNode near, NdArray value)
    {
        string name;
        do name = $"{near.Output}/{GetType().Name}{count++}";
        while (Graph.ConstantOrNull(name) is not null || Index.Maker(name) is not null);
        made[name] = value;
        return name;
    }

    /// <summary>Makes a value another name of one that exists.</summary>
    protected static FloatNode Alias(FloatNode node, string value) =>
        new(node.Name, "Identity", [value], node.Outputs, FloatNode.NoAttributes);
}
