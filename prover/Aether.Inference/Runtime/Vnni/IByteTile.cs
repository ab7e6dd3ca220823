namespace Aether.Inference;

/// <summary>Sums of products of bytes where they lie, by VNNI: unsigned codes of one side by signed numbers of the other.</summary>
/// <remarks>
/// vpdpbusd adds four products to 32 bits, exactly and modulo 2^32. Codes are excess-128, so a sum is too large by 128 times the sum of the signed
/// side, which the caller takes off again.
/// </remarks>
internal unsafe interface IByteTile
{
    /// <summary>Rows are handed over in multiples of this.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a panel.</summary>
    static abstract int Columns { get; }

    /// <summary>sums[i, j] = sum over k of rows[i, k] columns[j, k].</summary>
    /// <param name="rows">(rowCount) starts of unsigned rows; rowCount is a multiple of <see cref="Rows"/>.</param>
    /// <param name="pieces">Where the bytes of a row lie from its start.</param>
    /// <param name="panels">(panelCount, k / 4, Columns, 4) signed.</param>
    /// <param name="sums">(rowCount, panelCount x Columns), rows stride apart.</param>
    static abstract void Multiply(byte** rows, int rowCount, Pieces pieces, sbyte* panels, int panelCount, int* sums, int stride);

    /// <summary>sums[j] = sum over k of row[k] columns[j, k] for unsigned columns; reads their bytes and no others.</summary>
    /// <param name="row">(count) signed.</param>
    /// <param name="columns">(columnCount, count), columns apart bytes from each other.</param>
    static abstract void Dot(sbyte* row, int count, byte* columns, nint apart, int columnCount, int* sums);
}

/// <summary>The bytes of a row: pieces of equal length, equally far from each other.</summary>
/// <param name="Count">1, or the lines of a window.</param>
/// <param name="Bytes">Multiple of 4.</param>
/// <param name="Apart">Bytes from the start of a piece to that of the next.</param>
internal readonly record struct Pieces(int Count, int Bytes, nint Apart)
{
    public int Total => Count * Bytes;

    public static int Rounded(int bytes) => (bytes + 3) / 4 * 4;
}
