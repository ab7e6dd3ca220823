namespace Aether.Inference;

/// <summary>Layers that are sums of products by one engine, operators on elements by runs; everything else as the scalar kernels do it.</summary>
internal sealed unsafe class VectorKernels<TTile>
    where TTile : IDotTile
{
    private const long BiasesMax = 1 << 20;

    private readonly DotEngine<TTile> engine = new();
    private readonly Dictionary<int, (int, int)?> clamps = [];
    private readonly Dictionary<long, int[]> biases = [];
    private long biasCount;

    public Dictionary<Air8Opcode, Kernel> All()
    {
        Dictionary<Air8Opcode, Kernel> kernels = ScalarKernels.All();
        kernels[Air8Opcode.Gemm] = Dense;
        kernels[Air8Opcode.Conv2D] = Convolution;
        kernels[Air8Opcode.DepthwiseConv2D] = Depthwise;
        kernels[Air8Opcode.MatMul] = MatMul;
        kernels[Air8Opcode.Add] = call =>
            Looked(call, lookup => ElementVector.Two(call, lookup, call.Op.Parameters[0], call.Op.Parameters[1], call.Op.IsVariant));
        kernels[Air8Opcode.Map2] = call => Looked(call, lookup => ElementVector.Two(call, lookup, 8, 0, subtract: false));
        kernels[Air8Opcode.Lut] = call => Looked(call, lookup => ElementVector.Lut(call, lookup));
        kernels[Air8Opcode.AvgPool] = Average;
        kernels[Air8Opcode.PairMap] = Pairs;
        kernels[Air8Opcode.Transpose] = SequenceVector.Transpose;
        kernels[Air8Opcode.ArgMax] = SequenceVector.ArgMax;
        kernels[Air8Opcode.CausalMask] = SequenceVector.CausalMask;
        kernels[Air8Opcode.Exp] = SequenceVector.Exp;
        kernels[Air8Opcode.SoftmaxDivide] = NormalisationVector.SoftmaxDivide;
        kernels[Air8Opcode.RmsScale] = NormalisationVector.RmsScale;
        kernels[Air8Opcode.Normalise] = call => Looked(call, lookup => NormalisationVector.Normalise(call, lookup, Biases(call)));
        kernels[Air8Opcode.Centre] = call => Looked(call, lookup => NormalisationVector.Centre(call, lookup));
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
            Run(problem, call, MatMulBiases(call));
        }
    }

    private void Depthwise(KernelCall call)
    {
        int[] bias = Biases(call);
        Looked(
            call,
            lookup =>
            {
                fixed (byte* result = call.Result.Buffer)
                {
                    Finish finish = new(result, call.Op.Shape, lookup, call.Op.Shift, bias);
                    DepthwiseVector.Run(call, finish);
                }
            }
        );
    }

    private void Average(KernelCall call)
    {
        TensorShape shape = call.Inputs[0].Shape;
        (int logX, int logY) = (call.Op.Parameters[0], call.Op.Parameters[1]);
        (int, int)[] steps = new (int, int)[1 << (logX + logY)];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = (((i & ((1 << logX) - 1)) << shape.Bit(1)) + ((i >> logX) << shape.Bit(2)), 0);
        Looked(call, lookup => ElementVector.Windows(call, lookup, steps, (logX, logY, 0)));
    }

    private void Pairs(KernelCall call)
    {
        int axis = call.Op.Parameters[0];
        if (axis == 0)
        {
            // Neighbours within a row: nothing to gain from runs.
            PoolingScalar.Pairs(call);
            return;
        }
        (int, int)[] steps = [(0, 8), (1 << call.Inputs[0].Shape.Bit(axis), 0)];
        (int, int, int) logs = (axis == 1 ? 1 : 0, axis == 2 ? 1 : 0, axis == 3 ? 1 : 0);
        Looked(call, lookup => ElementVector.Windows(call, lookup, steps, logs));
    }

    private void Run(DotProblem problem, KernelCall call, int[] bias) =>
        Looked(
            call,
            lookup =>
            {
                fixed (byte* result = call.Result.Buffer)
                {
                    Finish finish = new(result, call.Op.Shape, lookup, call.Op.Shift, bias);
                    engine.Run(problem, call.Box, finish, call.CancellationToken);
                }
            }
        );

    /// <summary>Pins the operator's table and says whether it is a clamp, which is found out once a session.</summary>
    internal void Looked(KernelCall call, Action<TableLookup> run)
    {
        ReadOnlySpan<byte> table = call.Model.Tables.Span.Slice(call.Op.Table * GraphHeader.LutSize, GraphHeader.LutSize);
        if (!clamps.TryGetValue(call.Op.Table, out (int, int)? clamp))
            clamps[call.Op.Table] = clamp = TableLookup.ClampOf(table);
        fixed (byte* start = table)
            run(new TableLookup(start, clamp));
    }

    /// <summary>Bias and half of every channel: what is added before the shift. Read once a session, up to <see cref="BiasesMax"/> of them.</summary>
    internal int[] Biases(KernelCall call)
    {
        // Every operator with a bias has weights of its own.
        if (biases.TryGetValue(call.Op.WeightOffset, out int[]? known))
            return known;
        int[] bias = new int[call.Op.Shape.Channels];
        for (int n = 0; n < bias.Length; n++)
            bias[n] = call.Bias(n) + Requantise.Half(call.Op.Shift);
        biasCount += bias.Length;
        if (biasCount <= BiasesMax)
            biases[call.Op.WeightOffset] = bias;
        return bias;
    }

    internal static int[] MatMulBiases(KernelCall call)
    {
        int[] bias = new int[call.Op.Shape.Channels];
        Frame given = call.In(call.Inputs.Length - 1);
        for (int n = 0; n < bias.Length; n++)
            bias[n] = Requantise.Half(call.Op.Shift) + (call.Op.Biased ? given.Int16(n) << call.Op.Parameters[0] : 0);
        return bias;
    }
}
