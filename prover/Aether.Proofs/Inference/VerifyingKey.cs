namespace Aether.Proofs;

/// <summary>What a registered model is verified with.</summary>
/// <param name="Plan">Of its graph.</param>
/// <param name="WeightsPoint">C_W.</param>
/// <param name="TablePoint">C_T.</param>
public sealed record VerifyingKey(ProofPlan Plan, G1Point WeightsPoint, G1Point TablePoint);
