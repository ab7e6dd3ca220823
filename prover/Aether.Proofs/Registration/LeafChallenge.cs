using Aether.Hashing;

namespace Aether.Proofs;

/// <summary>Ties a point to a root: the column of a registered point holds a leaf of the model's file.</summary>
/// <remarks>Source: prover/PROOFS.md, Leaf challenge.</remarks>
/// <param name="Weights">A leaf of the weights; otherwise of the tables.</param>
/// <param name="Index">Number of the leaf, 256 values each.</param>
/// <param name="ChallengeId">32 bytes, of the contract.</param>
/// <param name="BlockHash">32 bytes, of a block after the challenge.</param>
public sealed record LeafChallenge(bool Weights, long Index, ReadOnlyMemory<byte> ChallengeId, ReadOnlyMemory<byte> BlockHash)
{
    /// <summary>Bytes of a leaf, one a value.</summary>
    public const int LeafBytes = 256;
    private const int LeafLog = 8;

    /// <summary>The answer: 768 bytes.</summary>
    /// <exception cref="InvalidOperationException">The model has no such leaf.</exception>
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    public byte[] Answer(ProofPlan plan, Srs srs, ProverOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RegistrationShape shape = new(plan);
        ProofPlan.RequirePowers(srs, shape.CoordinateCount);
        options ??= ProverOptions.Default;
        (Transcript transcript, Fr[] point) = Asked(shape, options.Transcript);
        Fr[] column = Weights ? ModelColumns.Weights(plan) : ModelColumns.Table(plan);
        return MercuryProver.Open(srs, [(column, Fr.One)], point, transcript, options, cancellation);
    }

    /// <param name="leaf">256 bytes of the file's section; weight words are reversed in it.</param>
    /// <returns>Whether the registered point holds the leaf.</returns>
    public bool Verify(VerifyingKey key, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> answer, G2Point tauG2, Transcript? transcript = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (leaf.Length != LeafBytes)
            throw new ArgumentException($"A leaf has {LeafBytes} bytes; there are {leaf.Length}.", nameof(leaf));
        (Transcript asked, Fr[] point) = Asked(new RegistrationShape(key.Plan), transcript);
        byte[] codes = leaf.ToArray();
        if (Weights)
        {
            for (int word = 0; word < LeafBytes; word += Keccak256.DigestBytes)
                codes.AsSpan(word, Keccak256.DigestBytes).Reverse();
        }
        Fr value = MultilinearTable.Evaluate(ModelColumns.Codes(codes), point.AsSpan(0, LeafLog));
        return MercuryVerifier.Verify(tauG2, Weights ? key.WeightsPoint : key.TablePoint, point, value, answer, asked);
    }

    // (u, bits of the index, 0 ..)
    private (Transcript Transcript, Fr[] Point) Asked(RegistrationShape shape, Transcript? transcript)
    {
        if (Index < 0 || Index >> (shape.CoordinateCount - LeafLog) != 0)
            throw new InvalidOperationException($"The model has no leaf {Index}.");
        transcript ??= new Transcript();
        transcript.Absorb(RegistrationTags.Challenge, [.. ChallengeId.Span, .. BlockHash.Span]);
        Fr[] point = new Fr[shape.CoordinateCount];
        transcript.Draw(RegistrationTags.Leaf, LeafLog).CopyTo(point, 0);
        for (int bit = LeafLog; bit < point.Length; bit++)
            point[bit] = ((Index >> (bit - LeafLog)) & 1) == 1 ? Fr.One : Fr.Zero;
        return (transcript, point);
    }
}
