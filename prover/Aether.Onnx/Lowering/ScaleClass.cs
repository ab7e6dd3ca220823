namespace Aether.Onnx;

/// <summary>Tensors that must share one scale, since only layout stands between them.</summary>
internal sealed class ScaleClass
{
    private ScaleClass? parent;
    private ScaleGroup? group;

    /// <summary>Scale that would suit these tensors best; the largest wish when several were joined.</summary>
    public double Wish { get; private set; }

    /// <summary>The scale has no choice.</summary>
    public bool IsFixed { get; private set; }

    /// <summary>Real value of a step. Set once all classes are known.</summary>
    public double Scale { get; set; }

    /// <summary>Real value of int8 zero; other than 0 only where nothing but an order or a softmax reads it.</summary>
    public double Offset { get; set; }

    public static ScaleClass Fixed(double scale) =>
        new()
        {
            IsFixed = true,
            Wish = scale,
            Scale = scale,
        };

    public static ScaleClass Wanting(double scale) => new() { Wish = scale };

    public ScaleClass Root => parent is null ? this : parent = parent.Root;

    public ScaleGroup Group => Root.group ??= new ScaleGroup(Root);

    /// <summary>Makes two classes one.</summary>
    /// <returns>False when both are fixed and differ.</returns>
    public bool Join(ScaleClass other)
    {
        (ScaleClass a, ScaleClass b) = (Root, other.Root);
        if (a == b)
            return true;
        if (a.IsFixed && b.IsFixed && a.Scale != b.Scale)
            return false;
        if (b.IsFixed)
            (a, b) = (b, a);
        // A class that stands in a group brings the group's ties along.
        if (a.group is not null || b.group is not null)
            a.Group.Join(b.Group);
        b.parent = a;
        if (!a.IsFixed)
            a.Wish = Math.Max(a.Wish, b.Wish);
        return true;
    }

    /// <summary>Spends all 255 steps on a range that need not hold zero; only for tensors that are read by nothing that adds or multiplies.</summary>
    public void Span(double low, double high, int lowest, int highest)
    {
        IsFixed = true;
        Wish = Scale = high > low ? (high - low) / (highest - lowest) : 1;
        Offset = high - Scale * highest;
    }
}
