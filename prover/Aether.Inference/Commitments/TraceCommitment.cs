namespace Aether.Inference;

/// <summary>Commits to a trace whose boundaries arrive one by one: memory does not grow with their number.</summary>
/// <remarks>Source: prover/AIR8.md, Commitments. traceRoot = H(0a | saltT | count | top), top over H(00 | boundary).</remarks>
public sealed class TraceCommitment
{
    private readonly MerkleAccumulator tree = new();

    /// <summary>Adds the next boundary: a tensor's root.</summary>
    public void Add(Digest boundary) => tree.Add(new Preimage(Domain.Leaf).Add(boundary).Hash());

    /// <param name="salt">saltT of <see cref="Commitments.TraceSalt"/>.</param>
    /// <exception cref="InvalidOperationException">No boundary was added.</exception>
    public Digest Root(Digest salt) =>
        tree.Count > 0
            ? new Preimage(Domain.Trace).Add(salt).Add(tree.Count).Add(tree.Top()).Hash()
            : throw new InvalidOperationException("a trace has at least one boundary");
}
