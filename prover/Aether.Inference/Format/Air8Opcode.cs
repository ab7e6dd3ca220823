namespace Aether.Inference;

/// <summary>Operators of AIR8. The numbers are bytes of registered models and never change.</summary>
/// <remarks>Source: prover/AIR8.md, Operators. <see cref="OpcodeTraits"/> says which ones this version executes.</remarks>
public enum Air8Opcode : byte
{
    None = 0x00,
    Input = 0x01,
    Output = 0x02,

    Gemm = 0x10,
    Conv2D = 0x11,
    DepthwiseConv2D = 0x12,
    MatMul = 0x13,

    Add = 0x20,
    Lut = 0x21,
    AvgPool = 0x22,
    PairMap = 0x23,
    Map2 = 0x24,

    Reshape = 0x30,
    Transpose = 0x31,
    Concat = 0x32,
    Slice = 0x33,
    ArgMax = 0x38,

    Embedding = 0x40,
    CausalMask = 0x41,
    Exp = 0x42,
    SoftmaxDivide = 0x43,
    RmsScale = 0x44,
    Normalise = 0x45,
    Centre = 0x46,

    Label = 0x60,
    State = 0x61,
    View8 = 0x62,
    Update = 0x63,
    StateOutput = 0x64,
}
