namespace Aether.Inference;

/// <summary>How somebody, or something, writes digits: which skeletons, which pen, which habits.</summary>
public sealed record DigitStyle
{
    /// <summary>Name for reports.</summary>
    public required string Name { get; init; }

    /// <summary>Skeletons this style draws from, 0 to 3.</summary>
    internal int[] Variants { get; init; } = [0];

    /// <summary>Radius of the pen in pixels, smallest and largest.</summary>
    internal (double Min, double Max) Pen { get; init; } = (0.8, 1.3);

    /// <summary>Shear to the right at the top, share of the height.</summary>
    internal double Slant { get; init; }

    /// <summary>Width by height.</summary>
    internal double Aspect { get; init; } = 0.75;

    /// <summary>Thinning towards the end of a stroke: 0 none, 1 to nothing.</summary>
    internal double Taper { get; init; }

    /// <summary>Difference between strokes along and across a nib held at 45 degrees: 0 none.</summary>
    internal double Nib { get; init; }

    /// <summary>Tremor of every point, share of the size.</summary>
    internal double Tremor { get; init; }

    /// <summary>Whether the pen leaves dots instead of a line.</summary>
    internal bool Dotted { get; init; }

    /// <summary>Styles that a model is trained on.</summary>
    public static IReadOnlyList<DigitStyle> Training { get; } =
    [
        new() { Name = "plain", Variants = [0] },
        new()
        {
            Name = "italic",
            Variants = [0, 1],
            Slant = 0.3,
            Aspect = 0.7,
            Pen = (0.7, 1.1),
        },
        new()
        {
            Name = "print",
            Variants = [2],
            Aspect = 0.7,
            Pen = (0.9, 1.5),
        },
        new()
        {
            Name = "display",
            Variants = [3],
            Aspect = 0.6,
            Pen = (0.8, 1.5),
            Slant = 0.05,
        },
        new()
        {
            Name = "marker",
            Variants = [0, 2],
            Pen = (1.7, 2.3),
            Aspect = 0.8,
        },
        new()
        {
            Name = "fine",
            Variants = [0, 1, 2],
            Pen = (0.45, 0.7),
            Aspect = 0.65,
        },
        new()
        {
            Name = "brush",
            Variants = [1],
            Pen = (1.4, 2.1),
            Taper = 0.7,
            Slant = 0.1,
        },
        new()
        {
            Name = "child",
            Variants = [0, 2],
            Pen = (0.9, 1.4),
            Tremor = 0.025,
            Aspect = 0.95,
        },
    ];

    /// <summary>Styles that are kept for measuring only.</summary>
    public static IReadOnlyList<DigitStyle> HeldOut { get; } =
    [
        new()
        {
            Name = "nib",
            Variants = [0, 1, 2],
            Pen = (1.2, 1.7),
            Nib = 0.65,
            Slant = 0.18,
            Aspect = 0.72,
        },
        new()
        {
            Name = "dotted",
            Variants = [0, 2],
            Pen = (0.8, 1.2),
            Dotted = true,
            Slant = -0.12,
            Aspect = 0.85,
        },
    ];
}
