namespace Aether.Onnx;

/// <summary>Linear quantisation as ONNX has it: real = scale (q - zero point), per tensor or per axis.</summary>
internal static class QuantisedOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "QuantizeLinear" => Quantise(call),
            "DequantizeLinear" => Dequantise(call),
            _ => null,
        };

    /// <summary>Smallest and largest value of a quantised type.</summary>
    public static (int Low, int High)? Range(OnnxType type) =>
        type switch
        {
            OnnxType.UInt8 => (0, 255),
            OnnxType.Int8 => (-128, 127),
            OnnxType.UInt16 => (0, 65535),
            OnnxType.Int16 => (-32768, 32767),
            _ => null,
        };

    private static Prepared Quantise(OperatorCall call)
    {
        ValueType input = call.Input(0);
        OnnxType type = call.Has(2) ? call.Input(2).Type : OnnxType.UInt8;
        call.Int("saturate", 1);
        int declared = call.Int("output_dtype", 0);
        if (declared != 0 && !call.Has(2))
            type = OnnxTensorReader.TypeOf(declared);
        call.Require(Range(type) is not null, $"quantisation to {type} is not supported");
        (int low, int high) = Range(type)!.Value;
        Func<int, int> index = Index(call, input);
        return Prepared.One(
            new ValueType(type, input.Sizes),
            inputs =>
            {
                float[] values = new float[input.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    float zero = inputs.Length > 2 && inputs[2] is NdArray zeros ? zeros.Values[index(i)] : 0;
                    values[i] = (float)
                        Math.Clamp(Functions.RoundEven(inputs[0]!.Values[i] / inputs[1]!.Values[index(i)]) + zero, low, high);
                }
                return new NdArray(type, input.Sizes, values);
            },
            8L * input.Count
        );
    }

    private static Prepared Dequantise(OperatorCall call)
    {
        ValueType input = call.Input(0);
        call.Require(Range(input.Type) is not null || input.Type == OnnxType.Int32, $"{input.Type} is not a quantised type");
        Func<int, int> index = Index(call, input);
        return Prepared.One(
            new ValueType(OnnxType.Float, input.Sizes),
            inputs =>
            {
                float[] values = new float[input.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    float zero = inputs.Length > 2 && inputs[2] is NdArray zeros ? zeros.Values[index(i)] : 0;
                    values[i] = (inputs[0]!.Values[i] - zero) * inputs[1]!.Values[index(i)];
                }
                return NdArray.Of(input.Sizes, values);
            },
            8L * input.Count
        );
    }

    /// <summary>Which scale an element has.</summary>
    private static Func<int, int> Index(OperatorCall call, ValueType input)
    {
        int axisGiven = call.Int("axis", 1);
        call.Require(call.Int("block_size", 0) == 0, $"quantisation in blocks is not supported");
        ValueType scale = call.Input(1);
        call.Require(!call.Has(2) || call.Input(2).Count == scale.Count, $"scale and zero point differ in size");
        if (scale.Count == 1)
            return _ => 0;
        int axis = call.Axis(axisGiven, input.Rank);
        call.Require(scale.Rank == 1 && scale.Count == input.Sizes[axis], $"{scale.Count} scales for an axis of size {input.Sizes[axis]}");
        int inner = NdShape.Count([.. input.Sizes.Skip(axis + 1)]);
        return i => i / inner % scale.Count;
    }
}
