namespace Aether.Onnx;

/// <summary>What a planned operator is; each becomes one operator of AIR8.</summary>
internal enum PlanKind
{
    Input,
    Dense,
    Conv,
    Depthwise,
    MatMul,
    Add,
    Table,
    AveragePool,
    PairMax,
    PairTable,
    Reshape,
    Transpose,
    Concat,
    Slice,
    ArgMax,
    Embedding,
    Positions,
    CausalMask,
    Exponential,
    SoftmaxDivide,
    RmsScale,
    Normalise,
    Centre,
}
