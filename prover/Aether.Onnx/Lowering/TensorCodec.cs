using Aether.Inference;

namespace Aether.Onnx;

/// <summary>Values of the float graph as tensors of AIR8, and back.</summary>
internal static class TensorCodec
{
    /// <summary>Rounds to the nearest step, halves up, and clips to -127..127; tokens stay what they are.</summary>
    /// <exception cref="OnnxRefusedException">A token is no uint16.</exception>
    public static Tensor Encode(Placed standing, NdArray value)
    {
        int[] order = standing.Order();
        if (!value.Type.IsFloat())
        {
            ushort[] tokens = new ushort[order.Length];
            for (int i = 0; i < order.Length; i++)
            {
                OnnxRefusedException.Require(
                    value.Values[i] is >= 0 and <= ushort.MaxValue,
                    $"token {value.Values[i]} is not in 0 to 65535"
                );
                tokens[order[i]] = (ushort)value.Values[i];
            }
            return Tensor.FromUInt16(standing.Node.Shape, tokens);
        }
        sbyte[] steps = new sbyte[order.Length];
        for (int i = 0; i < order.Length; i++)
            steps[order[i]] = TableMaker.Step(value.Values[i], standing.Node.Class.Root, -127);
        return Tensor.FromInt8(standing.Node.Shape, steps);
    }

    /// <summary>What a tensor stands for.</summary>
    public static NdArray Decode(Placed standing, Tensor tensor, IReadOnlyList<int> sizes)
    {
        int[] order = standing.Order();
        float[] values = new float[order.Length];
        if (tensor.Type == ElementType.UInt16)
        {
            ushort[] indices = tensor.ToUInt16();
            for (int i = 0; i < order.Length; i++)
                values[i] = indices[order[i]];
            return new NdArray(OnnxType.Int64, sizes, values);
        }
        ScaleClass scale = standing.Node.Class.Root;
        sbyte[] steps = tensor.ToInt8();
        for (int i = 0; i < order.Length; i++)
            values[i] = (float)(scale.Offset + scale.Scale * steps[order[i]]);
        return NdArray.Of(sizes, values);
    }
}
