namespace Aether.Onnx;

/// <summary>Element types of ONNX (TensorProto.DataType) that are read. The numbers are the format's.</summary>
internal enum OnnxType
{
    None = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>What the element types have in common.</summary>
internal static class OnnxTypes
{
    public static bool IsFloat(this OnnxType type) => type is OnnxType.Float or OnnxType.Float16 or OnnxType.Double or OnnxType.BFloat16;

    /// <summary>Bytes of an element in raw data.</summary>
    public static int Size(this OnnxType type) =>
        type switch
        {
            OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
            OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
            OnnxType.Int64 or OnnxType.UInt64 or OnnxType.Double => 8,
            _ => 4,
        };
}
