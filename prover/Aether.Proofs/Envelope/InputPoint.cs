using Aether.Inference;

namespace Aether.Proofs;

/// <summary>C_x: what an input stands behind where it is not to travel.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns, X; prover/AIR8.md, Commitments.</remarks>
public static class InputPoint
{
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    public static G1Point Of(Tensor input, Srs srs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProofPlan.RequirePowers(srs, input.Shape.FrameLog);
        return srs.Commit(ModelColumns.Codes(input.Bytes), cancellation: cancellation);
    }
}
