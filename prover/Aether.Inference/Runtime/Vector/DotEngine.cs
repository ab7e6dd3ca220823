namespace Aether.Inference;

/// <summary>Blocks a matrix product so that columns stay in the second cache and rows in the first, and finishes every sum with its table.</summary>
/// <remarks>
/// Columns: 512 KiB at a time. Rows: 24 KiB. Fewer rows than a tile read byte weights where they lie, if they can. Columns end in zeros,
/// so what stands behind the products of a row does not matter, nor what a tile finds behind the last row.
/// </remarks>
internal sealed unsafe class DotEngine<TTile>
    where TTile : IDotTile
{
    private const int ColumnBytes = 512 << 10;
    private const int RowBytes = 24 << 10;

    private readonly AlignedBuffer columns = new();
    private readonly AlignedBuffer rows = new();
    private readonly AlignedBuffer sums = new();

    public void Run(DotProblem problem, Box box, in Finish finish, CancellationToken cancellationToken)
    {
        int k = (problem.Products + TTile.Step - 1) / TTile.Step * TTile.Step;
        foreach (Box group in problem.Groups(box))
        {
            long count =
                (long)(group.End.Width - group.Start.Width)
                * (group.End.Height - group.Start.Height)
                * (group.End.Batch - group.Start.Batch);
            if (count < TTile.Rows && problem.Column(0, k, out _) != null)
                RunDirect(problem, group, k, finish, cancellationToken);
            else
                RunBlocked(problem, group, k, finish, cancellationToken);
        }
    }

    private void RunDirect(DotProblem problem, Box group, int k, in Finish finish, CancellationToken cancellationToken)
    {
        int tile = TTile.Columns;
        int width = problem.ColumnEnd - problem.ColumnStart;
        short* row = (short*)rows.OfBytes(2L * k);
        int* sum = (int*)sums.OfBytes(4L * (width + tile));
        foreach (Row at in group)
        {
            cancellationToken.ThrowIfCancellationRequested();
            problem.StageRow<TTile>(at, row);
            int n = 0;
            for (; n <= width - tile; n += tile)
            {
                byte* codes = problem.Column(problem.ColumnStart + n, k, out nint stride);
                TTile.MultiplyCodes(row, codes, stride, k, sum + n);
            }
            for (; n < width; n++)
            {
                // The last columns one by one, each four times: behind the last one the file may end.
                byte* codes = problem.Column(problem.ColumnStart + n, k, out _);
                TTile.MultiplyCodes(row, codes, 0, k, sum + n);
            }
            finish.Write(sum, at, problem.ColumnStart, width);
        }
    }

    private void RunBlocked(DotProblem problem, Box group, int k, in Finish finish, CancellationToken cancellationToken)
    {
        int blockColumns = Math.Max(1, ColumnBytes / (2 * k * TTile.Columns)) * TTile.Columns;
        int blockRows = Math.Max(1, RowBytes / (2 * k * TTile.Rows)) * TTile.Rows;
        Row first = new(group.Start.Width, group.Start.Height, group.Start.Batch);
        Span<Row> staged = stackalloc Row[64];
        blockRows = Math.Min(blockRows, staged.Length);
        for (int start = problem.ColumnStart; start < problem.ColumnEnd; start += blockColumns)
        {
            int width = Math.Min(blockColumns, problem.ColumnEnd - start);
            int padded = (width + TTile.Columns - 1) / TTile.Columns * TTile.Columns;
            short* column = (short*)columns.OfBytes(2L * k * padded);
            for (int n = 0; n < padded; n++)
            {
                short* destination = column + (long)n * k;
                if (n < width)
                    problem.StageColumn<TTile>(first, start + n, destination);
                Clear(destination, n < width ? problem.Products : 0, k);
            }
            short* row = (short*)rows.OfBytes(2L * k * blockRows);
            int* sum = (int*)sums.OfBytes(4L * blockRows * padded);
            int filled = 0;
            foreach (Row at in group)
            {
                problem.StageRow<TTile>(at, row + (long)filled * k);
                staged[filled++] = at;
                if (filled < blockRows)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                Multiply(row, blockRows, column, padded, k, sum);
                WriteAll(staged[..filled], sum, padded, finish, start, width);
                filled = 0;
            }
            int whole = (filled + TTile.Rows - 1) / TTile.Rows * TTile.Rows;
            Multiply(row, whole, column, padded, k, sum);
            WriteAll(staged[..filled], sum, padded, finish, start, width);
        }
    }

    private static void WriteAll(ReadOnlySpan<Row> staged, int* sum, int padded, in Finish finish, int start, int width)
    {
        for (int i = 0; i < staged.Length; i++)
            finish.Write(sum + (long)i * padded, staged[i], start, width);
    }

    private static void Multiply(short* rows, int rowCount, short* columns, int columnCount, int k, int* sums)
    {
        for (int j = 0; j < columnCount; j += TTile.Columns)
        for (int i = 0; i < rowCount; i += TTile.Rows)
            TTile.Multiply(rows + (long)i * k, columns + (long)j * k, k, sums + (long)i * columnCount + j, columnCount);
    }

    private static void Clear(short* row, int from, int to) => new Span<short>(row + from, to - from).Clear();
}
