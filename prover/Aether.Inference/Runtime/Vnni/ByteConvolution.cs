namespace Aether.Inference;

/// <summary>Conv2D: lines of the image are copied with the zeros around them and without the frame's gaps, so that a window is lines of bytes.</summary>
/// <remarks>At most <see cref="PartBytes"/> of the image at a time, or one window: not a copy of the activations.</remarks>
internal sealed unsafe class ByteConvolution(byte* input, TensorShape shape, Window2D window, byte* weights, AlignedBuffer staged)
    : ByteProblem
{
    private const int PartBytes = 256 << 10;
    private const byte Zero = 0x80;

    private readonly int channels = shape.Channels;
    private readonly int channelLog = shape.Log(0);
    private readonly int kernelLogX = TensorShape.LogOf(window.Width);
    private readonly int kernelLogY = TensorShape.LogOf(window.Height);
    private Box part;

    public override nint RowStep => channels << window.StrideLogX;

    /// <summary>Pieces of a window, for parts of as many pixels a line as the box has, or fewer where windows of such lines were too large.</summary>
    public static Pieces PiecesOf(Box box, TensorShape shape, Window2D window) =>
        new(window.Height, Pieces.Rounded(window.Width * shape.Channels), (nint)LineBytes(PixelsOf(box, shape, window), shape, window));

    public override IEnumerable<Box> Parts(Box group)
    {
        int pixels = PixelsOf(group, shape, window);
        int lines = (int)
            Math.Clamp((PartBytes / Pieces.Apart - window.Height) >> window.StrideLogY, 1, group.End.Height - group.Start.Height);
        for (int b = group.Start.Batch; b < group.End.Batch; b++)
        for (int y = group.Start.Height; y < group.End.Height; y += lines)
        for (int x = group.Start.Width; x < group.End.Width; x += pixels)
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
                    Width = Math.Min(x + pixels, group.End.Width),
                    Height = Math.Min(y + lines, group.End.Height),
                    Batch = b + 1,
                }
            );
        }
    }

    public override void Stage(Box part)
    {
        this.part = part;
        int lines = ((part.End.Height - part.Start.Height - 1) << window.StrideLogY) + window.Height;
        byte* line = (byte*)staged.OfBytes(lines * (long)Pieces.Apart + 4);
        int fromY = (part.Start.Height << window.StrideLogY) - window.Top;
        for (int y = fromY; y < fromY + lines; y++, line += Pieces.Apart)
            StageLine(y, part, line);
    }

    public override byte* Start(Row row) =>
        (byte*)staged.OfBytes(0) + ((row.Y - part.Start.Height) << window.StrideLogY) * Pieces.Apart + (row.X - part.Start.Width) * RowStep;

    public override void Column(Row first, int n, sbyte* numbers)
    {
        for (int ky = 0; ky < window.Height; ky++)
        {
            byte* source = weights + ((((long)n << kernelLogY) + ky) << (kernelLogX + channelLog));
            sbyte* destination = numbers + ky * Pieces.Bytes;
            for (int kx = 0; kx < window.Width; kx++, source += 1 << channelLog, destination += channels)
                SignedBytes.FromCodes(source, channels, destination);
        }
    }

    private void StageLine(int y, Box part, byte* line)
    {
        int fromX = (part.Start.Width << window.StrideLogX) - window.Left;
        int pixels = ((part.End.Width - part.Start.Width - 1) << window.StrideLogX) + window.Width;
        int first = Math.Clamp(-fromX, 0, pixels);
        int end = y < 0 || y >= shape.Height ? first : Math.Clamp(shape.Width - fromX, first, pixels);
        new Span<byte>(line, first * channels).Fill(Zero);
        new Span<byte>(line + end * channels, (pixels - end) * channels).Fill(Zero);
        if (first == end)
            return;
        byte* source = input + (part.Start.Batch << shape.Bit(3)) + (y << shape.Bit(2)) + ((fromX + first) << channelLog);
        line += first * channels;
        if (channels == 1 << channelLog)
        {
            Buffer.MemoryCopy(source, line, (end - first) * channels, (end - first) * channels);
            return;
        }
        for (int x = first; x < end; x++, source += 1 << channelLog, line += channels)
            Buffer.MemoryCopy(source, line, channels, channels);
    }

    private static int PixelsOf(Box box, TensorShape shape, Window2D window)
    {
        int pixels = box.End.Width - box.Start.Width;
        while (pixels > 1 && LineBytes(pixels, shape, window) * window.Height > PartBytes)
            pixels = (pixels + 1) / 2;
        return pixels;
    }

    private static long LineBytes(int pixels, TensorShape shape, Window2D window) =>
        (((long)(pixels - 1) << window.StrideLogX) + window.Width) * shape.Channels;
}
