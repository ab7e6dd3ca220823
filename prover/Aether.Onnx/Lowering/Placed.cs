using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Where a value of the float graph stands in a tensor of AIR8.</summary>
/// <param name="Axes">For every axis of the value the tensor's axes that it is made of, outermost first; none where its size is 1.</param>
internal sealed record Placed(PlanNode Node, IReadOnlyList<IReadOnlyList<int>> Axes)
{
    /// <summary>One axis each, by the sizes: axes of size 1 stand nowhere.</summary>
    public static Placed At(PlanNode node, IReadOnlyList<int> sizes, params int[] axes) =>
        new(node, [.. sizes.Select((size, dim) => size == 1 ? Array.Empty<int>() : (IReadOnlyList<int>)[axes[dim]])]);

    public IReadOnlyList<int> Used => [.. Axes.SelectMany(list => list)];

    /// <summary>The same standing of another tensor of this shape.</summary>
    public Placed Of(PlanNode node) => this with { Node = node };

    /// <summary>For every element of the value, row-major, its place among the tensor's live elements in index order.</summary>
    public int[] Order()
    {
        TensorShape shape = Node.Shape;
        int[] strides = new int[TensorShape.AxisCount];
        int step = 1;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = step;
            step *= shape.Live(axis);
        }
        int[] axes = [.. Used];
        int[] order = new int[step];
        NdShape.Walk(
            [.. axes.Select(axis => shape.Live(axis))],
            [.. axes.Select(axis => strides[axis])],
            new int[axes.Length],
            (i, at, _) => order[i] = at
        );
        return order;
    }
}
