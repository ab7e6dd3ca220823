namespace Aether.Onnx;

/// <summary>Functions of two elements, shapes broadcast.</summary>
internal static class BinaryOperators
{
    /// <summary>The function of a node; null when the operator is none.</summary>
    /// <param name="whole">The operands are whole numbers.</param>
    public static Func<double, double, double>? Of(string name, bool whole) =>
        name switch
        {
            "Add" => (a, b) => a + b,
            "Sub" => (a, b) => a - b,
            "Mul" => (a, b) => a * b,
            "Div" when whole => (a, b) => b == 0 ? 0 : Math.Truncate(a / b),
            "Div" => (a, b) => a / b,
            "Mod" when whole => (a, b) => b == 0 ? 0 : a - b * Math.Floor(a / b),
            "Pow" => Math.Pow,
            "Min" => Math.Min,
            "Max" => Math.Max,
            "PRelu" => (x, slope) => x >= 0 ? x : slope * x,
            _ => null,
        };

    private static Func<double, double, bool>? Comparison(string name) =>
        name switch
        {
            "Equal" => (a, b) => a == b,
            "Less" => (a, b) => a < b,
            "LessOrEqual" => (a, b) => a <= b,
            "Greater" => (a, b) => a > b,
            "GreaterOrEqual" => (a, b) => a >= b,
            "And" => (a, b) => a != 0 && b != 0,
            "Or" => (a, b) => a != 0 || b != 0,
            _ => null,
        };

    public static Prepared? Prepare(string name, OperatorCall call)
    {
        if (name == "Where")
            return Where(call);
        if (name == "Not")
            return Prepared.One(
                new ValueType(OnnxType.Bool, call.Input(0).Sizes),
                inputs => new NdArray(OnnxType.Bool, inputs[0]!.Sizes, Array.ConvertAll(inputs[0]!.Values, x => x != 0 ? 0f : 1f))
            );
        if (Comparison(name) is Func<double, double, bool> comparison)
            return Pairwise(call, OnnxType.Bool, (a, b) => comparison(a, b) ? 1 : 0);
        if (name is "Sum" or "Min" or "Max" && call.InputCount != 2)
            return Several(name, call);
        bool whole = call.InputCount > 0 && !call.Input(0).Type.IsFloat();
        if (name == "Mod")
            call.Require(call.Int("fmod", 0) == 0 && whole, $"only Mod of whole numbers is supported");
        if (Of(name == "Sum" ? "Add" : name, whole) is not Func<double, double, double> function)
            return null;
        return Pairwise(call, call.Input(0).Type, function);
    }

    private static Prepared Several(string name, OperatorCall call)
    {
        call.Require(call.InputCount == 1, $"{name} of {call.InputCount} inputs is not supported; two are");
        return Prepared.One(call.Input(0), inputs => inputs[0]!);
    }

    private static Prepared Pairwise(OperatorCall call, OnnxType type, Func<double, double, double> function)
    {
        ValueType a = call.Input(0);
        ValueType b = call.Input(1);
        int[]? sizes = NdShape.Broadcast(a.Sizes, b.Sizes);
        call.Require(sizes is not null, $"shapes {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)} do not agree");
        ValueType result = call.Result(type, sizes!);
        int[] first = NdShape.BroadcastStrides(a.Sizes, sizes!.Length);
        int[] second = NdShape.BroadcastStrides(b.Sizes, sizes.Length);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                float[] left = inputs[0]!.Values;
                float[] right = inputs[1]!.Values;
                NdShape.Walk(sizes, first, second, (i, at, other) => values[i] = (float)function(left[at], right[other]));
                return new NdArray(type, sizes, values);
            },
            4L * result.Count
        );
    }

    private static Prepared Where(OperatorCall call)
    {
        ValueType condition = call.Input(0);
        ValueType a = call.Input(1);
        ValueType b = call.Input(2);
        int[]? inner = NdShape.Broadcast(a.Sizes, b.Sizes);
        int[]? sizes = inner is null ? null : NdShape.Broadcast(condition.Sizes, inner);
        call.Require(sizes is not null, $"shapes {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)} do not agree");
        ValueType result = call.Result(a.Type, sizes!);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] when = NdShape.Gather(inputs[0]!.Values, sizes!, NdShape.BroadcastStrides(condition.Sizes, sizes!.Length));
                float[] then = NdShape.Gather(inputs[1]!.Values, sizes, NdShape.BroadcastStrides(a.Sizes, sizes.Length));
                float[] otherwise = NdShape.Gather(inputs[2]!.Values, sizes, NdShape.BroadcastStrides(b.Sizes, sizes.Length));
                for (int i = 0; i < then.Length; i++)
                    then[i] = when[i] != 0 ? then[i] : otherwise[i];
                return new NdArray(a.Type, sizes, then);
            },
            8L * result.Count
        );
    }
}
