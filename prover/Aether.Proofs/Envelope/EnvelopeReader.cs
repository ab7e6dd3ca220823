using Aether.Inference;

namespace Aether.Proofs;

/// <summary>What an envelope still holds.</summary>
internal sealed class EnvelopeReader(ReadOnlyMemory<byte> envelope)
{
    private int _position;

    /// <exception cref="FieldFormatException">The envelope ends.</exception>
    public ReadOnlyMemory<byte> Take(int count)
    {
        if (envelope.Length - _position < count)
            throw new FieldFormatException($"The envelope ends at byte {envelope.Length}; {count} more are read at {_position}.");
        _position += count;
        return envelope.Slice(_position - count, count);
    }

    public Digest Digest() => new(Take(Inference.Digest.Size).Span);

    public ReadOnlyMemory<byte> Rest() => envelope[_position..];
}
