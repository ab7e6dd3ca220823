using Aether.Cuda;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Prover.Provider;

/// <summary>What proving a run of a model takes, known from its file.</summary>
/// <param name="Refusal">Why no run of it can be proved anywhere; null where it can.</param>
/// <param name="SrsId">Of the reference string that it was prepared with; zero for an unprepared one.</param>
/// <param name="Bytes">Memory of a proof, at most.</param>
/// <param name="DeviceBytes">The same of a GPU, where one is used.</param>
/// <param name="SealedRefusal">Why a sealed output of it cannot be proved; null where it can.</param>
internal sealed record ProofNeeds(string? Refusal, Digest SrsId, long Bytes, long DeviceBytes = 0, string? SealedRefusal = null)
{
    public static ProofNeeds Of(Air8Model model)
    {
        if (model.SrsId.IsZero)
            return new ProofNeeds("the model is not prepared for proofs (aether model prepare)", Digest.Zero, 0);
        try
        {
            var plan = ProofPlan.Of(model);
            return new ProofNeeds(null, model.SrsId, plan.ProofBytes, CudaProofEngine.BytesFor(plan), SealedRefusalOf(plan));
        }
        catch (ProofRefusedException e)
        {
            return new ProofNeeds(e.Message, model.SrsId, 0);
        }
    }

    private static string? SealedRefusalOf(ProofPlan plan)
    {
        try
        {
            plan.RequireSealable();
            return null;
        }
        catch (ProofRefusedException e)
        {
            return e.Message;
        }
    }
}
