using Aether.Inference;

namespace Aether.Proofs;

/// <summary>What a market asks a verifier, and where.</summary>
/// <param name="Claim">Everything that stands in the inference commitment.</param>
/// <param name="Answered">A demand for the sealed output was answered on chain: its words travel in the envelope.</param>
/// <param name="Key">Key of a sealed output; zero for a public one.</param>
public sealed record ProofQuestion(InferenceCommitment Claim, bool Answered, Digest Key)
{
    /// <summary>The output is sealed.</summary>
    public bool IsSealed => !Claim.CipherCommit.IsZero;
}
