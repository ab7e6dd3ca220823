using System.Text.Json.Nodes;

namespace Aether.Inference.Tests;

/// <summary>Tensors that the vectors give in words, and the numbers in a tensor whatever its type.</summary>
internal static class VectorInputs
{
    /// <param name="given">One entry for every operator of <see cref="Air8Model.InputIds"/>.</param>
    public static Tensor[] Of(JsonArray given, Air8Model model) =>
        [.. model.InputIds.Select((id, i) => Of(given[i]!, model.Operators[id], model.Header.IsDecodeLoop))];

    public static int[] Values(Tensor tensor) =>
        tensor.Type switch
        {
            ElementType.Int8 => [.. tensor.ToInt8()],
            ElementType.UInt16 => [.. tensor.ToUInt16()],
            _ => [.. tensor.ToInt16()],
        };

    private static Tensor Of(JsonNode given, Air8Operator op, bool loop)
    {
        switch (op.Type)
        {
            case ElementType.Int8:
                return Tensor.FromInt8(op.Shape, ModelDescription.Numbers<sbyte>(given, op.Shape.LiveCount));
            case ElementType.UInt16:
                ushort[] tokens = VectorFile.Numbers<ushort>(given);
                return Tensor.FromUInt16(loop ? new TensorShape(1, tokens.Length) : op.Shape, tokens);
            default:
                return Tensor.FromInt16(op.Shape, VectorFile.Numbers<short>(given));
        }
    }
}
