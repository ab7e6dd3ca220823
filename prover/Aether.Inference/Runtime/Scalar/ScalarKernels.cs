namespace Aether.Inference;

/// <summary>The kernel of every operator that computes: the specification.</summary>
internal static class ScalarKernels
{
    public static Dictionary<Air8Opcode, Kernel> All() =>
        new()
        {
            [Air8Opcode.Gemm] = DenseScalar.Run,
            [Air8Opcode.Conv2D] = ConvolutionScalar.Run,
            [Air8Opcode.DepthwiseConv2D] = ConvolutionScalar.RunDepthwise,
            [Air8Opcode.MatMul] = MatMulScalar.Run,
            [Air8Opcode.Add] = ElementScalar.Add,
            [Air8Opcode.Lut] = ElementScalar.Lut,
            [Air8Opcode.AvgPool] = PoolingScalar.Average,
            [Air8Opcode.PairMap] = PoolingScalar.Pairs,
            [Air8Opcode.Map2] = ElementScalar.Map2,
            [Air8Opcode.Transpose] = LayoutScalar.Transpose,
            [Air8Opcode.Concat] = LayoutScalar.Concat,
            [Air8Opcode.Slice] = LayoutScalar.Slice,
            [Air8Opcode.ArgMax] = ArgMaxScalar.Run,
            [Air8Opcode.Embedding] = EmbeddingScalar.Run,
            [Air8Opcode.CausalMask] = ElementScalar.CausalMask,
            [Air8Opcode.Exp] = ElementScalar.Exp,
            [Air8Opcode.SoftmaxDivide] = NormalisationScalar.SoftmaxDivide,
            [Air8Opcode.RmsScale] = NormalisationScalar.RmsScale,
            [Air8Opcode.Normalise] = NormalisationScalar.Normalise,
            [Air8Opcode.Centre] = NormalisationScalar.Centre,
            [Air8Opcode.View8] = ElementScalar.View8,
            [Air8Opcode.Update] = UpdateScalar.Run,
        };
}
