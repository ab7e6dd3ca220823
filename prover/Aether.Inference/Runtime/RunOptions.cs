namespace Aether.Inference;

/// <summary>What a run yields beside its output.</summary>
public sealed record RunOptions
{
    /// <summary>Roots of all boundaries are computed; without them a run cannot be claimed.</summary>
    public bool Boundaries { get; init; } = true;

    /// <summary>Is handed every boundary tensor in order; null for none.</summary>
    public ITraceSink? Trace { get; init; }

    /// <summary>Is told what was done; null for nobody.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    public static RunOptions Default { get; } = new();
}
