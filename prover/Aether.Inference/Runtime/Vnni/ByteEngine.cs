namespace Aether.Inference;

/// <summary>Multiplies rows of codes by packed columns, and finishes every sum with its table.</summary>
/// <remarks>
/// Weights are packed once a session, up to <see cref="KeptBytes"/>; the others whenever they are needed, <see cref="BlockBytes"/> at a time. A few rows
/// read weights where they lie.
/// </remarks>
internal sealed unsafe class ByteEngine<TTile>
    where TTile : IByteTile
{
    /// <summary>Half of what a run may need beside weights and activations.</summary>
    private const long KeptBytes = 32 << 20;

    private const int BlockBytes = 512 << 10;
    private const int SumBytes = 64 << 10;
    private const int DirectRows = 4;

    /// <summary>A multiple of the rows of every tile.</summary>
    private const int ChunkRows = 72;

    private readonly AlignedBuffer sums = new();
    private readonly AlignedBuffer numbers = new();
    private readonly PackedColumns scratch = new();
    private readonly Dictionary<long, PackedColumns> kept = [];
    private long keptBytes;

    /// <param name="weights">Offset of the weights that the columns are, or null for activations.</param>
    /// <param name="result">Pinned frame of the result.</param>
    /// <param name="bias">Bias and half of every channel of the result.</param>
    public void Run(ByteProblem problem, KernelCall call, long? weights, byte* result, TableLookup lookup, int[] bias)
    {
        (int start, int end) = (call.Box.Start.Channels, call.Box.End.Channels);
        foreach (Box group in problem.Groups(call.Box))
        {
            Row first = new(group.Start.Width, group.Start.Height, group.Start.Batch);
            long rows = (long)(group.End.Width - first.X) * (group.End.Height - first.Y) * (group.End.Batch - first.B);
            if (rows <= DirectRows && problem.Codes(first, start, out _, out _) != null)
            {
                Direct(problem, group, new Finish(result, call.Op.Shape, lookup, call.Op.Shift, bias), call);
                continue;
            }
            int block = (int)Math.Max(1, BlockBytes / ((long)problem.Pieces.Total * TTile.Columns)) * TTile.Columns;
            PackedColumns? all = weights is long offset && start == 0 ? Kept(problem, first, offset, bias) : null;
            for (int from = start; from < end; from += block)
            {
                int width = Math.Min(block, end - from);
                PackedColumns columns = all ?? scratch;
                if (all is null)
                    scratch.Pack<TTile>(problem, first, from, width, bias);
                sbyte* panels = columns.Panels + (all is null ? 0 : PackedColumns.Bytes<TTile>(problem.Pieces, from));
                Finish finish = new(result, call.Op.Shape, lookup, call.Op.Shift, columns.Bias);
                Blocked(problem, group, panels, (from, width), finish, call.CancellationToken);
            }
        }
    }

    /// <summary>All columns of an operator with constant weights, packed when they were met first; null when there is no room for them.</summary>
    private PackedColumns? Kept(ByteProblem problem, Row first, long offset, int[] bias)
    {
        if (kept.TryGetValue(offset, out PackedColumns? columns))
            return columns;
        long bytes = PackedColumns.Bytes<TTile>(problem.Pieces, bias.Length) + sizeof(int) * (long)bias.Length;
        if (keptBytes + bytes > KeptBytes)
            return null;
        keptBytes += bytes;
        kept[offset] = columns = new PackedColumns();
        columns.Pack<TTile>(problem, first, 0, bias.Length, bias);
        return columns;
    }

    private void Direct(ByteProblem problem, Box group, in Finish finish, KernelCall call)
    {
        int start = call.Box.Start.Channels;
        int width = call.Box.Channels;
        int* sum = (int*)sums.OfBytes(sizeof(int) * (long)width);
        foreach (Row row in group)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            byte* codes = problem.Codes(row, start, out int live, out nint apart);
            sbyte* signed = (sbyte*)numbers.OfBytes(live);
            SignedBytes.FromCodes(problem.Start(row), live, signed);
            TTile.Dot(signed, live, codes, apart, width, sum);
            // Here the columns are the codes, so all sums are too large by the same.
            finish.Write(sum, row, start, width, -128 * SignedBytes.Sum(signed, live));
        }
    }

    private void Blocked(
        ByteProblem problem,
        Box group,
        sbyte* panels,
        (int Start, int Width) columns,
        in Finish finish,
        CancellationToken cancellationToken
    )
    {
        int panelCount = PackedColumns.Count<TTile>(columns.Width);
        int stride = panelCount * TTile.Columns;
        int chunk = Math.Clamp(SumBytes / (sizeof(int) * stride) / TTile.Rows, 1, ChunkRows / TTile.Rows) * TTile.Rows;
        int* sum = (int*)sums.OfBytes(sizeof(int) * (long)chunk * stride);
        byte** rows = stackalloc byte*[ChunkRows];
        Span<(Row First, int Count)> lines = stackalloc (Row, int)[ChunkRows];
        foreach (Box part in problem.Parts(group))
        {
            problem.Stage(part);
            RowPieces pieces = new(part);
            for (int filled = -1; filled != 0; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                filled = 0;
                int lineCount = 0;
                while (filled < chunk && pieces.Next(chunk - filled, out Row first, out int count))
                {
                    byte* at = problem.Start(first);
                    for (int i = 0; i < count; i++, at += problem.RowStep)
                        rows[filled + i] = at;
                    lines[lineCount++] = (first, count);
                    filled += count;
                }
                if (filled == 0)
                    break;
                int whole = (filled + TTile.Rows - 1) / TTile.Rows * TTile.Rows;
                for (int i = filled; i < whole; i++)
                    rows[i] = rows[filled - 1];
                TTile.Multiply(rows, whole, problem.Pieces, panels, panelCount, sum, stride);
                int* line = sum;
                foreach ((Row first, int count) in lines[..lineCount])
                {
                    finish.WriteLine(line, stride, first, count, columns.Start, columns.Width);
                    line += (long)count * stride;
                }
            }
        }
    }

    /// <summary>Rows of a part in order, as pieces of lines.</summary>
    private struct RowPieces(Box part)
    {
        private int x = part.Start.Width;
        private int y = part.Start.Height;
        private int b = part.Start.Batch;

        public bool Next(int most, out Row first, out int count)
        {
            first = new Row(x, y, b);
            count = b < part.End.Batch ? Math.Min(most, part.End.Width - x) : 0;
            x += count;
            if (x == part.End.Width)
            {
                x = part.Start.Width;
                if (++y == part.End.Height)
                    (y, b) = (part.Start.Height, b + 1);
            }
            return count > 0;
        }
    }
}
