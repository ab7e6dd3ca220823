namespace Aether.Inference;

/// <summary>The layers that are sums of products, by one engine; everything else as the scalar kernels do it.</summary>
internal sealed unsafe class VectorKernels<TTile>
    where TTile : IDotTile
{
    private readonly DotEngine<TTile> engine = new();

    public Dictionary<Air8Opcode, Kernel> All()
    {
        Dictionary<Air8Opcode, Kernel> kernels = ScalarKernels.All();
        kernels[Air8Opcode.Gemm] = Dense;
        kernels[Air8Opcode.Conv2D] = Convolution;
        kernels[Air8Opcode.MatMul] = MatMul;
        return kernels;
    }

    private void Dense(KernelCall call)
    {
        TensorShape shape = call.Inputs[0].Shape;
        int axes = call.Op.Parameters[0];
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* weights = call.Weights)
        {
            int products = (int)ShapeRules.Products(call.Op, [shape]);
            DenseProblem problem = new(input, shape, axes, weights)
            {
                Products = products,
                ColumnStart = call.Box.Start.Channels,
                ColumnEnd = call.Box.End.Channels,
            };
            Run(problem, call, Biases(call));
        }
    }

    private void Convolution(KernelCall call)
    {
        TensorShape shape = call.Inputs[0].Shape;
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* weights = call.Weights)
        {
            ConvolutionProblem problem = new(input, shape, Window2D.Of(call.Op.Parameters), weights)
            {
                Products = (int)ShapeRules.Products(call.Op, [shape]),
                ColumnStart = call.Box.Start.Channels,
                ColumnEnd = call.Box.End.Channels,
            };
            Run(problem, call, Biases(call));
        }
    }

    private void MatMul(KernelCall call)
    {
        fixed (byte* left = call.Inputs[0].Buffer)
        fixed (byte* right = call.Inputs[1].Buffer)
        {
            MatMulProblem problem = new(left, call.Inputs[0].Shape, right, call.Inputs[1].Shape)
            {
                Products = call.Inputs[0].Shape.Channels,
                ColumnStart = call.Box.Start.Channels,
                ColumnEnd = call.Box.End.Channels,
            };
            int[] bias = new int[call.Op.Shape.Channels];
            Frame given = call.In(call.Inputs.Length - 1);
            for (int n = 0; n < bias.Length; n++)
                bias[n] = Requantise.Half(call.Op.Shift) + (call.Op.Biased ? given.Int16(n) << call.Op.Parameters[0] : 0);
            Run(problem, call, bias);
        }
    }

    private void Run(DotProblem problem, KernelCall call, int[] bias)
    {
        fixed (byte* result = call.Result.Buffer)
        fixed (byte* table = call.Model.Tables.Span.Slice(call.Op.Table * GraphHeader.LutSize, GraphHeader.LutSize))
        {
            Finish finish = new(result, call.Op.Shape, table, call.Op.Shift, bias);
            engine.Run(problem, call.Box, finish, call.CancellationToken);
        }
    }

    /// <summary>Bias and half of every channel: what is added before the shift.</summary>
    private static int[] Biases(KernelCall call)
    {
        int[] bias = new int[call.Op.Shape.Channels];
        for (int n = 0; n < bias.Length; n++)
            bias[n] = call.Bias(n) + Requantise.Half(call.Op.Shift);
        return bias;
    }
}
