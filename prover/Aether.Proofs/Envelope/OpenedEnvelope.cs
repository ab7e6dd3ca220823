namespace Aether.Proofs;

/// <summary>What an envelope holds, every preimage checked.</summary>
/// <param name="Statement">As the proof speaks of it.</param>
/// <param name="Proof">The rest of the envelope; not checked yet.</param>
public sealed record OpenedEnvelope(InferenceStatement Statement, ReadOnlyMemory<byte> Proof);
