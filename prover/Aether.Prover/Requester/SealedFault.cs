using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;

namespace Aether.Prover.Requester;

/// <summary>A Provider committed to a package that is wrong: whoever shows it to the ExchangeBox gets him slashed.</summary>
/// <param name="Leaf">The leaf to complain about.</param>
/// <param name="Reason">What is wrong, for people.</param>
public sealed record SealedFault(SealedPackage Package, int Leaf, string Reason)
{
    /// <summary>Null when the package is what its Claim says and opens with the published key.</summary>
    /// <param name="package">The one whose commitment is the Claim's.</param>
    public static SealedFault? Find(MarketClient market, SubmitEvent submitted, SealedPackage package)
    {
        var claim = submitted.Claim;
        var key = submitted.Key.ToDigest();
        if (Commitments.Output(Commitments.OutputSalt(key), package.OutputRoot).ToBytes32() != claim.OutputCommit)
            return new SealedFault(package, 0, "the Claim names another output than its package holds");
        return package.FaultyLeaf(key, OrderKey(market, submitted)) is { } leaf
            ? new SealedFault(package, leaf, $"leaf {leaf} of the sealed output does not open to what was promised")
            : null;
    }

    /// <summary>Of the Job that a Claim is on.</summary>
    public static Bytes32 OrderKey(MarketClient market, SubmitEvent submitted) =>
        market.OrderKey(submitted.JobId, submitted.Claim.Payee, submitted.Claim.KeyHash);

    public ExchangeBox.ComplainCall Call(Terms terms, SubmitEvent submitted) =>
        new()
        {
            JobId = submitted.JobId,
            Terms = terms,
            Claim = submitted.Claim,
            Key = submitted.Key,
            Complaint = Package.ComplaintAbout(Leaf),
        };
}
