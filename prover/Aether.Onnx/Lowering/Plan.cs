namespace Aether.Onnx;

/// <summary>A graph laid out for AIR8.</summary>
/// <param name="Nodes">In order: each behind what it reads.</param>
/// <param name="Places">Where the values of the float graph stand that have a tensor.</param>
internal sealed record Plan(IReadOnlyList<PlanNode> Nodes, IReadOnlyDictionary<string, Placed> Places, Placed Input, Placed Output)
{
    /// <summary>The same plan, answering with the index of the largest score along the last axis: what a decode loop goes on with.</summary>
    /// <exception cref="OnnxRefusedException">The output is no scores per position.</exception>
    public Plan WithTokens()
    {
        if (Output.Node.Kind == PlanKind.ArgMax)
            return this;
        OnnxRefusedException.Require(
            Output.Axes.Count > 0 && Output.Axes[^1].SequenceEqual([0]),
            $"a decode loop needs scores of words along the last axis of the output"
        );
        PlanNode largest = new(PlanKind.ArgMax, Output.Node.From, Output.Node.Shape.With(0, 1), Output.Node)
        {
            Class = ScaleClass.Fixed(1),
        };
        return this with { Nodes = [.. Nodes, largest], Output = new Placed(largest, [.. Output.Axes.SkipLast(1), []]) };
    }
}
