namespace Aether.Inference;

/// <summary>8 rows by 32 columns in C, in the widest registers that the processor's VNNI has.</summary>
internal readonly unsafe struct NativeTile : IByteTile
{
    public static int Rows => 8;

    public static int Columns => 32;

    public static void Multiply(byte** rows, int rowCount, Pieces pieces, sbyte* panels, int panelCount, int* sums, int stride) =>
        Multiply(NativeVnni.Level, rows, rowCount, pieces, panels, panelCount, sums, stride);

    public static void Dot(sbyte* row, int count, byte* columns, nint apart, int columnCount, int* sums) =>
        Dot(NativeVnni.Level, row, count, columns, apart, columnCount, sums);

    /// <param name="level">At most that of the machine.</param>
    internal static void Multiply(
        VnniLevel level,
        byte** rows,
        int rowCount,
        Pieces pieces,
        sbyte* panels,
        int panelCount,
        int* sums,
        int stride
    ) => NativeVnni.Multiply((int)level, rows, rowCount, pieces.Count, pieces.Bytes, pieces.Apart, panels, panelCount, sums, stride);

    /// <param name="level">At most that of the machine.</param>
    internal static void Dot(VnniLevel level, sbyte* row, int count, byte* columns, nint apart, int columnCount, int* sums) =>
        NativeVnni.Dot((int)level, row, count, columns, apart, columnCount, sums);
}
