namespace Aether.Onnx;

/// <summary>The passes in their order: from what exporters write to what is lowered.</summary>
internal static class Rewrites
{
    /// <returns>A graph that computes the same, apart from rounding that quantised graphs had built in.</returns>
    public static FloatGraph Apply(FloatGraph graph)
    {
        graph = Simplify.DropAliases(new Simplify().Apply(graph));
        graph = new SpatialForm().Apply(graph);
        graph = new MaskForm().Apply(graph);
        graph = new NormForm().Apply(graph);
        graph = new DenseForm().Apply(graph);
        graph = new ChannelAffine().Apply(graph);
        return graph;
    }

    /// <summary>A softmax or sigmoid changes no order: the largest stays the largest, so int8 is better spent on what stands before it.</summary>
    /// <param name="notes">Receives what a user should know.</param>
    public static FloatGraph DropFinalSoftmax(FloatGraph graph, ICollection<string> notes)
    {
        GraphIndex index = new(graph);
        List<string> outputs = [];
        foreach (string output in graph.Outputs)
        {
            if (index.Maker(output) is FloatNode { Operator: "Softmax" or "LogSoftmax" } last && index.Maker(last.Inputs[0]) is not null)
            {
                notes.Add($"the final {last.Shown} was dropped: outputs are the scores before it, whose order is the same");
                outputs.Add(last.Inputs[0]);
            }
            else
            {
                outputs.Add(output);
            }
        }
        return outputs.SequenceEqual(graph.Outputs, StringComparer.Ordinal) ? graph : graph.WithOutputs(outputs);
    }
}
