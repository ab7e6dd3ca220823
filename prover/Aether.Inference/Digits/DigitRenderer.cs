namespace Aether.Inference;

/// <summary>Draws digits of 28 by 28 pixels: a skeleton, bent elastically, written with a style's pen, then noise.</summary>
/// <remarks>Only additions, products, quotients and square roots of doubles, so every machine draws the same bytes.</remarks>
public static class DigitRenderer
{
    /// <summary>Pixels along a side.</summary>
    public const int Side = GreyImage.Side;

    /// <summary>Pixels of an image.</summary>
    public const int PixelCount = GreyImage.PixelCount;

    private const int CurveSteps = 6;
    private const double GlyphHeight = 19;

    /// <param name="digit">0 to 9.</param>
    /// <param name="style">One of <see cref="DigitStyle.Training"/> or <see cref="DigitStyle.HeldOut"/>.</param>
    /// <param name="seed">Decides everything else: bend, place, pen, noise.</param>
    /// <returns>784 grey values, row by row from the top, 0 = paper (black), 255 = ink (white).</returns>
    public static byte[] Render(int digit, DigitStyle style, ulong seed) => Render(digit, style, new DeterministicRandom(seed));

    internal static byte[] Render(int digit, DigitStyle style, DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(style);
        ArgumentOutOfRangeException.ThrowIfNegative(digit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digit, 9);
        ElasticField field = new(random, amplitude: 0.055);
        Placement placement = new(random, style);
        double pen = random.Between(style.Pen.Min, style.Pen.Max);
        double[] ink = new double[PixelCount];
        foreach (DigitGlyphs.Stroke stroke in DigitGlyphs.Of(digit, style.Variants[random.Next(style.Variants.Length)]))
        {
            List<(double X, double Y)> path = [];
            foreach ((double x, double y) in Flatten(stroke))
            {
                double tremorX = style.Tremor * random.NextNormal();
                double tremorY = style.Tremor * random.NextNormal();
                (double bentX, double bentY) = field.Bend(x + tremorX, y + tremorY);
                path.Add(placement.ToPixels(bentX, bentY));
            }
            DrawStroke(ink, path, pen, style);
        }
        return Expose(ink, random);
    }

    /// <summary>Points along a stroke: Catmull-Rom between the given ones, or straight lines cut into pieces.</summary>
    private static List<(double X, double Y)> Flatten(DigitGlyphs.Stroke stroke)
    {
        (double X, double Y)[] p = stroke.Points;
        List<(double, double)> path = [p[0]];
        for (int i = 0; i + 1 < p.Length; i++)
        {
            (double X, double Y) before = stroke.Curved && i > 0 ? p[i - 1] : p[i];
            (double X, double Y) after = stroke.Curved && i + 2 < p.Length ? p[i + 2] : p[i + 1];
            for (int step = 1; step <= CurveSteps; step++)
            {
                double t = (double)step / CurveSteps;
                path.Add(
                    stroke.Curved
                        ? (CatmullRom(before.X, p[i].X, p[i + 1].X, after.X, t), CatmullRom(before.Y, p[i].Y, p[i + 1].Y, after.Y, t))
                        : (p[i].X + t * (p[i + 1].X - p[i].X), p[i].Y + t * (p[i + 1].Y - p[i].Y))
                );
            }
        }
        return path;
    }

    private static double CatmullRom(double a, double b, double c, double d, double t) =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

    private static void DrawStroke(double[] ink, List<(double X, double Y)> path, double pen, DigitStyle style)
    {
        for (int i = 0; i + 1 < path.Count; i++)
        {
            if (style.Dotted && i % 4 >= 2)
                continue;
            (double x0, double y0) = path[i];
            (double x1, double y1) = path[i + 1];
            double radius = pen * (1 - style.Taper * i / path.Count);
            if (style.Nib > 0)
            {
                // Share of the direction that runs along the nib: 0 along it, 1 across.
                double dx = x1 - x0;
                double dy = y1 - y0;
                double square = dx * dx + dy * dy;
                double across = square > 0 ? (dx + dy) * (dx + dy) / (2 * square) : 1;
                radius *= 1 - style.Nib * (1 - across);
            }
            DrawSegment(ink, x0, y0, x1, y1, radius);
        }
    }

    private static void DrawSegment(double[] ink, double x0, double y0, double x1, double y1, double radius)
    {
        double reach = radius + 1;
        int left = Math.Max(0, (int)(Math.Min(x0, x1) - reach));
        int right = Math.Min(Side - 1, (int)(Math.Max(x0, x1) + reach));
        int top = Math.Max(0, (int)(Math.Min(y0, y1) - reach));
        int bottom = Math.Min(Side - 1, (int)(Math.Max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double square = dx * dx + dy * dy;
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = square > 0 ? Math.Clamp((px * dx + py * dy) / square, 0, 1) : 0;
                double ex = px - along * dx;
                double ey = py - along * dy;
                double cover = Math.Clamp(radius + 0.5 - Math.Sqrt(ex * ex + ey * ey), 0, 1);
                ink[y * Side + x] = Math.Max(ink[y * Side + x], cover);
            }
        }
    }

    /// <summary>Contrast, uneven paper, grain and specks.</summary>
    private static byte[] Expose(double[] ink, DeterministicRandom random)
    {
        double contrast = random.Between(150, 255);
        double grain = random.Between(4, 26);
        double slopeX = random.Between(-30, 30);
        double slopeY = random.Between(-30, 30);
        double level = random.Between(0, 30);
        byte[] pixels = new byte[PixelCount];
        for (int i = 0; i < PixelCount; i++)
        {
            double paper = level + slopeX * (i % Side) / Side + slopeY * (i / Side) / Side;
            double value = paper + contrast * ink[i] + grain * random.NextNormal();
            if (random.Next(100) == 0)
                value = random.Between(0, 255);
            pixels[i] = (byte)Math.Clamp(value, 0, 255);
        }
        return pixels;
    }

    /// <summary>Where and how a glyph stands on the paper: rotation, size, slant and shift.</summary>
    private sealed class Placement
    {
        private readonly double cosine;
        private readonly double sine;
        private readonly double width;
        private readonly double height;
        private readonly double slant;
        private readonly double shiftX;
        private readonly double shiftY;

        public Placement(DeterministicRandom random, DigitStyle style)
        {
            // Half-angle form: a rotation without trigonometric functions, up to about 11 degrees.
            double tangent = random.Between(-0.1, 0.1);
            cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
            sine = 2 * tangent / (1 + tangent * tangent);
            height = GlyphHeight * random.Between(0.82, 1.1);
            width = GlyphHeight * style.Aspect * random.Between(0.8, 1.15);
            slant = style.Slant + random.Between(-0.12, 0.12);
            shiftX = Side / 2.0 + random.Between(-2.2, 2.2);
            shiftY = Side / 2.0 + random.Between(-2.2, 2.2);
        }

        public (double X, double Y) ToPixels(double x, double y)
        {
            double u = (x - 0.5 - slant * (y - 0.5)) * width;
            double v = (y - 0.5) * height;
            return (shiftX + cosine * u - sine * v, shiftY + sine * u + cosine * v);
        }
    }
}
