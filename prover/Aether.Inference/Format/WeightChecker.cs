namespace Aether.Inference;

/// <summary>Proves from the weights that no accumulator of a model can leave its range, whatever the input.</summary>
/// <remarks>Source: prover/AIR8.md, rules W-01 to W-05 and T-01. Keeps I-51.</remarks>
internal static class WeightChecker
{
    public static void CheckTables(ReadOnlySpan<byte> tables)
    {
        int position = tables.IndexOf((byte)0);
        Air8RefusedException.Require(
            position < 0,
            Air8Rule.LutByte,
            $"table {position / GraphHeader.LutSize} maps {position % GraphHeader.LutSize - 32768} to -128"
        );
    }

    public static void CheckGemm(Air8Operator op, int id, TensorShape input, ReadOnlySpan<byte> weights)
    {
        int rowLog = input.Log(0);
        ReadOnlySpan<byte> block = weights.Slice(checked((int)op.WeightOffset), 1 << (rowLog + op.Shape.Log(0)));
        ReadOnlySpan<byte> bias = op.Biased ? weights.Slice(checked((int)op.BiasOffset), BiasDigits.Count << op.Shape.Log(0)) : default;
        for (int n = 0; n < 1 << op.Shape.Log(0); n++)
        {
            ReadOnlySpan<byte> row = block.Slice(n << rowLog, 1 << rowLog);
            int live = n < op.Shape.Channels ? input.Channels : 0;
            Air8RefusedException.Require(
                !row[live..].ContainsAnyExcept((byte)0x80),
                Air8Rule.WeightPadding,
                $"operator {id}, output {n}: a weight outside the live box is not zero"
            );
            long bound = MagnitudeSum(row[..live], id, n) * 127;
            if (op.Biased)
                bound += Math.Abs(ReadBias(bias.Slice(n * BiasDigits.Count, BiasDigits.Count), id, n, n < op.Shape.Channels));
            Air8RefusedException.Require(
                Requantise.Fits(bound, op.Shift),
                Air8Rule.AccumulatorBound,
                $"operator {id}, output {n}: the accumulator may reach {bound}, which shifted by {op.Shift} leaves 16 bits"
            );
        }
    }

    private static long MagnitudeSum(ReadOnlySpan<byte> row, int id, int n)
    {
        int sum = 0;
        int smallest = 255;
        foreach (byte code in row)
        {
            smallest = Math.Min(smallest, code);
            sum += Math.Abs(code - 128);
        }
        Air8RefusedException.Require(smallest > 0, Air8Rule.WeightByte, $"operator {id}, output {n}: a weight is -128");
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
