namespace Aether.Inference;

/// <summary>Columns in panels, and what is added to their sums: bias and half, less what codes are too large by.</summary>
internal sealed unsafe class PackedColumns
{
    private readonly AlignedBuffer memory = new();
    private readonly AlignedBuffer column = new();

    public sbyte* Panels { get; private set; }

    /// <summary>One number for every channel of the result; those of the columns packed last are right.</summary>
    public int[] Bias { get; private set; } = [];

    /// <summary>Panels that hold a number of columns.</summary>
    public static int Count<TTile>(int columns)
        where TTile : IByteTile => (columns + TTile.Columns - 1) / TTile.Columns;

    /// <summary>Bytes of the panels.</summary>
    public static long Bytes<TTile>(Pieces pieces, int columns)
        where TTile : IByteTile => (long)pieces.Total * Count<TTile>(columns) * TTile.Columns;

    /// <param name="first">Any row of the group.</param>
    /// <param name="start">First column: channel of the result.</param>
    /// <param name="bias">Bias and half of every channel of the result.</param>
    public void Pack<TTile>(ByteProblem problem, Row first, int start, int count, ReadOnlySpan<int> bias)
        where TTile : IByteTile
    {
        int bytes = problem.Pieces.Total;
        Panels = (sbyte*)memory.OfBytes(Bytes<TTile>(problem.Pieces, count));
        if (Bias.Length < bias.Length)
            Bias = new int[bias.Length];
        sbyte* numbers = (sbyte*)column.OfBytes(bytes);
        int padded = Count<TTile>(count) * TTile.Columns;
        for (int n = 0; n < padded; n++)
        {
            new Span<sbyte>(numbers, bytes).Clear();
            if (n < count)
            {
                problem.Column(first, start + n, numbers);
                // Exact modulo 2^32, as the sums are.
                Bias[start + n] = unchecked(bias[start + n] - 128 * SignedBytes.Sum(numbers, bytes));
            }
            int* to = (int*)(Panels + (long)(n / TTile.Columns) * bytes * TTile.Columns) + n % TTile.Columns;
            for (int k = 0; k < bytes / 4; k++, to += TTile.Columns)
                *to = ((int*)numbers)[k];
        }
    }
}
