namespace Aether.Proofs;

/// <summary>Reads a proof message by message; every word canonical, every point on the curve, nothing left over.</summary>
internal sealed class MessageReader(ReadOnlyMemory<byte> proof, ClaimList claims) : IClaimWords
{
    private int _position;
    private int _start;

    public bool IsAtEnd => _position == proof.Length;

    /// <summary>The bytes since the last message.</summary>
    public ReadOnlySpan<byte> TakeMessage()
    {
        ReadOnlySpan<byte> message = proof.Span[_start.._position];
        _start = _position;
        return message;
    }

    /// <exception cref="FieldFormatException">The proof ends, or the word is not below the modulus.</exception>
    public Fr Word() => Fr.Read(Take(Fr.Bytes));

    /// <exception cref="FieldFormatException">The proof ends, or the bytes are no point.</exception>
    public G1Point Point() => G1Point.Read(Take(G1Point.Bytes));

    /// <summary>Everything that was not read yet.</summary>
    public ReadOnlyMemory<byte> Rest() => proof[_position..];

    public Fr Word(Claim claim)
    {
        Fr value = Word();
        claims.Add(claim, value);
        return value;
    }

    public Fr Value(Claim claim) => Word();

    public void Known(Claim claim, Fr value) => claims.Add(claim, value);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (proof.Length - _position < count)
            throw new FieldFormatException($"The proof ends at byte {proof.Length}; {count} more are read at {_position}.");
        _position += count;
        return proof.Span.Slice(_position - count, count);
    }
}
