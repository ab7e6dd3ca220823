namespace Aether.Onnx;

/// <summary>A tensor of the float graph, row-major: the last axis is the lowest.</summary>
/// <remarks>
/// Every type is held as float. Whole numbers are exact up to 2^24, the largest size and more than the largest token there is; the int32 biases of
/// quantised models are rounded exactly as DequantizeLinear would.
/// </remarks>
internal sealed class NdArray
{
    public NdArray(OnnxType type, IReadOnlyList<int> sizes, float[] values)
    {
        if (values.Length != NdShape.Count(sizes))
            throw new ArgumentException($"{values.Length} values for shape {NdShape.Text(sizes)}", nameof(values));
        (Type, Sizes, Values) = (type, sizes, values);
    }

    public OnnxType Type { get; }

    public IReadOnlyList<int> Sizes { get; }

    public float[] Values { get; }

    public int Rank => Sizes.Count;

    public static NdArray Scalar(float value) => new(OnnxType.Float, [], [value]);

    public static NdArray Of(IReadOnlyList<int> sizes, float[] values) => new(OnnxType.Float, sizes, values);

    public static NdArray OfInts(IEnumerable<int> values)
    {
        float[] list = [.. values.Select(value => (float)value)];
        return new NdArray(OnnxType.Int64, [list.Length], list);
    }

    /// <summary>The same elements under another shape of as many.</summary>
    public NdArray Reshaped(IReadOnlyList<int> sizes) => new(Type, sizes, Values);

    /// <summary>The same shape with other elements.</summary>
    public NdArray With(float[] values) => new(Type, Sizes, values);
}
