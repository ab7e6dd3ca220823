namespace Aether.Onnx;

/// <summary>Tables of AIR8 from functions of real numbers. Computed in double precision, rounded to the nearest step, halves up; the bytes are what counts.</summary>
internal static class TableMaker
{
    private const int Rows = 1 << 16;
    private const int Middle = Rows / 2;

    /// <summary>A table of one operand.</summary>
    /// <param name="unit">Real value of a step of the row's number.</param>
    public static sbyte[] Of(Func<double, double> function, double unit, ScaleClass to, int lowest)
    {
        sbyte[] table = new sbyte[Rows];
        for (int i = 0; i < Rows; i++)
            table[i] = Step(function((i - Middle) * unit), to, lowest);
        return table;
    }

    /// <summary>A table of two operands: row 256 a + b.</summary>
    public static sbyte[] OfPair(Func<double, double, double> function, ScaleClass first, ScaleClass second, ScaleClass to, int lowest)
    {
        sbyte[] table = new sbyte[Rows];
        for (int i = 0; i < Rows; i++)
        {
            (int a, int b) = PairOf(i);
            table[i] = Step(function(first.Offset + first.Scale * a, second.Offset + second.Scale * b), to, lowest);
        }
        return table;
    }

    /// <summary>Whether neither operand of a row is below zero.</summary>
    public static bool IsOfNotNegative(int row) => PairOf(row) is (>= 0, >= 0);

    /// <summary>Operands of a row: b is -128 to 127, so that a is what is left; rows with a or b of -128 are never read.</summary>
    private static (int A, int B) PairOf(int row)
    {
        int a = (row - Middle + 128) >> 8;
        return (a, row - Middle - 256 * a);
    }

    /// <summary>Exponentials of a softmax: 65,535 for the largest score, at least 1, and 0 for what is masked.</summary>
    public static ushort[] Exponential(double unit)
    {
        ushort[] table = new ushort[256];
        for (int i = 2; i < table.Length; i++)
            table[i] = (ushort)Math.Clamp(Math.Floor(65535 * Math.Exp((i - 128 - 127) * unit) + 0.5), 1, 65535);
        return table;
    }

    /// <summary>The step nearest to a real number. What is no number (a root of a negative one) counts as zero.</summary>
    public static sbyte Step(double value, ScaleClass to, int lowest)
    {
        double steps = ((double.IsNaN(value) ? 0 : value) - to.Offset) / to.Scale;
        return (sbyte)Math.Clamp(Math.Floor(steps + 0.5), lowest, 127);
    }
}
