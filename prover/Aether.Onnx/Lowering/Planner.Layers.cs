using Aether.Inference;

namespace Aether.Onnx;

/// <content>Layers with weights, sums, products and pools.</content>
internal sealed partial class Planner
{
    private void Dense(FloatNode node)
    {
        Placed input = Read(node, 0);
        int last = input.Axes.Count - 1;
        NdArray weights = graph.ConstantOrNull(node.Inputs[1])!;
        if (input.Axes[last].Count <= 1)
            input = Arrange(node, input, (last, 0));
        else
            input = Lowest(node, input, last);
        IReadOnlyList<int> summed = input.Axes[last];
        int further = summed.Count == 0 ? 0 : summed.Max();
        TensorShape shape = input.Node.Shape;
        int columns = weights.Sizes[1];
        int[] rows = DenseRows(shape, summed, further);
        float[] ordered = new float[rows.Length * columns];
        for (int n = 0; n < columns; n++)
        {
            for (int k = 0; k < rows.Length; k++)
                ordered[k + rows.Length * n] = weights.Values[rows[k] * columns + n];
        }
        TensorShape result = shape.With(0, columns);
        for (int axis = 1; axis <= further; axis++)
            result = result.With(axis, 1);
        PlanNode dense = Add(
            new PlanNode(PlanKind.Dense, node, result, input.Node)
            {
                Class = ClassFor(node.Output),
                Weights = ordered,
                Bias = graph.ConstantOrNull(node.Inputs[2])!.Values,
                Numbers = [further],
            }
        );
        List<IReadOnlyList<int>> axes = [.. input.Axes];
        axes[last] = columns == 1 ? [] : [0];
        Finish(node.Output, new Placed(dense, axes));
    }

    /// <summary>Brings the axes that an axis of the value is made of to the lowest of the tensor, unless only axes of size 1 stand between.</summary>
    private Placed Lowest(FloatNode node, Placed input, int dim)
    {
        int highest = input.Axes[dim].Max();
        if (input.Used.All(axis => axis > highest || input.Axes[dim].Contains(axis)))
            return input;
        int[] target = [-1, -1, -1, -1];
        int next = 0;
        foreach (int axis in input.Axes[dim].Order())
            target[axis] = next++;
        foreach (int axis in input.Used.Where(axis => target[axis] < 0).Order().ToList())
            target[axis] = next++;
        return Moved(node, input, target);
    }

    /// <summary>For every summed element, lowest axis first, its row of the weights as the value numbers it: outermost axis first.</summary>
    private static int[] DenseRows(TensorShape shape, IReadOnlyList<int> summed, int further)
    {
        int[] step = new int[TensorShape.AxisCount];
        int stride = 1;
        foreach (int axis in summed.Reverse())
        {
            step[axis] = stride;
            stride *= shape.Live(axis);
        }
        int[] rows = new int[stride];
        int[] outermostFirst = [.. Enumerable.Range(0, further + 1).Reverse()];
        NdShape.Walk(
            [.. outermostFirst.Select(axis => summed.Contains(axis) ? shape.Live(axis) : 1)],
            [.. outermostFirst.Select(axis => step[axis])],
            new int[outermostFirst.Length],
            (i, row, _) => rows[i] = row
        );
        return rows;
    }

    private void Conv(FloatNode node)
    {
        Placed input = Arrange(node, Read(node, 0), (0, 3), (1, 0), (2, 2), (3, 1));
        NdArray weights = graph.ConstantOrNull(node.Inputs[1]) ?? throw node.Refuse($"its weights are computed at run time");
        NdArray? bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? graph.ConstantOrNull(node.Inputs[2]) : null;
        if (bias is null && node.Inputs.Count > 2 && node.Inputs[2].Length > 0)
            throw node.Refuse($"its bias is computed at run time");
        Window window = WindowOf(node, [weights.Sizes[2], weights.Sizes[3]]);
        int groups = node.IntAttribute("group", 1);
        (int outputs, int depth) = (weights.Sizes[0], weights.Sizes[1]);
        bool depthwise = groups > 1 && depth == 1 && outputs == groups;
        if (groups != 1 && !depthwise)
            throw node.Refuse($"{groups} groups of {depth} channels are not supported; one group and one channel per group are");
        Window2D moved = Moving(node, window);
        float[] ordered = ConvWeights(node, weights, window, moved, depthwise);
        TensorShape shape = new(outputs, window.ResultWidth, window.ResultHeight, input.Node.Shape.Batch);
        PlanNode conv = Add(
            new PlanNode(depthwise ? PlanKind.Depthwise : PlanKind.Conv, node, shape, input.Node)
            {
                Class = ClassFor(node.Output),
                Weights = ordered,
                Bias = bias?.Values,
                Window = moved,
            }
        );
        Finish(node.Output, Placed.At(conv, graph.TypeOf(node.Output).Sizes, 3, 0, 2, 1));
    }

    private Window WindowOf(FloatNode node, IReadOnlyList<int>? kernel)
    {
        OperatorCall call = new(node, graph.Opset, [.. node.Inputs.Select(name => name.Length == 0 ? null : graph.TypeOf(name))], []);
        return Window.Of(call, graph.TypeOf(node.Inputs[0]).Sizes, kernel);
    }

    /// <summary>The window in AIR8's terms: steps are powers of two, a dilated kernel is a larger one with zeros.</summary>
    private static Window2D Moving(FloatNode node, Window window)
    {
        if (!int.IsPow2(window.StrideX) || !int.IsPow2(window.StrideY))
            throw node.Refuse($"strides {window.StrideY} and {window.StrideX}: AIR8 steps by powers of two");
        // What padding behind the input the last window does not reach is left out; AIR8 wants less of it than the kernel is wide.
        Window2D moved = new(
            window.ReachX,
            window.ReachY,
            int.Log2(window.StrideX),
            int.Log2(window.StrideY),
            window.Left,
            window.Top,
            window.Right,
            window.Bottom
        );
        return moved.IsValid
            ? moved
            : throw node.Refuse(
                $"a window of {window.ReachY} by {window.ReachX}, steps {window.StrideY} and {window.StrideX}, padding ({window.Top}, {window.Left}, {window.Bottom}, {window.Right}) is outside AIR8's range (255, 16, less than the window)"
            );
    }

    /// <returns>[ci][kx][ky][co], or [c][kx][ky] for a kernel per channel, the first axis lowest.</returns>
    private float[] ConvWeights(FloatNode node, NdArray weights, Window window, Window2D moved, bool depthwise)
    {
        (int outputs, int depth) = (weights.Sizes[0], weights.Sizes[1]);
        long count = (long)outputs * depth * moved.Width * moved.Height;
        float[] ordered = count == weights.Values.Length ? new float[count] : MadeWeights(node, count);
        int next = 0;
        for (int co = 0; co < outputs; co++)
        {
            for (int ci = 0; ci < depth; ci++)
            {
                for (int ky = 0; ky < window.KernelHeight; ky++)
                {
                    for (int kx = 0; kx < window.KernelWidth; kx++)
                    {
                        int tap = kx * window.DilationX + moved.Width * (ky * window.DilationY);
                        int at = depthwise ? co + outputs * tap : ci + depth * (tap + moved.Width * moved.Height * co);
                        ordered[at] = weights.Values[next++];
                    }
                }
            }
        }
        return ordered;
    }

    /// <summary>A gain and an offset per channel: a convolution of every channel with a kernel of one.</summary>
    private void ChannelAffine(FloatNode node)
    {
        int dim = node.IntAttribute("axis", 1);
        Placed input = Arrange(node, Read(node, 0), (dim, 0));
        PlanNode affine = Add(
            new PlanNode(PlanKind.Depthwise, node, input.Node.Shape, input.Node)
            {
                Class = ClassFor(node.Output),
                Weights = graph.ConstantOrNull(node.Inputs[1])!.Values,
                Bias = graph.ConstantOrNull(node.Inputs[2])!.Values,
                Window = new Window2D(1, 1),
            }
        );
        Finish(node.Output, input.Of(affine));
    }

    private void MatMul(FloatNode node)
    {
        IReadOnlyList<int> a = graph.TypeOf(node.Inputs[0]).Sizes;
        IReadOnlyList<int> b = graph.TypeOf(node.Inputs[1]).Sizes;
        if (a.Count != b.Count || !a.SkipLast(2).SequenceEqual(b.SkipLast(2)))
            throw node.Refuse($"a product of {NdShape.Text(a)} and {NdShape.Text(b)}: outer axes must be equal");
        int rank = a.Count;
        int[] outer = [.. Enumerable.Range(0, rank - 2).Where(dim => a[dim] > 1)];
        if (outer.Length > 2)
            throw node.Refuse($"more than two outer axes are larger than 1");
        // Heads stand on y, what is outside of them on the batch axis.
        List<(int Dim, int Axis)> wanted = [.. outer.Reverse().Select((dim, i) => (dim, 2 + i))];
        Placed left = Arrange(node, Read(node, 0), [.. wanted, (rank - 1, 0), (rank - 2, 1)]);
        Placed right = Arrange(node, Read(node, 1), [.. wanted, (rank - 2, 0), (rank - 1, 1)]);
        PlanNode product = Add(
            new PlanNode(PlanKind.MatMul, node, left.Node.Shape.With(0, b[^1]), left.Node, right.Node) { Class = ClassFor(node.Output) }
        );
        List<IReadOnlyList<int>> axes = [.. left.Axes];
        axes[rank - 1] = b[^1] == 1 ? [] : [0];
        Finish(node.Output, new Placed(product, axes));
    }

    private void Sum(FloatNode node)
    {
        if (index.TryConstant(node, out string value, out NdArray constant))
        {
            Positions(node, value, constant);
            return;
        }
        (Placed left, Placed right) = Operands(node);
        ties.Add((left.Node.Class, right.Node.Class));
        PlanNode sum = Add(
            new PlanNode(PlanKind.Add, node, left.Node.Shape, left.Node, right.Node)
            {
                Class = ClassFor(node.Output),
                Subtract = node.Operator == "Sub",
            }
        );
        Finish(node.Output, left.Of(sum));
    }

    /// <summary>Any other function of two values: a table over both bytes.</summary>
    private void PairTable(FloatNode node)
    {
        Func<double, double, double> function = BinaryOperators.Of(node.Operator, whole: false)!;
        (Placed left, Placed right) = Operands(node);
        PlanNode map = Add(
            new PlanNode(PlanKind.PairTable, node, left.Node.Shape, left.Node, right.Node)
            {
                Class = ClassFor(node.Output),
                Pair = function,
            }
        );
        Finish(node.Output, left.Of(map));
    }

    /// <summary>Both operands in one standing; one that is smaller is repeated along the axes where its size is 1.</summary>
    private (Placed Left, Placed Right) Operands(FloatNode node)
    {
        IReadOnlyList<int> sizes = graph.TypeOf(node.Output).Sizes;
        IReadOnlyList<int>[] own = [graph.TypeOf(node.Inputs[0]).Sizes, graph.TypeOf(node.Inputs[1]).Sizes];
        int whole = Array.FindIndex(own, shape => shape.SequenceEqual(sizes));
        if (whole < 0)
            throw node.Refuse(
                $"inputs {NdShape.Text(own[0])} and {NdShape.Text(own[1])} would both have to be repeated to {NdShape.Text(sizes)}"
            );
        Placed model = Read(node, whole);
        Placed other = Read(node, 1 - whole);
        other = own[1 - whole].SequenceEqual(sizes) ? Alike(node, other, model) : Repeated(node, other, own[1 - whole], model);
        return whole == 0 ? (model, other) : (other, model);
    }

    private Placed Repeated(FloatNode node, Placed standing, IReadOnlyList<int> sizes, Placed model)
    {
        int missing = model.Axes.Count - sizes.Count;
        List<IReadOnlyList<int>> axes = [.. Enumerable.Repeat<IReadOnlyList<int>>([], missing), .. standing.Axes];
        int[] target = [-1, -1, -1, -1];
        List<int> along = [];
        for (int dim = 0; dim < axes.Count; dim++)
        {
            if (axes[dim].Count == 0)
                along.AddRange(model.Axes[dim]);
            else if (axes[dim].Count != 1 || model.Axes[dim].Count != 1)
                throw node.Refuse($"axis {dim} is made of several axes in one of its inputs");
            else
                target[axes[dim][0]] = model.Axes[dim][0];
        }
        PlanNode tensor = Moved(node, standing with { Axes = axes }, target).Node;
        foreach (int axis in along)
            tensor = Repeated(node, tensor, axis, model.Node.Shape.Live(axis));
        return model.Of(tensor);
    }

    /// <summary>Copies of a tensor behind each other along an axis of size 1: four at a time, then as many as are wanted.</summary>
    private PlanNode Repeated(FloatNode node, PlanNode tensor, int axis, int size)
    {
        while (tensor.Shape.Live(axis) < size)
        {
            int copies = 2 * tensor.Shape.Live(axis) < size ? Air8Operator.InputsMax : 2;
            tensor = Glued(node, [.. Enumerable.Repeat(tensor, copies)], axis);
        }
        return Sliced(node, tensor, axis, 0, size);
    }

    private void MaxPool(FloatNode node)
    {
        Placed input = Arrange(node, Read(node, 0), (0, 3), (1, 0), (2, 2), (3, 1));
        Window window = WindowOf(node, null);
        if (window is not { DilationX: 1, DilationY: 1 })
            throw node.Refuse($"dilations are not supported");
        PlanNode rows = MaxAlong(node, input.Node, 1, window.KernelWidth, window.StrideX, window.Left, window.ResultWidth);
        PlanNode both = MaxAlong(node, rows, 2, window.KernelHeight, window.StrideY, window.Top, window.ResultHeight);
        Finish(node.Output, Placed.At(both, graph.TypeOf(node.Output).Sizes, 3, 0, 2, 1));
    }

    /// <summary>Largest of a window along one axis: neighbours in pairs where that is all, else shifted copies compared one by one.</summary>
    private PlanNode MaxAlong(FloatNode node, PlanNode input, int axis, int kernel, int stride, int before, int results)
    {
        int size = input.Shape.Live(axis);
        if (kernel == 1 && stride == 1 && before == 0 && results == size)
            return input;
        bool inside = before == 0 && (results - 1) * stride + kernel <= size;
        if (inside && kernel == 2 && stride == 2)
        {
            PlanNode even = Sliced(node, input, axis, 0, 2 * results);
            return Add(new PlanNode(PlanKind.PairMax, node, even.Shape.With(axis, results), even) { Class = even.Class, Numbers = [axis] });
        }
        if (!int.IsPow2(stride))
            throw node.Refuse($"a stride of {stride}: AIR8 steps by powers of two");
        // A window that reaches over the edge sees zeros there, which are below nothing only if nothing is below them.
        if (!inside && !IsNeverNegative(input))
            throw node.Refuse(
                $"windows that reach over the edge are supported only behind a function that is never negative, such as Relu"
            );
        PlanNode? largest = null;
        for (int tap = 0; tap < kernel; tap++)
        {
            PlanNode shifted = Shifted(node, input, axis, tap - before, stride, results);
            largest = largest is null
                ? shifted
                : Add(new PlanNode(PlanKind.PairTable, node, shifted.Shape, largest, shifted) { Class = input.Class, Pair = Math.Max });
        }
        return largest!;
    }

    /// <summary>Every stride-th element from an offset on, zeros outside: a convolution of every channel with a single one in its kernel.</summary>
    private PlanNode Shifted(FloatNode node, PlanNode input, int axis, int offset, int stride, int results)
    {
        int size = input.Shape.Live(axis);
        int before = Math.Max(0, -offset);
        int one = Math.Max(0, offset);
        // The window takes `results` steps when the padding behind it exceeds the kernel by this much, or a little less than a step more.
        int excess = Math.Min(-1, results * stride - 1 - size - before);
        int kernel = Math.Max(Math.Max(one, before) + 1, -excess);
        int after = kernel + excess;
        float[] weights = MadeWeights(node, (long)input.Shape.Channels * kernel);
        weights.AsSpan(input.Shape.Channels * one, input.Shape.Channels).Fill(1);
        int log = int.Log2(stride);
        Window2D window =
            axis == 1
                ? new Window2D(kernel, 1, StrideLogX: log, Left: before, Right: after)
                : new Window2D(1, kernel, StrideLogY: log, Top: before, Bottom: after);
        int made = axis == 1 ? window.ResultWidth(size) : window.ResultHeight(size);
        return !window.IsValid || made != results
            ? throw node.Refuse($"a window that reaches {before} before an axis of {size} is not supported")
            : Add(
                new PlanNode(PlanKind.Depthwise, node, input.Shape.With(axis, results), input)
                {
                    Class = input.Class,
                    Weights = weights,
                    Window = window,
                }
            );
    }

    /// <summary>Whether a tensor holds nothing below zero, whatever the input: a function that gives none, moved about. A look at some numbers tells most
    /// functions; the table, which tells all, is looked at when it is made.</summary>
    private bool IsNeverNegative(PlanNode node)
    {
        // Each node once, in order: paths through a graph are more than its nodes, and longer than a stack.
        for (; judged < nodes.Count; judged++)
        {
            if (GivesNoneBelowZero(nodes[judged]))
                neverNegative.Add(nodes[judged]);
        }
        if (!neverNegative.Contains(node))
            return false;
        Stack<PlanNode> open = new([node]);
        while (open.TryPop(out PlanNode? one))
        {
            if (!relied.Add(one))
                continue;
            one.MustNotBeNegative = !IsMoved(one);
            if (IsMoved(one) || IsLargest(one))
                Array.ForEach([.. one.Inputs], open.Push);
        }
        return true;
    }

    private bool GivesNoneBelowZero(PlanNode node)
    {
        if (node.Kind == PlanKind.SoftmaxDivide)
            return true;
        if (IsMoved(node))
            return node.Inputs.Count > 0 && node.Inputs.All(neverNegative.Contains);
        for (int i = IsLargest(node) && node.Inputs.All(neverNegative.Contains) ? 0 : -4096; i <= 4096; i++)
        {
            if (node.Function(i / 64.0) < 0)
                return false;
        }
        return true;
    }

    /// <summary>Without a value of their own stand only the copies and maxima of a larger pool.</summary>
    private static bool IsMoved(PlanNode node) => !node.HasTable || node.Value is null;

    private static bool IsLargest(PlanNode node) => node.Kind == PlanKind.PairTable && node.Pair == Math.Max;

    private void AveragePool(FloatNode node)
    {
        Placed input = Arrange(node, Read(node, 0), (0, 3), (1, 0), (2, 2), (3, 1));
        IReadOnlyList<int> sizes = graph.TypeOf(node.Output).Sizes;
        TensorShape source = input.Node.Shape;
        TensorShape shape = source with { Width = sizes[3], Height = sizes[2] };
        bool all = node.Operator == "GlobalAveragePool";
        Window? window = all ? null : WindowOf(node, null);
        Window2D moved = window is null ? new Window2D(source.Width, source.Height) : Moving(node, window);
        bool plain = moved is { Left: 0, Right: 0, Top: 0, Bottom: 0 };
        if (!plain && node.IntAttribute("count_include_pad", 0) == 0)
            throw node.Refuse($"a mean whose number of elements changes at the edge is not supported (count_include_pad 0 with padding)");
        if (
            window is not null
            && node.IntAttribute("ceil_mode", 0) != 0
            && (moved.ResultWidth(source.Width), moved.ResultHeight(source.Height)) != (sizes[3], sizes[2])
        )
            throw node.Refuse($"a window that ends outside the input (ceil_mode) is not supported");
        if (!moved.IsValid)
            throw node.Refuse($"a mean over {source.Height} by {source.Width} is above AIR8's {Window2D.SizeMax}");
        bool tiles =
            plain
            && int.IsPow2(moved.Width)
            && int.IsPow2(moved.Height)
            && Math.Max(moved.Width, moved.Height) <= 1 << TileLogMax
            && (all || (moved.Width == 1 << moved.StrideLogX && moved.Height == 1 << moved.StrideLogY));
        PlanNode mean;
        if (tiles)
        {
            PlanNode whole = Sliced(node, input.Node, 1, 0, sizes[3] * moved.Width);
            whole = Sliced(node, whole, 2, 0, sizes[2] * moved.Height);
            mean = new PlanNode(PlanKind.AveragePool, node, shape, whole)
            {
                Class = ClassFor(node.Output),
                Numbers = [int.Log2(moved.Width), int.Log2(moved.Height)],
            };
        }
        else
        {
            float[] weights = MadeWeights(node, (long)source.Channels * moved.Width * moved.Height);
            weights.AsSpan().Fill(1f / (moved.Width * moved.Height));
            mean = new PlanNode(PlanKind.Depthwise, node, shape, input.Node)
            {
                Class = ClassFor(node.Output),
                Weights = weights,
                Window = moved,
            };
        }
        Finish(node.Output, Placed.At(Add(mean), sizes, 3, 0, 2, 1));
    }

    // Largest logarithm of AvgPool's window.
    private const int TileLogMax = 8;
}
