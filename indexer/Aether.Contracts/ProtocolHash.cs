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

    /// <summary>H(11 | <see cref="Submitted"/>): the digest of a submitted job whose output was answered on chain.</summary>
    public static Bytes32 Answered(Bytes32 submitted) => Hash(DomainByte.Terms, new AbiWriter(AbiWriter.WordBytes).WriteBytes32(submitted));

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
    public static Bytes32 RoyaltyHash(IReadOnlyList<Split> royalties) => Splits(DomainByte.Royalties, royalties);

    /// <summary>H(13 | payee | bps | ..); of an empty list zero, which is what a Request without extras carries.</summary>
    public static Bytes32 ExtrasHash(IReadOnlyList<Split> extras) => extras.Count == 0 ? Bytes32.Zero : Splits(DomainByte.Extras, extras);

    /// <summary>H(0b | outputRoot | cipherRoot): a sealed output with the leaf hashes of its plaintext beside the ciphertext.</summary>
    public static Bytes32 CipherCommit(Bytes32 outputRoot, Bytes32 cipherRoot) =>
        Hash(DomainByte.CipherCommit, new AbiWriter(2 * AbiWriter.WordBytes).WriteBytes32(outputRoot).WriteBytes32(cipherRoot));

    /// <summary>H(0b | cipherRoot | C_ct): a sealed output that a validity proof opens by its point.</summary>
    /// <param name="point">x | y, 64 bytes, big-endian.</param>
    public static Bytes32 CipherCommit(Bytes32 cipherRoot, ReadOnlySpan<byte> point)
    {
        const int PointBytes = 64;
        if (point.Length != PointBytes)
            throw new ArgumentException($"A point has {PointBytes} bytes, not {point.Length}.", nameof(point));
        return Hash(DomainByte.CipherCommit, [.. cipherRoot.ToArray(), .. point]);
    }

    /// <summary>H(0c | chainId | market | jobId | provider | keyHash): what makes the pad of one job useless for every other.</summary>
    public static Bytes32 OrderKey(UInt256 chainId, Address market, UInt256 jobId, Address provider, Bytes32 keyHash) =>
        Hash(
            DomainByte.OrderKey,
            new AbiWriter(5 * AbiWriter.WordBytes)
                .WriteUInt(chainId)
                .WriteAddress(market)
                .WriteUInt(jobId)
                .WriteAddress(provider)
                .WriteBytes32(keyHash)
        );

    /// <summary>H(08 | key | orderKey | index): one word of the pad.</summary>
    public static Bytes32 PadWord(Bytes32 key, Bytes32 orderKey, UInt256 index) =>
        Hash(DomainByte.PadWord, new AbiWriter(3 * AbiWriter.WordBytes).WriteBytes32(key).WriteBytes32(orderKey).WriteUInt(index));

    private static Bytes32 Splits(byte domain, IReadOnlyList<Split> splits)
    {
        var writer = new AbiWriter(splits.Count * Split.HeadBytes);
        foreach (Split split in splits)
            split.Write(writer);
        return Hash(domain, writer);
    }

    private static Bytes32 Hash(byte domain, AbiWriter words) => Hash(domain, words.ToArray());

    private static Bytes32 Hash(byte domain, ReadOnlySpan<byte> bytes)
    {
        var hash = new IncrementalKeccak256();
        hash.Append(domain);
        hash.Append(bytes);
        return new Bytes32(hash.Finish());
    }
}
