using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aether.Onnx;

/// <summary>A node while it is checked: its attributes, the types of its inputs, and the values of those that are constant.</summary>
/// <remarks>Every attribute must be asked for: one that nobody asks for is refused, since its meaning would be lost.</remarks>
internal sealed class OperatorCall(FloatNode node, long opset, IReadOnlyList<ValueType?> inputs, IReadOnlyList<NdArray?> constants)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public long Opset => opset;

    public int InputCount => inputs.Count;

    public int OutputCount => node.Outputs.Count;

    public bool Has(int input) => input < inputs.Count && inputs[input] is not null;

    /// <summary>Type of an input that must be there.</summary>
    public ValueType Input(int input)
    {
        Require(Has(input), $"input {input} is missing");
        return inputs[input]!;
    }

    /// <summary>Value of an input that must be constant.</summary>
    public NdArray Constant(int input, string what)
    {
        Require(Has(input), $"{what} (input {input}) is missing");
        Require(constants[input] is not null, $"{what} is computed at run time; only constants are supported");
        return constants[input]!;
    }

    /// <summary>Value of an input that must be one constant number.</summary>
    public float ConstantNumber(int input, string what)
    {
        NdArray value = Constant(input, what);
        Require(value.Values.Length == 1, $"{what} is no single number");
        return value.Values[0];
    }

    public NdArray? ConstantOrNull(int input) => Has(input) ? constants[input] : null;

    public IReadOnlyList<int> ConstantInts(int input, string what) => [.. Constant(input, what).Values.Select(ToInt)];

    public bool HasAttribute(string name) => node.Attributes.ContainsKey(name);

    public int Int(string name, int otherwise)
    {
        OnnxAttribute? attribute = Attribute(name, OnnxAttributeType.Int);
        return attribute is null ? otherwise : (int)Math.Clamp(attribute.Int, int.MinValue, int.MaxValue);
    }

    public float Float(string name, float otherwise)
    {
        OnnxAttribute? attribute = Attribute(name, OnnxAttributeType.Float);
        Require(attribute is null || float.IsFinite(attribute.Float), $"attribute {name} is not a number");
        return attribute?.Float ?? otherwise;
    }

    public string Text(string name, string otherwise) => Attribute(name, OnnxAttributeType.Text)?.Text ?? otherwise;

    public IReadOnlyList<int>? Ints(string name)
    {
        OnnxAttribute? attribute = Attribute(name, OnnxAttributeType.Ints);
        return attribute is null ? null : [.. attribute.Ints.Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
    }

    public IReadOnlyList<float>? Floats(string name) => Attribute(name, OnnxAttributeType.Floats)?.Floats;

    public NdArray? Tensor(string name) => Attribute(name, OnnxAttributeType.Tensor)?.Tensor;

    /// <summary>A whole number within the range of an int; larger ones, which stand for "to the end", become its limits.</summary>
    public static int ToInt(float value) =>
        value >= int.MaxValue ? int.MaxValue
        : value <= int.MinValue ? int.MinValue
        : float.IsNaN(value) ? 0
        : (int)value;

    /// <summary>An axis that may count from the end.</summary>
    public int Axis(int axis, int rank)
    {
        Require(axis >= -rank && axis < rank, $"axis {axis} does not exist in a tensor of {rank} axes");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>A result's type, with its size held to the limits.</summary>
    public ValueType Result(OnnxType type, IReadOnlyList<int> sizes)
    {
        Require(sizes.Count <= OnnxLimits.RankMax, $"the result has {sizes.Count} axes; {OnnxLimits.RankMax} are supported");
        long count = 1;
        foreach (int size in sizes)
        {
            Require(size <= OnnxLimits.SizeMax && size >= (sizes.Count == 1 ? 0 : 1), $"the result has an axis of size {size}");
            count *= size;
            Require(count <= OnnxLimits.ElementsMax, $"the result {NdShape.Text(sizes)} has more than {OnnxLimits.ElementsMax} elements");
        }
        return new ValueType(type, sizes);
    }

    public void Require(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref OnnxRefusedException.Reason reason
    )
    {
        if (!condition)
            throw node.Refuse(reason.ToStringAndClear());
    }

    public OnnxRefusedException Refuse(string reason) => node.Refuse(reason);

    /// <summary>Refuses a node with an attribute that its operator does not have here.</summary>
    public void RequireNothingElse()
    {
        foreach (string name in node.Attributes.Keys)
            Require(asked.Contains(name), $"attribute '{OnnxRefusedException.Shown(name)}' is not supported");
    }

    private OnnxAttribute? Attribute(string name, OnnxAttributeType type)
    {
        asked.Add(name);
        if (!node.Attributes.TryGetValue(name, out OnnxAttribute? attribute))
            return null;
        Require(
            attribute.Type == type || attribute.Type == OnnxAttributeType.None,
            $"attribute {name} is {attribute.Type} where {type} is expected"
        );
        return attribute;
    }
}
