using Aether.Inference;

namespace Aether.Proofs;

/// <summary>A proof among others.</summary>
/// <param name="Key">What the model is registered with.</param>
/// <param name="ContentHash">Of the registered model.</param>
public sealed record BatchItem(VerifyingKey Key, Digest ContentHash, ProofQuestion Question, ReadOnlyMemory<byte> Envelope);
