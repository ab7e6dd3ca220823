namespace Aether.Prover.Policy;

/// <summary>What the policy says about one Request.</summary>
/// <param name="MinPrice">Least price taken, smallest units; zero when skipped.</param>
/// <param name="LockAt">First second (chain time) at which the curve reaches it; null when skipped.</param>
/// <param name="PriceAtLock">The curve at that second.</param>
/// <param name="AcceptUnlisted">The verifier is not listed and the policy takes it all the same.</param>
/// <param name="Reasons">Every reason to skip, not only the first; empty when taken.</param>
public sealed record PolicyDecision(
    UInt128 MinPrice,
    ulong? LockAt,
    UInt128 PriceAtLock,
    bool AcceptUnlisted,
    IReadOnlyList<SkipReason> Reasons
)
{
    public bool IsTaken => Reasons.Count == 0;
}
