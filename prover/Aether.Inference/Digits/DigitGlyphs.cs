using System.Globalization;

namespace Aether.Inference;

/// <summary>Skeletons of the ten digits: strokes on a field of 100 by 100, x to the right, y down.</summary>
internal static class DigitGlyphs
{
    /// <summary>Skeletons drawn of every digit.</summary>
    public const int VariantCount = 4;

    /// <summary>One stroke: a curve through its points, or straight lines between them.</summary>
    public readonly record struct Stroke(bool Curved, (double X, double Y)[] Points);

    // A variant is a list of strokes separated by ';'. '~' draws a curve through the points, '-' straight lines.
    // Variant 0: plain handwriting. 1: joined and looped handwriting. 2: print with serifs and bars. 3: angular, as on a display.
    private static readonly string[][] Sources =
    [
        [
            "~ 50,5 22,15 10,50 22,85 50,95 78,85 90,50 78,15 50,5",
            "~ 62,8 34,12 16,48 28,88 56,94 80,66 80,30 60,8 40,10",
            "~ 50,5 30,15 22,50 30,85 50,95 70,85 78,50 70,15 50,5; - 64,26 36,74",
            "- 20,8 80,8 80,92 20,92 20,8",
        ],
        ["- 50,5 50,95", "- 32,32 56,5 48,95", "- 30,25 52,5 52,95; - 28,95 76,95", "- 58,8 58,92"],
        [
            "~ 14,28 25,10 50,4 76,12 82,32 66,55 38,75 14,95; - 14,95 86,95",
            "~ 16,25 35,6 62,6 78,25 70,50 45,75 22,92 12,82 26,74 50,86 70,95 90,86",
            "~ 16,30 28,8 54,4 78,14 80,34 60,58 16,94; - 16,94 84,94 84,82",
            "- 18,8 82,8 82,50 18,50 18,92 82,92",
        ],
        [
            "~ 16,14 40,4 70,8 80,25 68,43 42,48; ~ 42,48 72,52 84,72 70,90 42,96 14,86",
            "~ 18,16 44,4 74,14 70,36 44,46 38,52 48,48 76,58 80,80 52,96 14,84",
            "- 16,6 80,6 44,42; ~ 44,42 72,46 84,68 70,90 42,96 14,86",
            "- 18,8 82,8 82,92 18,92; - 28,50 82,50",
        ],
        [
            "- 22,6 18,54 84,54; - 72,10 70,95",
            "~ 26,6 14,40 30,56 60,52 82,44; ~ 76,8 70,50 66,95",
            "- 64,5 10,68 90,68; - 64,5 64,95; - 48,95 80,95",
            "- 18,8 18,50 82,50; - 82,8 82,92",
        ],
        [
            "- 80,6 26,6 20,45; ~ 20,45 48,36 76,46 84,68 70,90 42,96 14,86",
            "~ 80,8 52,10 30,8 26,26 22,44 50,38 78,52 80,78 54,95 16,88",
            "- 80,18 80,6 24,6 24,46; ~ 24,46 50,38 78,48 84,70 68,92 40,95 14,84",
            "- 82,8 18,8 18,50 82,50 82,92 18,92",
        ],
        [
            "~ 72,8 44,14 22,42 14,70 28,92 54,96 80,84 82,62 62,48 36,52 18,68",
            "~ 66,5 36,30 16,66 30,94 62,92 72,68 54,54 30,64 22,78",
            "- 64,5 24,58; ~ 50,50 24,58 16,74 26,90 50,96 74,90 84,74 76,58 50,50",
            "- 82,8 18,8 18,92 82,92 82,50 18,50",
        ],
        [
            "- 12,8 86,8 42,95",
            "~ 12,14 40,10 84,8 62,40 46,68 42,95; - 28,54 70,48",
            "- 14,22 14,8 86,8 40,95; - 26,52 74,52",
            "- 18,8 82,8 82,92",
        ],
        [
            "~ 50,48 24,36 22,18 50,4 78,18 76,36 50,48; ~ 50,48 20,62 16,82 50,96 84,82 80,62 50,48",
            "~ 76,16 50,4 24,16 32,38 52,50 74,64 78,84 50,96 22,82 30,60 54,44 74,30 76,14",
            "~ 50,46 26,38 24,16 50,5 76,16 74,38 50,46 22,56 16,78 50,95 84,78 78,56 50,46",
            "- 20,8 80,8 80,92 20,92 20,8; - 20,50 80,50",
        ],
        [
            "~ 78,30 66,10 42,6 20,18 18,38 36,52 60,48 78,30; - 79,14 74,95",
            "~ 80,18 52,4 22,18 24,44 50,50 76,34 82,14 80,50 66,82 30,96",
            "~ 80,30 50,52 20,30 50,6 80,30 80,60 62,88 24,94",
            "- 82,50 18,50 18,8 82,8 82,92 18,92",
        ],
    ];

    private static readonly Stroke[][][] Parsed = [.. Sources.Select(digit => digit.Select(Parse).ToArray())];

    /// <param name="digit">0 to 9.</param>
    /// <param name="variant">0 to 3.</param>
    public static ReadOnlySpan<Stroke> Of(int digit, int variant) => Parsed[digit][variant];

    private static Stroke[] Parse(string source) => [.. source.Split(';', StringSplitOptions.TrimEntries).Select(ParseStroke)];

    private static Stroke ParseStroke(string source)
    {
        string[] words = source.Split(' ');
        (double, double)[] points =
        [
            .. words
                .Skip(1)
                .Select(word =>
                {
                    string[] coordinates = word.Split(',');
                    return (
                        int.Parse(coordinates[0], CultureInfo.InvariantCulture) / 100.0,
                        int.Parse(coordinates[1], CultureInfo.InvariantCulture) / 100.0
                    );
                }),
        ];
        return new Stroke(string.Equals(words[0], "~", StringComparison.Ordinal), points);
    }
}
