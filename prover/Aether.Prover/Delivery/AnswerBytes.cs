using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Prover.Delivery;

/// <summary>The bytes that answer a demand for an output, checked against a Claim as ExchangeBox checks them, without the model.</summary>
public static class AnswerBytes
{
    /// <summary>What a relay signs that it hands out.</summary>
    public static Bytes32 CommitOf(Claim claim, OutputMode mode) => mode == OutputMode.Sealed ? claim.CipherCommit : claim.OutputCommit;

    /// <exception cref="FormatException">They are not what the Claim commits to.</exception>
    public static void Require(ReadOnlySpan<byte> answer, Claim claim, OutputMode mode)
    {
        // What a proof pays for commits its sealed output by the ciphertext alone.
        var found =
            mode != OutputMode.Sealed ? PublicAnswer.CommitOf(answer)
            : claim.OutputCommit.IsZero ? PointPackage.Parse(answer).Commit
            : SealedPackage.Parse(answer).Commit;
        var wanted = CommitOf(claim, mode);
        if (found != wanted)
            throw new FormatException($"these bytes commit to {found}; the Claim on chain says {wanted}");
    }
}
