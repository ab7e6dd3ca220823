using Aether.Inference;

namespace Aether.Onnx;

/// <content>Operators that move elements. Most become another way of reading the same tensor, and no operator at all.</content>
internal sealed partial class Planner
{
    /// <summary>Brings axes of a value to axes of a tensor, by a Transpose where they stand elsewhere.</summary>
    /// <param name="wanted">Axis of the value, axis of the tensor. An axis of size 1 leaves the tensor's axis empty.</param>
    private Placed Arrange(FloatNode node, Placed standing, params (int Dim, int Axis)[] wanted)
    {
        int[] target = [-1, -1, -1, -1];
        bool[] taken = new bool[TensorShape.AxisCount];
        foreach ((int dim, int axis) in wanted)
        {
            if (standing.Axes[dim].Count > 1)
                throw node.Refuse($"axis {dim} of its input is made of several axes that stand apart");
            taken[axis] = true;
            if (standing.Axes[dim].Count == 1)
                target[standing.Axes[dim][0]] = axis;
        }
        // What nobody asked for stays where it is if it can.
        foreach (int axis in standing.Used.Where(axis => target[axis] < 0 && !taken[axis]))
            (target[axis], taken[axis]) = (axis, true);
        foreach (int axis in standing.Used.Where(axis => target[axis] < 0))
        {
            target[axis] = Array.IndexOf(taken, false);
            if (target[axis] < 0)
                throw TooManyAxes(node);
            taken[target[axis]] = true;
        }
        return Moved(node, standing, target);
    }

    /// <param name="target">Where each used axis of the tensor goes; -1 for the others, whose size is 1.</param>
    private Placed Moved(FloatNode node, Placed standing, int[] target)
    {
        if (standing.Used.All(axis => target[axis] == axis))
            return standing;
        int[] from = [-1, -1, -1, -1];
        foreach (int axis in standing.Used)
            from[target[axis]] = axis;
        Queue<int> idle = new(Enumerable.Range(0, from.Length).Where(axis => !from.Contains(axis)));
        for (int axis = 0; axis < from.Length; axis++)
        {
            if (from[axis] < 0)
                from[axis] = idle.Dequeue();
        }
        TensorShape shape = Shape([.. from.Select(standing.Node.Shape.Live)]);
        PlanNode moved = Add(new PlanNode(PlanKind.Transpose, node, shape, standing.Node) { Class = standing.Node.Class, Numbers = from });
        return new Placed(moved, [.. standing.Axes.Select(list => (IReadOnlyList<int>)[.. list.Select(axis => target[axis])])]);
    }

    /// <summary>Brings a value into the standing of another of the same shape.</summary>
    private Placed Alike(FloatNode node, Placed standing, Placed model)
    {
        int[] target = [-1, -1, -1, -1];
        for (int dim = 0; dim < standing.Axes.Count; dim++)
        {
            if (standing.Axes[dim].Count != model.Axes[dim].Count)
                throw node.Refuse($"axis {dim} is split in one of its inputs and whole in the other");
            for (int i = 0; i < standing.Axes[dim].Count; i++)
                target[standing.Axes[dim][i]] = model.Axes[dim][i];
        }
        Placed moved = Moved(node, standing, target);
        return moved.Node.Shape == model.Node.Shape ? moved : throw node.Refuse($"its inputs are split at different places");
    }

    private static OnnxRefusedException TooManyAxes(FloatNode node) =>
        node.Refuse($"more than {TensorShape.AxisCount} axes would be larger than 1, or must have a place of their own");

    private void Transpose(FloatNode node)
    {
        Placed input = Read(node, 0);
        int rank = input.Axes.Count;
        IReadOnlyList<long> order = node.Attributes.TryGetValue("perm", out OnnxAttribute? given)
            ? given.Ints
            : [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        Finish(node.Output, new Placed(input.Node, [.. order.Select(axis => input.Axes[(int)axis])]));
    }

    private void Reshape(FloatNode node)
    {
        Placed input = Read(node, 0);
        IReadOnlyList<int> sizes = graph.TypeOf(node.Output).Sizes;
        Finish(node.Output, Regrouped(node, input, sizes));
    }

    /// <summary>Reads the same elements under other sizes: axes are merged where they stand, and split where the tensor allows it.</summary>
    private Placed Regrouped(FloatNode node, Placed input, IReadOnlyList<int> sizes)
    {
        Queue<int> open = new(input.Used);
        List<IReadOnlyList<int>> axes = [];
        for (int dim = 0; dim < sizes.Count; dim++)
        {
            List<int> list = [];
            int rest = sizes[dim];
            while (rest > 1)
            {
                int axis = open.Peek();
                int size = input.Node.Shape.Live(axis);
                if (rest % size == 0)
                {
                    list.Add(open.Dequeue());
                    rest /= size;
                    continue;
                }
                if (size % rest != 0)
                    throw node.Refuse($"an axis of {size} cannot be read as {rest} and others");
                // The outer part belongs to this axis of the value, the inner one to what follows.
                return Regrouped(node, Split(node, input, axis, rest), sizes);
            }
            axes.Add(list);
        }
        return new Placed(input.Node, axes);
    }

    /// <summary>Splits one axis of a tensor in two: the inner part stays, the outer one gets the axis above, all others move up.</summary>
    private Placed Split(FloatNode node, Placed input, int axis, int outer)
    {
        TensorShape shape = input.Node.Shape;
        int inner = shape.Live(axis) / outer;
        if (!int.IsPow2(inner))
            throw node.Refuse($"an axis of {shape.Live(axis)} is split into {outer} by {inner}; the inner part must be a power of two");
        int[] target = [-1, -1, -1, -1];
        int next = 0;
        int split = -1;
        foreach (int used in input.Used.Order())
        {
            if (used == axis)
                split = next++;
            target[used] = used == axis ? split : next;
            next++;
        }
        if (next > TensorShape.AxisCount)
            throw TooManyAxes(node);
        int[] packed = [-1, -1, -1, -1];
        foreach (int used in input.Used)
            packed[used] = target[used] - (target[used] > split ? 1 : 0);
        Placed tight = Moved(node, input, packed);
        int[] live = [1, 1, 1, 1];
        for (int i = 0; i < TensorShape.AxisCount; i++)
        {
            int size = tight.Node.Shape.Live(i);
            if (i < split)
                live[i] = size;
            else if (i == split)
                (live[i], live[i + 1]) = (inner, outer);
            else if (i + 1 < TensorShape.AxisCount)
                live[i + 1] = size;
        }
        PlanNode reshaped = Add(new PlanNode(PlanKind.Reshape, node, Shape(live), tight.Node) { Class = tight.Node.Class });
        return new Placed(
            reshaped,
            [
                .. tight.Axes.Select(list =>
                    (IReadOnlyList<int>)
                        [
                            .. list.SelectMany(a =>
                                a == split ? (int[])[split + 1, split]
                                : a > split ? [a + 1]
                                : [a]
                            ),
                        ]
                ),
            ]
        );
    }

    private void Concat(FloatNode node)
    {
        IReadOnlyList<int> sizes = graph.TypeOf(node.Output).Sizes;
        int dim = (node.IntAttribute("axis", 0) + sizes.Count) % sizes.Count;
        Placed first = Read(node, 0);
        int axis = -1;
        List<Placed> parts = [];
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            Placed part = Read(node, i);
            if (part.Axes[dim].Count > 1)
                throw node.Refuse($"axis {dim} of input {i} is made of several axes that stand apart");
            if (axis < 0 && part.Axes[dim].Count == 1)
                axis = part.Axes[dim][0];
            parts.Add(part);
        }
        if (axis < 0)
        {
            int[] free = [.. Enumerable.Range(0, TensorShape.AxisCount).Except(first.Used)];
            axis = free.Length > 0 ? free[0] : throw TooManyAxes(node);
        }
        List<IReadOnlyList<int>> model = [.. first.Axes];
        model[dim] = [axis];
        foreach ((int i, Placed part) in parts.Index().ToList())
            parts[i] = AlongAxis(node, part, model, dim, axis);
        ScaleClass shared = parts[0].Node.Class;
        foreach (Placed part in parts.Skip(1))
        {
            if (part.Node.Class.Root.Offset != 0 || !shared.Join(part.Node.Class))
                throw node.Refuse($"its inputs have scales that are fixed and differ");
        }
        PlanNode joined = Joined(node, [.. parts.Select(part => part.Node)], axis);
        Finish(node.Output, new Placed(joined, model));
    }

    /// <summary>Brings a part into the standing of a whole that differs from it along one axis only.</summary>
    private Placed AlongAxis(FloatNode node, Placed part, List<IReadOnlyList<int>> model, int dim, int axis)
    {
        int[] target = [-1, -1, -1, -1];
        for (int i = 0; i < model.Count; i++)
        {
            if (part.Axes[i].Count == 0)
                continue;
            if (part.Axes[i].Count != 1 || model[i].Count != 1)
                throw node.Refuse($"axis {i} of an input is made of several axes");
            target[part.Axes[i][0]] = i == dim ? axis : model[i][0];
        }
        return Moved(node, part, target);
    }

    /// <summary>Tensors behind each other: cut so that every part is a power of two at a multiple of itself (rule G-17).</summary>
    private PlanNode Joined(FloatNode node, List<PlanNode> parts, int axis)
    {
        List<PlanNode> pieces = [];
        int at = 0;
        foreach (PlanNode part in parts)
        {
            int size = part.Shape.Live(axis);
            for (int start = 0; start < size; )
            {
                int length = 1 << int.Log2(size - start);
                while (at % length != 0 || start % length != 0)
                    length >>= 1;
                pieces.Add(length == size ? part : Sliced(node, part, axis, start, length));
                (start, at) = (start + length, at + length);
            }
        }
        while (pieces.Count > Air8Operator.InputsMax && Paired(node, pieces, axis)) { }
        if (pieces.Count > Air8Operator.InputsMax)
            throw node.Refuse($"{at} elements made of {parts.Count} parts take more than {Air8Operator.InputsMax} blocks of powers of two");
        return pieces.Count == 1 ? pieces[0] : Glued(node, pieces, axis);
    }

    /// <summary>Joins the first two neighbours that make a block of a power of two at a multiple of itself.</summary>
    private bool Paired(FloatNode node, List<PlanNode> pieces, int axis)
    {
        int at = 0;
        for (int i = 0; i + 1 < pieces.Count; i++)
        {
            int size = pieces[i].Shape.Live(axis);
            if (size == pieces[i + 1].Shape.Live(axis) && at % (2 * size) == 0)
            {
                pieces[i] = Glued(node, [pieces[i], pieces[i + 1]], axis);
                pieces.RemoveAt(i + 1);
                return true;
            }
            at += size;
        }
        return false;
    }

    private PlanNode Glued(FloatNode node, List<PlanNode> pieces, int axis) =>
        Add(
            new PlanNode(PlanKind.Concat, node, pieces[0].Shape.With(axis, pieces.Sum(piece => piece.Shape.Live(axis))), [.. pieces])
            {
                Class = pieces[0].Class,
                Numbers = [axis],
            }
        );

    /// <summary>A part of a tensor along an axis, joined of several where one slice cannot be it.</summary>
    private PlanNode Sliced(FloatNode node, PlanNode source, int axis, int start, int size)
    {
        if (start == 0 && size == source.Shape.Live(axis))
            return source;
        if (start == 0 || (int.IsPow2(size) && start % size == 0))
            return Add(
                new PlanNode(PlanKind.Slice, node, source.Shape.With(axis, size), source)
                {
                    Class = source.Class,
                    Numbers = [axis, start, size],
                }
            );
        List<PlanNode> pieces = [];
        for (int at = 0; at < size; )
        {
            int length = 1 << int.Log2(size - at);
            while (at % length != 0 || (start + at) % length != 0)
                length >>= 1;
            pieces.Add(Sliced(node, source, axis, start + at, length));
            at += length;
        }
        return Joined(node, pieces, axis);
    }

    private void Cut(FloatNode node)
    {
        Placed input = Read(node, 0);
        IReadOnlyList<int> whole = graph.TypeOf(node.Inputs[0]).Sizes;
        int[] from = new int[whole.Count];
        foreach (string output in node.Outputs)
        {
            IReadOnlyList<int> sizes = graph.TypeOf(output).Sizes;
            if (node.Operator == "Slice")
                from = SliceStarts(node, whole);
            PlanNode tensor = input.Node;
            List<IReadOnlyList<int>> axes = [.. input.Axes];
            for (int dim = 0; dim < sizes.Count; dim++)
            {
                if (sizes[dim] == whole[dim])
                    continue;
                if (input.Axes[dim].Count != 1)
                    throw node.Refuse($"axis {dim} of its input is made of several axes that stand apart");
                tensor = Sliced(node, tensor, input.Axes[dim][0], from[dim], sizes[dim]);
                if (sizes[dim] == 1)
                    axes[dim] = [];
                if (node.Operator == "Split")
                    from[dim] += sizes[dim];
            }
            Finish(output, new Placed(tensor, axes));
        }
    }

    private int[] SliceStarts(FloatNode node, IReadOnlyList<int> whole)
    {
        int[] from = new int[whole.Count];
        IReadOnlyList<int> starts = Ints(node, 1, "starts") ?? [];
        IReadOnlyList<int> axes = Ints(node, 3, "axes") ?? [.. Enumerable.Range(0, starts.Count)];
        IReadOnlyList<int> steps = Ints(node, 4, "steps") ?? [];
        if (steps.Any(step => step != 1))
            throw node.Refuse($"a step other than 1 is not supported");
        for (int i = 0; i < starts.Count; i++)
        {
            int dim = axes[i] < 0 ? axes[i] + whole.Count : axes[i];
            from[dim] = (int)Math.Clamp(starts[i] < 0 ? starts[i] + (long)whole[dim] : starts[i], 0, whole[dim]);
        }
        return from;
    }

    /// <summary>A list that stands in an input or, in older operator sets, in an attribute.</summary>
    private IReadOnlyList<int>? Ints(FloatNode node, int input, string attribute)
    {
        if (node.Attributes.TryGetValue(attribute, out OnnxAttribute? given))
            return [.. given.Ints.Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
        return input < node.Inputs.Count && node.Inputs[input].Length > 0
            ? [.. graph.ConstantOrNull(node.Inputs[input])!.Values.Select(OperatorCall.ToInt)]
            : null;
    }
}
