namespace Aether.Inference;

/// <summary>What a run leaves behind: the output, and the roots of its boundaries.</summary>
public sealed class Execution
{
    private readonly Digest[] boundaries;

    /// <param name="input">What the model was run on; its root is <see cref="InputRoot"/>.</param>
    /// <param name="boundaries">All in order, or none.</param>
    /// <param name="units">1, or the tokens generated.</param>
    /// <param name="states">State tensors after a training step, by index.</param>
    public Execution(Tensor input, Tensor output, Digest[] boundaries, uint units = 1, IReadOnlyList<Tensor>? states = null)
    {
        (Output, this.boundaries, Units, States) = (output, boundaries, units, states ?? []);
        InputRoot = TensorTree.Root(input);
        OutputRoot = TensorTree.Root(output);
    }

    /// <summary>The output tensor; of a decode loop the tokens generated, uint16 (1, units, 1, 1).</summary>
    public Tensor Output { get; }

    /// <summary>Roots of all boundaries in order; empty when none were asked for. See prover/AIR8.md, Commitments.</summary>
    public ReadOnlySpan<Digest> Boundaries => boundaries;

    /// <summary>State tensors after a training step, by index; empty otherwise.</summary>
    public IReadOnlyList<Tensor> States { get; }

    public Digest InputRoot { get; }

    public Digest OutputRoot { get; }

    /// <summary>Units of work: 1 for a single pass and a training step, tokens generated for a decode loop.</summary>
    public uint Units { get; }

    /// <summary>Trace root under a salt of <see cref="Commitments.TraceSalt"/>.</summary>
    public Digest TraceRoot(Digest traceSalt) => Commitments.Trace(traceSalt, boundaries);
}
