namespace Aether.Onnx;

/// <summary>Operators that move elements without changing them.</summary>
internal static class LayoutOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "Identity" => Same(call),
            "Dropout" => Dropout(call),
            "Cast" => Cast(call),
            "Reshape" => Reshape(call),
            "Flatten" => Flatten(call),
            "Squeeze" => Squeeze(call),
            "Unsqueeze" => Unsqueeze(call),
            "Transpose" => Transpose(call),
            "Concat" => Concat(call),
            "Slice" => Slice(call),
            "Split" => Split(call),
            "Expand" => Expand(call),
            "Gather" => Gather(call),
            "Trilu" => Trilu(call),
            "Pad" => Pad(call),
            _ => null,
        };

    private static Prepared Same(OperatorCall call) => Prepared.One(call.Input(0), inputs => inputs[0]!);

    private static Prepared Dropout(OperatorCall call)
    {
        call.Float("ratio", 0);
        call.Int("seed", 0);
        call.Require(
            !call.Has(2) || call.Constant(2, "training_mode").Values is [0],
            $"the model was exported for training; export it for inference"
        );
        if (call.OutputCount == 1)
            return Same(call);
        // A mask that keeps everything; exporters write its name and read it nowhere.
        ValueType input = call.Input(0);
        ValueType mask = new(OnnxType.Bool, input.Sizes);
        return new Prepared(
            [input, mask],
            inputs => [inputs[0]!, new NdArray(OnnxType.Bool, mask.Sizes, [.. Enumerable.Repeat(1f, mask.Count)])],
            2L * input.Count
        );
    }

    private static Prepared Cast(OperatorCall call)
    {
        OnnxType to = OnnxTensorReader.TypeOf(call.Int("to", 0));
        call.Int("saturate", 1);
        ValueType from = call.Input(0);
        ValueType result = new(to, from.Sizes);
        return Prepared.One(
            result,
            inputs => new NdArray(to, from.Sizes, Array.ConvertAll(inputs[0]!.Values, x => Converted(x, from.Type, to)))
        );
    }

    private static float Converted(float x, OnnxType from, OnnxType to) =>
        to switch
        {
            OnnxType.Bool => x != 0 ? 1 : 0,
            OnnxType.Float16 => (float)(Half)x,
            _ when to.IsFloat() || !from.IsFloat() => x,
            _ => MathF.Truncate(x),
        };

    private static Prepared Moved(OperatorCall call, IReadOnlyList<int> sizes)
    {
        ValueType input = call.Input(0);
        ValueType result = call.Result(input.Type, sizes);
        call.Require(
            result.Count == input.Count,
            $"{NdShape.Text(input.Sizes)} cannot become {NdShape.Text(sizes)}: the number of elements differs"
        );
        return Prepared.One(result, inputs => inputs[0]!.Reshaped(sizes));
    }

    private static Prepared Reshape(OperatorCall call)
    {
        ValueType input = call.Input(0);
        IReadOnlyList<int> wanted = call.ConstantInts(1, "the new shape");
        bool zeroIsZero = call.Int("allowzero", 0) != 0;
        call.Require(wanted.Count <= OnnxLimits.RankMax, $"the new shape has {wanted.Count} axes");
        int[] sizes = [.. wanted];
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0 && !zeroIsZero)
            {
                call.Require(i < input.Rank, $"the new shape keeps axis {i}, which the input does not have");
                sizes[i] = input.Sizes[i];
            }
            if (sizes[i] == -1)
            {
                call.Require(open < 0, $"the new shape leaves two axes open");
                open = i;
                continue;
            }
            call.Require(sizes[i] is >= 0 and <= OnnxLimits.SizeMax, $"the new shape has an axis of size {sizes[i]}");
            known = Math.Min(known * sizes[i], long.MaxValue >> 32);
        }
        if (open >= 0)
        {
            call.Require(known > 0 && input.Count % known == 0, $"{NdShape.Text(input.Sizes)} does not divide by {known}");
            sizes[open] = (int)(input.Count / known);
        }
        return Moved(call, sizes);
    }

    private static Prepared Flatten(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int axis = call.Int("axis", 1);
        call.Require(axis >= -input.Rank && axis <= input.Rank, $"axis {axis} does not exist");
        axis = axis < 0 ? axis + input.Rank : axis;
        return Moved(call, [NdShape.Count([.. input.Sizes.Take(axis)]), NdShape.Count([.. input.Sizes.Skip(axis)])]);
    }

    private static IReadOnlyList<int>? AxesOf(OperatorCall call)
    {
        if (call.HasAttribute("axes"))
            return call.Ints("axes");
        return call.Has(1) ? call.ConstantInts(1, "axes") : null;
    }

    private static Prepared Squeeze(OperatorCall call)
    {
        ValueType input = call.Input(0);
        IReadOnlyList<int>? given = AxesOf(call);
        HashSet<int> axes = given is null
            ? [.. Enumerable.Range(0, input.Rank).Where(axis => input.Sizes[axis] == 1)]
            : [.. given.Select(axis => call.Axis(axis, input.Rank))];
        foreach (int axis in axes)
            call.Require(input.Sizes[axis] == 1, $"axis {axis} of size {input.Sizes[axis]} cannot be dropped");
        return Moved(call, [.. input.Sizes.Where((_, axis) => !axes.Contains(axis))]);
    }

    private static Prepared Unsqueeze(OperatorCall call)
    {
        ValueType input = call.Input(0);
        IReadOnlyList<int>? given = AxesOf(call);
        call.Require(given is { Count: <= OnnxLimits.RankMax }, $"axes are missing, or too many");
        int rank = input.Rank + given!.Count;
        HashSet<int> axes = [.. given.Select(axis => call.Axis(axis, rank))];
        call.Require(axes.Count == given.Count, $"an axis is named twice");
        List<int> sizes = [];
        int next = 0;
        for (int axis = 0; axis < rank; axis++)
            sizes.Add(axes.Contains(axis) ? 1 : input.Sizes[next++]);
        return Moved(call, sizes);
    }

    private static Prepared Transpose(OperatorCall call)
    {
        ValueType input = call.Input(0);
        IReadOnlyList<int> order = call.Ints("perm") ?? [.. Enumerable.Range(0, input.Rank).Reverse()];
        call.Require(
            order.Order().SequenceEqual(Enumerable.Range(0, input.Rank)),
            $"perm {NdShape.Text(order)} is no order of {input.Rank} axes"
        );
        ValueType result = new(input.Type, [.. order.Select(axis => input.Sizes[axis])]);
        int[] own = NdShape.Strides(input.Sizes);
        int[] strides = [.. order.Select(axis => own[axis])];
        return Prepared.One(
            result,
            inputs => new NdArray(input.Type, result.Sizes, NdShape.Gather(inputs[0]!.Values, result.Sizes, strides)),
            2L * result.Count
        );
    }

    private static Prepared Concat(OperatorCall call)
    {
        ValueType first = call.Input(0);
        int axis = call.Axis(call.Int("axis", 0), first.Rank);
        long along = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            ValueType part = call.Input(i);
            bool agrees = part.Rank == first.Rank;
            for (int other = 0; agrees && other < first.Rank; other++)
                agrees = other == axis || part.Sizes[other] == first.Sizes[other];
            call.Require(agrees, $"input {i} of shape {NdShape.Text(part.Sizes)} does not agree with {NdShape.Text(first.Sizes)}");
            along += part.Sizes[axis];
        }
        call.Require(along <= OnnxLimits.SizeMax, $"the result has an axis of size {along}");
        ValueType result = call.Result(first.Type, [.. first.Sizes.Select((size, i) => i == axis ? (int)along : size)]);
        int outer = NdShape.Count([.. first.Sizes.Take(axis)]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                int to = 0;
                for (int row = 0; row < outer; row++)
                {
                    foreach (NdArray? part in inputs)
                    {
                        int length = part!.Values.Length / outer;
                        part.Values.AsSpan(row * length, length).CopyTo(values.AsSpan(to));
                        to += length;
                    }
                }
                return new NdArray(first.Type, result.Sizes, values);
            }
        );
    }

    private static Prepared Slice(OperatorCall call)
    {
        ValueType input = call.Input(0);
        bool old = call.HasAttribute("starts");
        IReadOnlyList<int> starts = old ? call.Ints("starts")! : call.ConstantInts(1, "starts");
        IReadOnlyList<int> ends = (old ? call.Ints("ends") : call.ConstantInts(2, "ends")) ?? [];
        IReadOnlyList<int>? axes =
            old ? call.Ints("axes")
            : call.Has(3) ? call.ConstantInts(3, "axes")
            : null;
        axes ??= [.. Enumerable.Range(0, starts.Count)];
        IReadOnlyList<int> steps = !old && call.Has(4) ? call.ConstantInts(4, "steps") : [.. starts.Select(_ => 1)];
        call.Require(
            starts.Count == ends.Count && starts.Count == axes.Count && starts.Count == steps.Count,
            $"starts, ends, axes and steps differ in number"
        );
        int[] sizes = [.. input.Sizes];
        int[] strides = NdShape.Strides(input.Sizes);
        int from = 0;
        HashSet<int> seen = [];
        for (int i = 0; i < starts.Count; i++)
        {
            int axis = call.Axis(axes[i], input.Rank);
            call.Require(seen.Add(axis), $"axis {axis} is sliced twice");
            call.Require(steps[i] is >= 1 and <= OnnxLimits.SizeMax, $"a step of {steps[i]} is not supported");
            int size = input.Sizes[axis];
            int start = (int)Math.Clamp(starts[i] < 0 ? starts[i] + (long)size : starts[i], 0, size);
            int end = (int)Math.Clamp(ends[i] < 0 ? ends[i] + (long)size : ends[i], 0, size);
            sizes[axis] = Math.Max(0, (end - start + steps[i] - 1) / steps[i]);
            from += start * strides[axis];
            strides[axis] *= steps[i];
        }
        ValueType result = call.Result(input.Type, sizes);
        return Prepared.One(
            result,
            inputs => new NdArray(input.Type, sizes, NdShape.Gather(inputs[0]!.Values, sizes, strides, from)),
            2L * result.Count
        );
    }

    private static Prepared Split(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int axis = call.Axis(call.Int("axis", 0), input.Rank);
        int parts = call.Int("num_outputs", call.OutputCount);
        call.Require(parts == call.OutputCount && parts >= 1, $"{parts} parts and {call.OutputCount} outputs");
        IReadOnlyList<int>? given =
            call.HasAttribute("split") ? call.Ints("split")
            : call.Has(1) ? call.ConstantInts(1, "split")
            : null;
        int size = input.Sizes[axis];
        int each = (size + parts - 1) / parts;
        given ??= [.. Enumerable.Range(0, parts).Select(i => Math.Min(each, size - each * i))];
        call.Require(
            given.Count == parts && given.All(part => part >= 1 && part <= size) && given.Sum(part => (long)part) == size,
            $"parts {NdShape.Text(given)} do not make up {size}"
        );
        int[] strides = NdShape.Strides(input.Sizes);
        List<ValueType> results = [];
        List<int> starts = [];
        int at = 0;
        foreach (int part in given)
        {
            results.Add(new ValueType(input.Type, [.. input.Sizes.Select((old, i) => i == axis ? part : old)]));
            starts.Add(at * strides[axis]);
            at += part;
        }
        return new Prepared(
            results,
            inputs =>
                [
                    .. results.Select(
                        (result, i) =>
                            new NdArray(result.Type, result.Sizes, NdShape.Gather(inputs[0]!.Values, result.Sizes, strides, starts[i]))
                    ),
                ],
            2L * input.Count
        );
    }

    private static Prepared Expand(OperatorCall call)
    {
        ValueType input = call.Input(0);
        IReadOnlyList<int> wanted = call.ConstantInts(1, "the shape");
        call.Require(wanted.Count <= OnnxLimits.RankMax, $"the shape has {wanted.Count} axes");
        int[]? sizes = NdShape.Broadcast(input.Sizes, wanted);
        call.Require(sizes is not null, $"{NdShape.Text(input.Sizes)} does not expand to {NdShape.Text(wanted)}");
        ValueType result = call.Result(input.Type, sizes!);
        int[] strides = NdShape.BroadcastStrides(input.Sizes, sizes!.Length);
        return Prepared.One(
            result,
            inputs => new NdArray(input.Type, sizes, NdShape.Gather(inputs[0]!.Values, sizes, strides)),
            2L * result.Count
        );
    }

    private static Prepared Gather(OperatorCall call)
    {
        ValueType data = call.Input(0);
        ValueType indices = call.Input(1);
        call.Require(data.Rank > 0 && !indices.Type.IsFloat(), $"indices must be whole numbers, and the data a list at least");
        int axis = call.Axis(call.Int("axis", 0), data.Rank);
        int size = data.Sizes[axis];
        int outer = NdShape.Count([.. data.Sizes.Take(axis)]);
        int inner = NdShape.Count([.. data.Sizes.Skip(axis + 1)]);
        ValueType result = call.Result(data.Type, [.. data.Sizes.Take(axis), .. indices.Sizes, .. data.Sizes.Skip(axis + 1)]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                float[] chosen = inputs[1]!.Values;
                for (int row = 0; row < outer; row++)
                {
                    for (int i = 0; i < chosen.Length; i++)
                    {
                        int index = OperatorCall.ToInt(chosen[i]);
                        call.Require(index >= -size && index < size, $"index {index} is not in 0 to {size - 1}");
                        index = index < 0 ? index + size : index;
                        inputs[0]!
                            .Values.AsSpan((row * size + index) * inner, inner)
                            .CopyTo(values.AsSpan((row * chosen.Length + i) * inner));
                    }
                }
                return new NdArray(data.Type, result.Sizes, values);
            }
        );
    }

    private static Prepared Trilu(OperatorCall call)
    {
        ValueType input = call.Input(0);
        call.Require(input.Rank >= 2, $"Trilu needs a matrix");
        bool upper = call.Int("upper", 1) != 0;
        int k = call.Has(1) ? OperatorCall.ToInt(call.ConstantNumber(1, "k")) : 0;
        int columns = input.Sizes[^1];
        int rows = input.Sizes[^2];
        return Prepared.One(
            input,
            inputs =>
            {
                float[] values = (float[])inputs[0]!.Values.Clone();
                for (int i = 0; i < values.Length; i++)
                {
                    long above = i % columns - (long)(i / columns % rows);
                    if (upper ? above < k : above > k)
                        values[i] = 0;
                }
                return inputs[0]!.With(values);
            }
        );
    }

    private static Prepared Pad(OperatorCall call)
    {
        ValueType input = call.Input(0);
        call.Require(call.Text("mode", "constant") == "constant", $"only constant padding is supported");
        IReadOnlyList<int> pads = (call.HasAttribute("pads") ? call.Ints("pads") : call.ConstantInts(1, "pads")) ?? [];
        float value = call.Has(2) ? call.ConstantNumber(2, "the padding's value") : call.Float("value", 0);
        call.Require(!call.Has(3), $"padding of chosen axes is not supported");
        call.Require(
            pads.Count == 2 * input.Rank && pads.All(pad => pad is >= 0 and <= OnnxLimits.SizeMax / 4),
            $"pads {NdShape.Text(pads)} do not fit {input.Rank} axes, or are negative"
        );
        int[] sizes = [.. input.Sizes.Select((size, axis) => size + pads[axis] + pads[axis + input.Rank])];
        ValueType result = call.Result(input.Type, sizes);
        int[] strides = NdShape.Strides(sizes);
        int start = Enumerable.Range(0, input.Rank).Sum(axis => pads[axis] * strides[axis]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                values.AsSpan().Fill(value);
                float[] from = inputs[0]!.Values;
                NdShape.Walk(input.Sizes, strides, strides, (i, at, _) => values[start + at] = from[i]);
                return new NdArray(input.Type, sizes, values);
            },
            2L * result.Count
        );
    }
}
