namespace Aether.Proofs;

/// <summary>Tags of what every proof ends in: all claims on columns are brought to one point, and the columns opened there.</summary>
internal sealed record FinishTags(byte Gamma, byte ClaimRound, byte ClaimPoint, byte Evaluations, byte Delta);
