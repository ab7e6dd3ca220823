namespace Aether.Proofs;

/// <summary>Rules of models that can be proved, by their numbers in prover/PROOFS.md, Served models.</summary>
public enum ProofRule
{
    /// <summary>P-01: inference in one pass, operators that are served, every tensor of at most 256 operators.</summary>
    Kind = 1,

    /// <summary>P-02: columns within the SRS.</summary>
    Columns = 2,

    /// <summary>P-03: a tensor is a sum of at most 8 leaves.</summary>
    Leaves = 3,

    /// <summary>P-04: at most 32 coordinates.</summary>
    Coordinates = 4,

    /// <summary>P-05: a sealed output has a frame of at most 512.</summary>
    SealedOutput = 5,
}
