using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>Proves from the weights that no accumulator of a model can leave its range, whatever the input.</summary>
/// <remarks>Source: prover/AIR8.md, rules W-01 to W-05. Keeps I-51.</remarks>
internal static class WeightChecker
{
    private const long Largest = 127;

    public static void Check(IReadOnlyList<Air8Operator> operators, int id, ReadOnlySpan<byte> weights)
    {
        Air8Operator op = operators[id];
        TensorShape[] read = [.. op.Inputs.Select(input => operators[input].Shape)];
        if (read.Length == 0 || WeightBlock.Of(op, read[0]) is not WeightBlock block)
        {
            Require(Bound(op, read), op, id, "any output");
            return;
        }
        long[] sums = block.OutputAxis is int outputs ? new long[1 << TensorShape.LogOf(block.Live[outputs])] : [];
        SumMagnitudes(block, weights.Slice(checked((int)op.WeightOffset), 1 << block.Log), sums, id);
        ReadOnlySpan<byte> bias = op.Biased ? weights.Slice(checked((int)op.BiasOffset), BiasDigits.Count * sums.Length) : default;
        long input = op.Opcode == Air8Opcode.Normalise ? short.MaxValue : Largest;
        for (int n = 0; n < sums.Length; n++)
        {
            long bound = checked(sums[n] * input);
            if (op.Biased)
                bound += Math.Abs(ReadBias(bias.Slice(n * BiasDigits.Count, BiasDigits.Count), id, n, n < op.Shape.Channels));
            Require(bound, op, id, n);
        }
    }

    /// <summary>Largest magnitude of the accumulator of an operator without weights.</summary>
    private static long Bound(Air8Operator op, TensorShape[] read)
    {
        OperatorParameters p = op.Parameters;
        return op.Opcode switch
        {
            Air8Opcode.MatMul => Largest * Largest * read[0].Channels + (op.Biased ? 32768L << p[0] : 0),
            Air8Opcode.Add => Largest * ((1L << p[0]) + (1L << p[1])),
            Air8Opcode.AvgPool => Largest << (p[0] + p[1]),
            Air8Opcode.Centre => 2 * Largest * (read[0].Channels - 1),
            Air8Opcode.Update => Largest * (op.IsVariant ? 1 : Largest) * read[1].Channels * p.Word,
            _ => 0,
        };
    }

    private static void Require<T>(long bound, Air8Operator op, int id, T output) =>
        Air8RefusedException.Require(
            Requantise.Fits(bound, op.Shift),
            Air8Rule.AccumulatorBound,
            $"operator {id}, output {output}: the accumulator may reach {bound}, which shifted by {op.Shift} leaves 16 bits"
        );

    /// <summary>Walks the rows of a block: the lowest axis is contiguous, and the index above it says whether a row is live.</summary>
    private static void SumMagnitudes(WeightBlock block, ReadOnlySpan<byte> slots, long[] sums, int id)
    {
        int rowLog = TensorShape.LogOf(block.Live[0]);
        for (int row = 0; row < slots.Length >> rowLog; row++)
        {
            ReadOnlySpan<byte> codes = slots.Slice(row << rowLog, 1 << rowLog);
            int live = block.Live[0];
            int rest = row;
            int output = 0;
            for (int axis = 1; axis < block.Live.Count; axis++)
            {
                int log = TensorShape.LogOf(block.Live[axis]);
                output = rest & ((1 << log) - 1);
                rest >>= log;
                if (output >= block.Live[axis])
                    live = 0;
            }
            Air8RefusedException.Require(
                !codes[live..].ContainsAnyExcept((byte)0x80),
                Air8Rule.WeightPadding,
                $"operator {id}, row {row} of its weights: a weight outside the live box is not zero"
            );
            Air8RefusedException.Require(
                !codes[..live].Contains((byte)0),
                Air8Rule.WeightByte,
                $"operator {id}, row {row} of its weights: a weight is -128"
            );
            if (block.OutputAxis == 0)
                AddEach(codes[..live], sums);
            else if (block.OutputAxis is not null)
                sums[output] += Magnitude(codes[..live]);
        }
    }

    private static void AddEach(ReadOnlySpan<byte> codes, long[] sums)
    {
        for (int i = 0; i < codes.Length; i++)
            sums[i] += Math.Abs(codes[i] - 128);
    }

    private static long Magnitude(ReadOnlySpan<byte> codes)
    {
        long sum = 0;
        if (Avx2.IsSupported)
        {
            // vpsadbw against 128 is the magnitude of excess-128 codes, summed by eights. A model may have a billion weights.
            Vector256<byte> zero = Vector256.Create((byte)0x80);
            Vector256<long> sums = default;
            for (; codes.Length >= Vector256<byte>.Count; codes = codes[Vector256<byte>.Count..])
                sums += Avx2.SumAbsoluteDifferences(Vector256.Create(codes), zero).AsInt64();
            sum = Vector256.Sum(sums);
        }
        foreach (byte code in codes)
            sum += Math.Abs(code - 128);
        return sum;
    }

    private static int ReadBias(ReadOnlySpan<byte> digits, int id, int n, bool live)
    {
        foreach (byte code in digits)
        {
            Air8RefusedException.Require(
                live || code == 0x80,
                Air8Rule.WeightPadding,
                $"operator {id}, output {n}: a bias outside the live box is not zero"
            );
            Air8RefusedException.Require(
                code - 128 is >= BiasDigits.DigitMin and <= BiasDigits.DigitMax,
                Air8Rule.BiasDigit,
                $"operator {id}, output {n}: bias digit {code - 128} is not in {BiasDigits.DigitMin} to {BiasDigits.DigitMax}"
            );
        }
        int bias = BiasDigits.Read(digits);
        Air8RefusedException.Require(
            Math.Abs(bias) < BiasDigits.Limit,
            Air8Rule.BiasRange,
            $"operator {id}, output {n}: bias {bias} is not below {BiasDigits.Limit} in magnitude"
        );
        return bias;
    }
}
