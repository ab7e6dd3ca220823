using Aether.Ethereum;
using Aether.Hashing;

namespace Aether.Contracts;

/// <summary>
/// Every hash of ours that is not EIP-712: a domain byte, then 32-byte big-endian words. The same as the Hashing library in Solidity;
/// the golden vectors hold both to it.
/// </summary>
public static class ProtocolHash
{
    /// <summary>H(0d | key).</summary>
    public static Bytes32 KeyHash(Bytes32 key) => Hash(DomainByte.Key, new AbiWriter(32).WriteBytes32(key));

    /// <summary>The inference commitment: H(07 | chainId | market | jobId | payee | verifier | modelId | inputCommit | outputCommit |
    /// cipherCommit | keyHash | units | traceRoot), 1 + 12 x 32 bytes.</summary>
    public static Bytes32 InferenceCommitment(
        UInt256 chainId,
        Address market,
        UInt256 jobId,
        Address verifier,
        Bytes32 modelId,
        Bytes32 inputCommit,
        Claim claim
    ) =>
        Hash(
            DomainByte.InferenceCommitment,
            new AbiWriter(12 * AbiWriter.WordBytes)
                .WriteUInt(chainId)
                .WriteAddress(market)
                .WriteUInt(jobId)
                .WriteAddress(claim.Payee)
                .WriteAddress(verifier)
                .WriteBytes32(modelId)
                .WriteBytes32(inputCommit)
                .WriteBytes32(claim.OutputCommit)
                .WriteBytes32(claim.CipherCommit)
                .WriteBytes32(claim.KeyHash)
                .WriteUInt(claim.Units)
                .WriteBytes32(claim.TraceRoot)
        );

    /// <summary>H(11 | the words of Terms): the digest of a locked job.</summary>
    public static Bytes32 TermsHash(Terms terms) => Hash(DomainByte.Terms, terms.Write(new AbiWriter(Terms.HeadBytes)));

    /// <summary>H(11 | H(Terms) | IC): the digest of a submitted job.</summary>
    public static Bytes32 Submitted(Bytes32 termsHash, Bytes32 ic) =>
        Hash(DomainByte.Terms, new AbiWriter(2 * AbiWriter.WordBytes).WriteBytes32(termsHash).WriteBytes32(ic));

    /// <summary>H(10 | creator | contentHash | kind | parent | licenceId | royaltyHash).</summary>
    public static Bytes32 ModelId(
        Address creator,
        Bytes32 contentHash,
        ModelKind kind,
        Bytes32 parent,
        uint licenceId,
        Bytes32 royaltyHash
    ) =>
        Hash(
            DomainByte.Model,
            new AbiWriter(6 * AbiWriter.WordBytes)
                .WriteAddress(creator)
                .WriteBytes32(contentHash)
                .WriteUInt((byte)kind)
                .WriteBytes32(parent)
                .WriteUInt(licenceId)
                .WriteBytes32(royaltyHash)
        );

    /// <summary>H(12 | payee | bps | payee | bps | ..); of an empty list, H(12).</summary>
    public static Bytes32 RoyaltyHash(IReadOnlyList<Split> royalties)
    {
        var writer = new AbiWriter(royalties.Count * Split.HeadBytes);
        foreach (Split split in royalties)
            split.Write(writer);
        return Hash(DomainByte.Royalties, writer);
    }

    private static Bytes32 Hash(byte domain, AbiWriter words)
    {
        var hash = new IncrementalKeccak256();
        hash.Append(domain);
        hash.Append(words.ToArray());
        return new Bytes32(hash.Finish());
    }
}
