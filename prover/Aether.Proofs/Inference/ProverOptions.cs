namespace Aether.Proofs;

/// <summary>How a proof is made; none of it changes a byte of the proof.</summary>
public sealed record ProverOptions
{
    /// <summary>All processors, no reports.</summary>
    public static ProverOptions Default { get; } = new();

    /// <summary>What the large parts are computed on, by default the widest vectors of the processor.</summary>
    public ProofEngine Engine { get; init; } = ProofEngine.Widest;

    /// <summary>Threads used at most, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told every stage as it begins, on the prover's thread.</summary>
    public IProgress<ProofStage>? Progress { get; init; }

    /// <summary>The transcript to go on with; null for a fresh one.</summary>
    public Transcript? Transcript { get; init; }
}
