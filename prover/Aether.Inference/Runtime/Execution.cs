namespace Aether.Inference;

/// <summary>What a run leaves behind: the output, and one tensor root per operator.</summary>
public sealed class Execution
{
    private readonly Digest[] boundaries;

    internal Execution(Tensor output, Digest[] boundaries) => (Output, this.boundaries) = (output, boundaries);

    public Tensor Output { get; }

    /// <summary>Roots of all tensors in order: the input's first, the output's last.</summary>
    public ReadOnlySpan<Digest> Boundaries => boundaries;

    public Digest InputRoot => boundaries[0];

    public Digest OutputRoot => boundaries[^1];

    /// <summary>Units of work of a single pass.</summary>
    public uint Units { get; } = 1;

    /// <summary>Trace root under a salt of <see cref="Commitments.TraceSalt"/>.</summary>
    public Digest TraceRoot(Digest traceSalt) => Commitments.Trace(traceSalt, boundaries);
}
