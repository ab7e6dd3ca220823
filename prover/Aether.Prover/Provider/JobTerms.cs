using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;

namespace Aether.Prover.Provider;

/// <summary>What later calls repeat to the market: Terms, Claim, Item, built from a Request and the facts of its Job.</summary>
internal static class JobTerms
{
    public static Terms TermsOf(Bytes32 requestDigest, UInt256 nodeId, Request request, JobRecord.LockMined mined) =>
        LockTerms.Of(
            requestDigest,
            nodeId,
            request,
            UInt128.Parse(mined.Price, CultureInfo.InvariantCulture),
            (ushort)mined.FeeBps,
            mined.Listed,
            Bytes32.Parse(mined.RoyaltyHash)
        );

    /// <summary>The Claim: payee is the provider, so copied calldata pays the worker.</summary>
    public static Claim ClaimOf(Address provider, JobRecord.Executed executed)
    {
        return new()
        {
            Payee = provider,
            OutputCommit = Bytes32.Parse(executed.OutputCommit),
            CipherCommit = CipherCommitOf(executed),
            KeyHash = executed.Package is null ? Bytes32.Zero : Commitments.KeyHash(Digest.Parse(executed.Key)).ToBytes32(),
            Units = executed.Units,
            TraceRoot = Bytes32.Parse(executed.TraceRoot),
        };
    }

    /// <summary>The key that submit publishes: none where a proof pays, which brings it; else of a sealed output the Job's own.</summary>
    public static Bytes32 PublishedKey(Request request, JobRecord.Executed executed) =>
        (Tier)request.Tier == Tier.Validity ? Bytes32.Zero : KeyOf(executed);

    /// <summary>The key of a sealed output; zero for a public one.</summary>
    public static Bytes32 KeyOf(JobRecord.Executed executed) => executed.Package is null ? Bytes32.Zero : Bytes32.Parse(executed.Key);

    /// <summary>What is handed over of a sealed output; null for a public one.</summary>
    public static byte[]? PackageOf(JobRecord.Executed executed) => executed.Package is { } package ? Hex.Parse(package) : null;

    private static Bytes32 CipherCommitOf(JobRecord.Executed executed) =>
        executed.CipherCommit is { } commit ? Bytes32.Parse(commit)
        : PackageOf(executed) is { } package ? SealedPackage.Parse(package).Commit
        : Bytes32.Zero;

    public static Item ItemOf(SignedRequest offer, Terms terms, Claim claim, JobRecord.LockMined mined) =>
        new()
        {
            JobId = offer.JobId,
            Terms = terms,
            Claim = claim,
            Royalties = [.. mined.Royalties.Select(split => new Split { Payee = Address.Parse(split.Payee), Bps = (ushort)split.Bps })],
            Extras = [.. offer.Extras],
        };

    public static Digest OutputSalt(JobRecord.Executed executed) => Commitments.OutputSalt(Digest.Parse(executed.Key));

    public static Digest TraceSalt(JobRecord.Executed executed) => Commitments.TraceSalt(Digest.Parse(executed.Key));
}
