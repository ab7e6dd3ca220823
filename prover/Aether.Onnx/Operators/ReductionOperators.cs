namespace Aether.Onnx;

/// <summary>Operators that turn the elements along axes into one: means, sums, maxima, softmax, the largest's index, norms.</summary>
internal static class ReductionOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "ReduceMean" => Reduce(call, values => values.Average()),
            "ReduceSum" => Reduce(call, values => values.Sum()),
            "ReduceMax" => Reduce(call, values => values.Max()),
            "Softmax" => Softmax(call, logarithm: false),
            "LogSoftmax" => Softmax(call, logarithm: true),
            OwnOperators.CausalSoftmax => CausalSoftmax(call),
            "ArgMax" => ArgMax(call),
            "LayerNormalization" => LayerNormalization(call),
            "RMSNormalization" => RmsNormalization(call, call.Int("axis", -1)),
            OwnOperators.RmsNorm => RmsNormalization(call, -1),
            OwnOperators.Centre => Centre(call),
            _ => null,
        };

    private static Prepared Reduce(OperatorCall call, Func<IEnumerable<double>, double> function)
    {
        ValueType input = call.Input(0);
        call.Require(input.Count > 0, $"its input has no elements");
        IReadOnlyList<int>? given =
            call.HasAttribute("axes") ? call.Ints("axes")
            : call.Has(1) ? call.ConstantInts(1, "axes")
            : null;
        bool keep = call.Int("keepdims", 1) != 0;
        if (call.Int("noop_with_empty_axes", 0) != 0 && (given is null || given.Count == 0))
            return Prepared.One(input, inputs => inputs[0]!);
        HashSet<int> axes = given is null or { Count: 0 }
            ? [.. Enumerable.Range(0, input.Rank)]
            : [.. given.Select(axis => call.Axis(axis, input.Rank))];
        int[] kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !axes.Contains(axis))];
        int[] own = NdShape.Strides(input.Sizes);
        int[] outerSizes = [.. kept.Select(axis => input.Sizes[axis])];
        int[] innerSizes = [.. axes.Order().Select(axis => input.Sizes[axis])];
        int[] outerStrides = [.. kept.Select(axis => own[axis])];
        int[] innerStrides = [.. axes.Order().Select(axis => own[axis])];
        int[] sizes = keep ? [.. input.Sizes.Select((size, axis) => axes.Contains(axis) ? 1 : size)] : outerSizes;
        ValueType result = call.Result(input.Type, sizes);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                float[] from = inputs[0]!.Values;
                int[] offsets = new int[NdShape.Count(innerSizes)];
                NdShape.Walk(innerSizes, innerStrides, innerStrides, (i, at, _) => offsets[i] = at);
                NdShape.Walk(
                    outerSizes,
                    outerStrides,
                    outerStrides,
                    (i, at, _) => values[i] = (float)function(offsets.Select(offset => (double)from[at + offset]))
                );
                return new NdArray(input.Type, sizes, values);
            },
            4L * input.Count
        );
    }

    /// <summary>Runs over the rows along one axis: count elements, step apart, from every start.</summary>
    private static void Rows(IReadOnlyList<int> sizes, int axis, Action<int, int, int> row)
    {
        int inner = NdShape.Count([.. sizes.Skip(axis + 1)]);
        int outer = NdShape.Count([.. sizes.Take(axis)]);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
                row(o * sizes[axis] * inner + i, sizes[axis], inner);
        }
    }

    private static Prepared Softmax(OperatorCall call, bool logarithm)
    {
        ValueType input = call.Input(0);
        int axis = call.Axis(call.Int("axis", call.Opset >= 13 ? -1 : 1), input.Rank);
        call.Require(
            call.Opset >= 13 || input.Sizes.Skip(axis + 1).All(size => size == 1),
            $"softmax over several axes (operator sets below 13) is not supported"
        );
        return Prepared.One(
            input,
            inputs =>
            {
                float[] values = new float[input.Count];
                float[] from = inputs[0]!.Values;
                Rows(input.Sizes, axis, (start, count, step) => SoftmaxRow(from, values, start, count, step, logarithm));
                return inputs[0]!.With(values);
            },
            10L * input.Count
        );
    }

    private static void SoftmaxRow(float[] from, float[] to, int start, int count, int step, bool logarithm)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < count; i++)
            largest = Math.Max(largest, from[start + i * step]);
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += Math.Exp(from[start + i * step] - largest);
        for (int i = 0; i < count; i++)
        {
            double above = from[start + i * step] - largest;
            to[start + i * step] = (float)(logarithm ? above - Math.Log(sum) : Math.Exp(above) / sum);
        }
    }

    private static Prepared CausalSoftmax(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int keys = input.Sizes[^1];
        int queries = input.Sizes[^2];
        return Prepared.One(
            input,
            inputs =>
            {
                float[] values = new float[input.Count];
                for (int row = 0; row < input.Count / keys; row++)
                    SoftmaxRow(inputs[0]!.Values, values, row * keys, Math.Min(keys, row % queries + 1), 1, logarithm: false);
                return inputs[0]!.With(values);
            },
            10L * input.Count
        );
    }

    private static Prepared ArgMax(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int axis = call.Axis(call.Int("axis", 0), input.Rank);
        bool keep = call.Int("keepdims", 1) != 0;
        call.Require(call.Int("select_last_index", 0) == 0, $"select_last_index is not supported: the lowest index among equals is taken");
        ValueType result = new(
            OnnxType.Int64,
            [.. input.Sizes.Select((size, i) => i == axis ? 1 : size).Where((_, i) => keep || i != axis)]
        );
        return Prepared.One(
            result,
            inputs =>
            {
                List<float> values = [];
                float[] from = inputs[0]!.Values;
                Rows(
                    input.Sizes,
                    axis,
                    (start, count, step) =>
                    {
                        int best = 0;
                        for (int i = 1; i < count; i++)
                        {
                            if (from[start + i * step] > from[start + best * step])
                                best = i;
                        }
                        values.Add(best);
                    }
                );
                return new NdArray(OnnxType.Int64, result.Sizes, [.. values]);
            },
            input.Count
        );
    }

    private static Prepared LayerNormalization(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int axis = call.Axis(call.Int("axis", -1), input.Rank);
        double epsilon = call.Float("epsilon", 1e-5f);
        call.Int("stash_type", 1);
        call.Require(call.OutputCount == 1, $"mean and deviation as outputs are not supported");
        int length = NdShape.Count([.. input.Sizes.Skip(axis)]);
        call.Require(call.Input(1).Count == length, $"scale has {call.Input(1).Count} elements, not {length}");
        call.Require(!call.Has(2) || call.Input(2).Count == length, $"bias has another size than {length}");
        return Normalise(input, length, epsilon, centred: true);
    }

    private static Prepared RmsNormalization(OperatorCall call, int axisGiven)
    {
        ValueType input = call.Input(0);
        int axis = call.Axis(axisGiven, input.Rank);
        double epsilon = call.Float("epsilon", 1e-5f);
        call.Int("stash_type", 1);
        int length = NdShape.Count([.. input.Sizes.Skip(axis)]);
        call.Require(call.Input(1).Count == length, $"scale has {call.Input(1).Count} elements, not {length}");
        return Normalise(input, length, epsilon, centred: false);
    }

    private static Prepared Centre(OperatorCall call)
    {
        ValueType input = call.Input(0);
        int length = input.Sizes[^1];
        return Prepared.One(
            input,
            inputs =>
            {
                float[] values = new float[input.Count];
                for (int start = 0; start < values.Length; start += length)
                {
                    ReadOnlySpan<float> row = inputs[0]!.Values.AsSpan(start, length);
                    double sum = 0;
                    foreach (float value in row)
                        sum += value;
                    for (int i = 0; i < length; i++)
                        values[start + i] = (float)(row[i] - sum / length);
                }
                return inputs[0]!.With(values);
            }
        );
    }

    private static Prepared Normalise(ValueType input, int length, double epsilon, bool centred) =>
        Prepared.One(
            input,
            inputs =>
            {
                float[] values = new float[input.Count];
                float[] scale = inputs[1]!.Values;
                float[]? bias = inputs.Length > 2 ? inputs[2]?.Values : null;
                for (int start = 0; start < values.Length; start += length)
                {
                    ReadOnlySpan<float> row = inputs[0]!.Values.AsSpan(start, length);
                    double mean = 0;
                    double square = 0;
                    foreach (float value in row)
                        mean += centred ? value : 0;
                    mean /= length;
                    foreach (float value in row)
                        square += (value - mean) * (value - mean);
                    double factor = 1 / Math.Sqrt(square / length + epsilon);
                    for (int i = 0; i < length; i++)
                        values[start + i] = (float)((row[i] - mean) * factor * scale[i] + (bias?[i] ?? 0));
                }
                return inputs[0]!.With(values);
            },
            8L * input.Count
        );
}
