namespace Aether.Onnx;

/// <summary>A graph laid out for AIR8.</summary>
/// <param name="Nodes">In order: each behind what it reads.</param>
/// <param name="Places">Where the values of the float graph stand that have a tensor.</param>
internal sealed record Plan(IReadOnlyList<PlanNode> Nodes, IReadOnlyDictionary<string, Placed> Places, Placed Input, Placed Output);
