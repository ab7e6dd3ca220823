namespace Aether.Proofs;

/// <summary>What a proof of an inference is about: the commitment that names the Claim, and its ends.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, Envelope. Whoever makes one has checked that the ends are those of the commitment.</remarks>
public sealed record InferenceStatement
{
    /// <summary>The inference commitment, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Ic { get; init; }

    /// <summary>Frame of the input in clear; null where it stands behind <see cref="InputPoint"/>.</summary>
    public byte[]? Input { get; init; }

    /// <summary>C_x.</summary>
    public G1Point InputPoint { get; init; }

    /// <summary>Frame of a public output; null for a sealed one.</summary>
    public byte[]? Output { get; init; }

    /// <summary>Pad words of a sealed output, by frame index.</summary>
    public Fr[]? Pads { get; init; }

    /// <summary>Ciphertext words that were answered on chain, by frame index; null where they stand behind <see cref="CiphertextPoint"/>.</summary>
    public Fr[]? Ciphertext { get; init; }

    /// <summary>C_ct.</summary>
    public G1Point CiphertextPoint { get; init; }

    internal bool IsInputByPoint => Input is null;

    internal bool IsCiphertextByPoint => Output is null && Ciphertext is null;

    /// <summary>What message 0 absorbs.</summary>
    internal byte[] Message() => [.. Ic.Span, .. Output ?? []];

    internal StatementValues Values(ProofPlan plan) =>
        new(plan)
        {
            Input = Input,
            Output = Output,
            Pads = Pads,
            Ciphertext = Ciphertext,
        };
}
