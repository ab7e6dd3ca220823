namespace Aether.Onnx;

/// <summary>What is known of a value before anything runs.</summary>
internal sealed record ValueType(OnnxType Type, IReadOnlyList<int> Sizes)
{
    public int Rank => Sizes.Count;

    /// <summary>Number of elements.</summary>
    public int Count => NdShape.Count(Sizes);

    public override string ToString() => $"{Type} {NdShape.Text(Sizes)}";
}
