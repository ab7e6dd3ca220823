using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Chain;

namespace Aether.Prover.Delivery;

/// <summary>A sealed output whose point a proof opens, as it is handed over and answered on chain: C_ct 64 | one word of 32 for every element of the frame.</summary>
/// <remarks>Source: prover/AIR8.md, Sealed outputs; prover/PROOFS.md, Envelope; ExchangeBox.answerOutput.</remarks>
public sealed class PointPackage
{
    private const int WordsMax = 512;

    private PointPackage(ReadOnlyMemory<byte> point, Fr[] words)
    {
        Point = point;
        Words = words;
        CipherRoot = SealedWords.CipherRoot(words);
        Commit = ProtocolHash.CipherCommit(CipherRoot.ToBytes32(), point.Span);
    }

    /// <summary>C_ct, 64 bytes.</summary>
    public ReadOnlyMemory<byte> Point { get; }

    /// <summary>The ciphertext by frame index.</summary>
    public Fr[] Words { get; }

    public Digest CipherRoot { get; }

    /// <summary>cipherCommit of a Claim that names this package.</summary>
    public Bytes32 Commit { get; }

    public byte[] Bytes => [.. Point.Span, .. Words.SelectMany(word => word.ToBytes())];

    /// <param name="key">32 random bytes, drawn for this Job alone.</param>
    /// <param name="orderKey">Of <see cref="ProtocolHash.OrderKey"/>.</param>
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    public static PointPackage Seal(Digest key, Bytes32 orderKey, Tensor output, Srs srs)
    {
        var words = SealedWords.Seal(output, SealedWords.Pads(key, orderKey.ToDigest(), (int)output.Shape.FrameCount));
        ProofPlan.RequirePowers(srs, output.Shape.FrameLog);
        return new PointPackage(srs.Commit(words).ToBytes(), words);
    }

    /// <summary>Reads the form only: that the point is the words' is what the proof shows.</summary>
    /// <exception cref="FormatException">Not a point's length and 1 to 512 words below the modulus.</exception>
    public static PointPackage Parse(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes.Length - G1Point.Bytes;
        if (rest <= 0 || rest % Fr.Bytes != 0 || rest / Fr.Bytes > WordsMax)
            throw new FormatException(
                $"{bytes.Length} bytes; a package has {G1Point.Bytes} and {Fr.Bytes} for each of at most {WordsMax} words"
            );
        var words = new Fr[rest / Fr.Bytes];
        for (var i = 0; i < words.Length; i++)
            words[i] = Fr.Read(bytes.Slice(G1Point.Bytes + (i * Fr.Bytes), Fr.Bytes));
        return new PointPackage(bytes[..G1Point.Bytes].ToArray(), words);
    }

    /// <exception cref="FormatException">What is inside is no output of this shape: no proof of it would hold.</exception>
    public Tensor Open(Digest key, Bytes32 orderKey, TensorShape shape)
    {
        if (Words.Length != shape.FrameCount)
            throw new FormatException($"{Words.Length} words; an output of {shape} has {shape.FrameCount}");
        return SealedWords.Open(Words, SealedWords.Pads(key, orderKey.ToDigest(), Words.Length), shape);
    }
}
