namespace Aether.Onnx;

/// <summary>Operators that make constants, most often shapes for other operators.</summary>
internal static class ShapeOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "Constant" => Constant(call),
            "ConstantOfShape" => ConstantOfShape(call),
            "Shape" => Shape(call),
            "Size" => Known(NdArray.OfInts([call.Input(0).Count]).Reshaped([])),
            "Range" => Range(call),
            _ => null,
        };

    private static Prepared Known(NdArray value) => Prepared.One(new ValueType(value.Type, value.Sizes), _ => value);

    private static Prepared Constant(OperatorCall call)
    {
        NdArray? value = call.Tensor("value");
        if (value is null && call.HasAttribute("value_float"))
            value = NdArray.Scalar(call.Float("value_float", 0));
        if (value is null && call.HasAttribute("value_int"))
            value = new NdArray(OnnxType.Int64, [], [call.Int("value_int", 0)]);
        if (value is null && call.Floats("value_floats") is IReadOnlyList<float> floats)
            value = NdArray.Of([floats.Count], [.. floats]);
        if (value is null && call.Ints("value_ints") is IReadOnlyList<int> ints)
            value = NdArray.OfInts(ints);
        call.Require(value is not null, $"it holds no value of a kind that is supported");
        call.Result(value!.Type, value.Sizes);
        return Known(value);
    }

    private static Prepared ConstantOfShape(OperatorCall call)
    {
        IReadOnlyList<int> sizes = call.ConstantInts(0, "the shape");
        NdArray value = call.Tensor("value") ?? NdArray.Scalar(0);
        call.Require(value.Values.Length == 1, $"the value is no single number");
        ValueType result = call.Result(value.Type, sizes);
        return Prepared.One(
            result,
            _ =>
            {
                float[] values = new float[result.Count];
                values.AsSpan().Fill(value.Values[0]);
                return new NdArray(value.Type, sizes, values);
            }
        );
    }

    private static Prepared Shape(OperatorCall call)
    {
        IReadOnlyList<int> sizes = call.Input(0).Sizes;
        int start = Clamped(call.Int("start", 0));
        int end = Clamped(call.Int("end", sizes.Count));
        return Known(NdArray.OfInts(sizes.Skip(start).Take(Math.Max(0, end - start))));

        int Clamped(int axis) => Math.Clamp(axis < 0 ? axis + sizes.Count : axis, 0, sizes.Count);
    }

    private static Prepared Range(OperatorCall call)
    {
        NdArray start = call.Constant(0, "start");
        call.Require(
            start.Values.Length == 1 && call.Constant(1, "limit").Values.Length == 1 && call.Constant(2, "delta").Values.Length == 1,
            $"start, limit and delta are single numbers"
        );
        double step = call.Constant(2, "delta").Values[0];
        double count = Math.Ceiling((call.Constant(1, "limit").Values[0] - (double)start.Values[0]) / step);
        call.Require(step != 0 && count <= OnnxLimits.SizeMax, $"a range of {count} numbers is not supported");
        ValueType result = new(start.Type, [(int)Math.Max(0, count)]);
        return Prepared.One(
            result,
            _ =>
            {
                float[] values = new float[result.Count];
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)(start.Values[0] + i * step);
                return new NdArray(result.Type, result.Sizes, values);
            }
        );
    }
}
