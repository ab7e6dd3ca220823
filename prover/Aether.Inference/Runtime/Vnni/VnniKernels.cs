namespace Aether.Inference;

/// <summary>Layers that are sums of products by VNNI; everything else as the 256-bit kernels do it.</summary>
internal sealed unsafe class VnniKernels<TTile>
    where TTile : IByteTile
{
    /// <summary>Rows of fewer bytes are not read four at a time where they lie.</summary>
    private const int RowBytesMin = 4;

    private readonly ByteEngine<TTile> engine = new();
    private readonly VectorKernels<DotTile256> vectors = new();
    private readonly AlignedBuffer staged = new();

    public Dictionary<Air8Opcode, Kernel> All()
    {
        Dictionary<Air8Opcode, Kernel> kernels = vectors.All();
        Kernel matMul = kernels[Air8Opcode.MatMul];
        kernels[Air8Opcode.Gemm] = Dense;
        kernels[Air8Opcode.Conv2D] = Convolution;
        kernels[Air8Opcode.MatMul] = call => MatMul(call, matMul);
        return kernels;
    }

    private void Dense(KernelCall call)
    {
        TensorShape shape = call.Inputs[0].Shape;
        int axes = call.Op.Parameters[0];
        Pieces pieces = new(1, Pieces.Rounded((int)ShapeRules.Products(call.Op, [shape])), 0);
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* weights = call.Weights)
        {
            ByteProblem problem =
                axes == 0 && shape.Channels >= RowBytesMin
                    ? new ByteDense(input, shape, weights) { Pieces = pieces }
                    : new ByteGather(input, shape, axes, weights, staged) { Pieces = pieces };
            Run(problem, call, call.Op.WeightOffset, vectors.Biases(call));
        }
    }

    private void Convolution(KernelCall call)
    {
        TensorShape shape = call.Inputs[0].Shape;
        Window2D window = Window2D.Of(call.Op.Parameters);
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* weights = call.Weights)
        {
            ByteConvolution problem = new(input, shape, window, weights, staged)
            {
                Pieces = ByteConvolution.PiecesOf(call.Box, shape, window),
            };
            Run(problem, call, call.Op.WeightOffset, vectors.Biases(call));
        }
    }

    private void MatMul(KernelCall call, Kernel otherwise)
    {
        TensorShape shape = call.Inputs[0].Shape;
        if (shape.Channels < RowBytesMin)
        {
            otherwise(call);
            return;
        }
        fixed (byte* left = call.Inputs[0].Buffer)
        fixed (byte* right = call.Inputs[1].Buffer)
        {
            ByteMatMul problem = new(left, shape, right, call.Inputs[1].Shape) { Pieces = new(1, Pieces.Rounded(shape.Channels), 0) };
            Run(problem, call, null, VectorKernels<DotTile256>.MatMulBiases(call));
        }
    }

    private void Run(ByteProblem problem, KernelCall call, long? weights, int[] bias) =>
        vectors.Looked(
            call,
            lookup =>
            {
                fixed (byte* result = call.Result.Buffer)
                    engine.Run(problem, call, weights, result, lookup, bias);
            }
        );
}
