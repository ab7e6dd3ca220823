using Aether.Ethereum;

namespace Aether.Indexer.Proving;

/// <summary>A proof of a row.</summary>
/// <param name="Document">JSON, as <c>aether verify proof</c> takes it.</param>
/// <param name="BlockHash">What whoever checks it has to trust.</param>
/// <param name="IsFinal">The block cannot go away any more, nor can the proof.</param>
public sealed record RowProof(byte[] Document, Bytes32 BlockHash, bool IsFinal);
