namespace Aether.Inference;

/// <summary>Gemm over channels alone: rows and columns lie where they are read.</summary>
internal sealed unsafe class ByteDense(byte* input, TensorShape shape, byte* weights) : ByteProblem
{
    private readonly (int X, int Y, int B) bits = (shape.Bit(1), shape.Bit(2), shape.Bit(3));

    public override nint RowStep => (nint)1 << bits.X;

    public override byte* Start(Row row) => input + ((row.X << bits.X) + (row.Y << bits.Y) + (row.B << bits.B));

    public override void Column(Row first, int n, sbyte* numbers) =>
        SignedBytes.FromCodes(weights + ((long)n << bits.X), shape.Channels, numbers);

    public override byte* Codes(Row first, int n, out int live, out nint apart)
    {
        (live, apart) = (shape.Channels, (nint)1 << bits.X);
        return weights + ((long)n << bits.X);
    }
}

/// <summary>Gemm over several axes, or over one or two channels: rows are gathered, without the gaps of the frame.</summary>
internal sealed unsafe class ByteGather(byte* input, TensorShape shape, int axes, byte* weights, AlignedBuffer staged) : ByteProblem
{
    private const int PartRows = 64;

    private readonly int[] rows = DenseScalar.SummedRows(shape, axes);
    private readonly int kLog = shape.Bit(axes) + shape.Log(axes);
    private readonly (int X, int Y, int B) bits = (shape.Bit(1), shape.Bit(2), shape.Bit(3));
    private Box part;

    public override nint RowStep => Pieces.Total;

    public override IEnumerable<Box> Parts(Box group)
    {
        for (int b = group.Start.Batch; b < group.End.Batch; b++)
        for (int y = group.Start.Height; y < group.End.Height; y++)
        for (int x = group.Start.Width; x < group.End.Width; x += PartRows)
        {
            yield return new Box(
                group.Start with
                {
                    Width = x,
                    Height = y,
                    Batch = b,
                },
                group.End with
                {
                    Width = Math.Min(x + PartRows, group.End.Width),
                    Height = y + 1,
                    Batch = b + 1,
                }
            );
        }
    }

    public override void Stage(Box part)
    {
        this.part = part;
        byte* destination = (byte*)staged.OfBytes((long)PartRows * Pieces.Total);
        foreach (Row row in part)
        {
            byte* source =
                input + ((axes >= 1 ? 0 : row.X << bits.X) + (axes >= 2 ? 0 : row.Y << bits.Y) + (axes >= 3 ? 0 : row.B << bits.B));
            byte* to = destination;
            foreach (int from in rows)
            {
                Buffer.MemoryCopy(source + from, to, shape.Channels, shape.Channels);
                to += shape.Channels;
            }
            destination += Pieces.Total;
        }
    }

    public override byte* Start(Row row) => (byte*)staged.OfBytes(0) + (long)(row.X - part.Start.Width) * Pieces.Total;

    public override void Column(Row first, int n, sbyte* numbers)
    {
        foreach (int from in rows)
        {
            SignedBytes.FromCodes(weights + ((long)n << kLog) + from, shape.Channels, numbers);
            numbers += shape.Channels;
        }
    }
}

/// <summary>MatMul: one group for every head and batch.</summary>
internal sealed unsafe class ByteMatMul(byte* left, TensorShape leftShape, byte* right, TensorShape rightShape) : ByteProblem
{
    public override nint RowStep => (nint)1 << leftShape.Bit(1);

    public override IEnumerable<Box> Groups(Box box)
    {
        for (int b = box.Start.Batch; b < box.End.Batch; b++)
        for (int y = box.Start.Height; y < box.End.Height; y++)
            yield return new Box(box.Start with { Height = y, Batch = b }, box.End with { Height = y + 1, Batch = b + 1 });
    }

    public override byte* Start(Row row) => left + At(leftShape, row.X, row);

    public override void Column(Row first, int n, sbyte* numbers) =>
        SignedBytes.FromCodes(right + At(rightShape, n, first), rightShape.Channels, numbers);

    public override byte* Codes(Row first, int n, out int live, out nint apart)
    {
        (live, apart) = (rightShape.Channels, (nint)1 << rightShape.Bit(1));
        return right + At(rightShape, n, first);
    }

    private static int At(TensorShape shape, int x, Row row) => (x << shape.Bit(1)) + (row.Y << shape.Bit(2)) + (row.B << shape.Bit(3));
}
