using Aether.Inference;

namespace Aether.Proofs;

/// <summary>acc of every element of a result's frame, padding included, by the formulas of the operators.</summary>
/// <remarks>
/// Source: prover/AIR8.md, Operators; prover/PROOFS.md, Functionals, for what padding reads: a convolution reads inside the live box on an axis where it adds
/// zeros, inside the frame on one where it adds none.
/// </remarks>
internal static class FrameSums
{
    /// <param name="inputs">Whole frames of the tensors read.</param>
    public static int[] Of(Air8Model model, int id, IReadOnlyList<sbyte[]> inputs, CancellationToken cancellationToken)
    {
        Air8Operator op = model.Operators[id];
        TensorShape shape = model.Operators[op.Inputs[0]].Shape;
        OperatorParameters p = op.Parameters;
        return op.Opcode switch
        {
            Air8Opcode.Gemm => Gemm(model, op, shape, inputs[0], cancellationToken),
            Air8Opcode.Conv2D or Air8Opcode.DepthwiseConv2D => Convolution(model, op, shape, inputs[0], cancellationToken),
            Air8Opcode.Add => Pairs(inputs, 1 << p[0], op.IsVariant ? -(1 << p[1]) : 1 << p[1]),
            Air8Opcode.Map2 => Pairs(inputs, 256, 1),
            Air8Opcode.Lut => Array.ConvertAll(inputs[0], value => (int)value),
            Air8Opcode.AvgPool => Pooled(op, shape, inputs[0]),
            Air8Opcode.PairMap => Neighbours(op, shape, inputs[0]),
            _ => throw new InvalidOperationException($"{op.Opcode} has no sums"),
        };
    }

    private static int[] Pairs(IReadOnlyList<sbyte[]> inputs, int left, int right)
    {
        int[] sums = new int[inputs[0].Length];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = (left * inputs[0][i]) + (right * inputs[1][i]);
        return sums;
    }

    private static int[] Gemm(Air8Model model, Air8Operator op, TensorShape shape, sbyte[] input, CancellationToken cancellationToken)
    {
        int summed = 1 << (shape.Bit(op.Parameters[0]) + shape.Log(op.Parameters[0]));
        int outputs = 1 << op.Shape.Log(0);
        int[] sums = new int[op.Shape.FrameCount];
        int[] bias = Biases(model, op);
        sbyte[] weights = WeightsOf(model, op.WeightOffset, summed * op.Shape.Channels);
        for (int row = 0; row < sums.Length / outputs; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<sbyte> x = input.AsSpan(row * summed, summed);
            for (int n = 0; n < op.Shape.Channels; n++)
                sums[(row * outputs) + n] = bias[n] + Dot(x, weights.AsSpan(n * summed, summed));
        }
        return sums;
    }

    private static int[] Convolution(
        Air8Model model,
        Air8Operator op,
        TensorShape shape,
        sbyte[] input,
        CancellationToken cancellationToken
    )
    {
        bool depthwise = op.Opcode == Air8Opcode.DepthwiseConv2D;
        Window2D window = Window2D.Of(op.Parameters);
        int channels = 1 << shape.Log(0);
        int tapsX = 1 << TensorShape.LogOf(window.Width);
        int tapsY = 1 << TensorShape.LogOf(window.Height);
        int outputs = 1 << op.Shape.Log(0);
        int edgeX = window.Left + window.Right > 0 ? shape.Width : 1 << shape.Log(1);
        int edgeY = window.Top + window.Bottom > 0 ? shape.Height : 1 << shape.Log(2);
        int[] bias = Biases(model, op);
        sbyte[] weights = WeightsOf(model, op.WeightOffset, channels * tapsX * tapsY * (depthwise ? 1 : op.Shape.Channels));
        int[] sums = new int[op.Shape.FrameCount];
        for (int at = 0; at < sums.Length; at += outputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rest = at >> op.Shape.Log(0);
            int ox = rest & ((1 << op.Shape.Log(1)) - 1);
            int oy = (rest >> op.Shape.Log(1)) & ((1 << op.Shape.Log(2)) - 1);
            int batch = rest >> (op.Shape.Log(1) + op.Shape.Log(2));
            for (int n = 0; n < op.Shape.Channels; n++)
                sums[at + n] = bias[n];
            for (int ky = 0; ky < window.Height; ky++)
            for (int kx = 0; kx < window.Width; kx++)
            {
                int x = (ox << window.StrideLogX) + kx - window.Left;
                int y = (oy << window.StrideLogY) + ky - window.Top;
                if (x < 0 || x >= edgeX || y < 0 || y >= edgeY)
                    continue;
                int from = (batch << shape.Bit(3)) + (y << shape.Bit(2)) + (x << shape.Bit(1));
                int tap = ((ky * tapsX) + kx) * channels;
                ReadOnlySpan<sbyte> pixels = input.AsSpan(from, channels);
                if (depthwise)
                {
                    for (int c = 0; c < op.Shape.Channels; c++)
                        sums[at + c] += pixels[c] * weights[tap + c];
                    continue;
                }
                for (int n = 0; n < op.Shape.Channels; n++)
                    sums[at + n] += Dot(pixels, weights.AsSpan((n * channels * tapsX * tapsY) + tap, channels));
            }
        }
        return sums;
    }

    private static int[] Pooled(Air8Operator op, TensorShape shape, sbyte[] input)
    {
        int[] sums = new int[op.Shape.FrameCount];
        for (int from = 0; from < input.Length; from++)
            sums[Without(Without(from, shape.Bit(2), op.Parameters[1]), shape.Bit(1), op.Parameters[0])] += input[from];
        return sums;
    }

    private static int[] Neighbours(Air8Operator op, TensorShape shape, sbyte[] input)
    {
        int bit = shape.Bit(op.Parameters[0]);
        int[] sums = new int[op.Shape.FrameCount];
        for (int from = 0; from < input.Length; from++)
            sums[Without(from, bit, 1)] += ((from >> bit) & 1) == 0 ? 256 * input[from] : input[from];
        return sums;
    }

    /// <summary>An index without so many of its bits from a place on.</summary>
    private static int Without(int index, int place, int count) => (index >> (place + count) << place) | (index & ((1 << place) - 1));

    private static int Dot(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        int sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static int[] Biases(Air8Model model, Air8Operator op)
    {
        int[] bias = new int[op.Shape.Channels];
        for (int n = 0; op.Biased && n < bias.Length; n++)
            bias[n] = BiasDigits.Read(model.Weights.Span.Slice((int)op.BiasOffset + (n * BiasDigits.Count), BiasDigits.Count));
        return bias;
    }

    private static sbyte[] WeightsOf(Air8Model model, long offset, int count)
    {
        sbyte[] weights = new sbyte[count];
        ReadOnlySpan<byte> codes = model.Weights.Span.Slice((int)offset, count);
        for (int i = 0; i < count; i++)
            weights[i] = (sbyte)(codes[i] - 128);
        return weights;
    }
}
