using System.Buffers;

namespace Aether.Proofs;

/// <summary>Makes a proof message by message: a claim's word is the sum of its column.</summary>
/// <param name="columnOf">The values of a column.</param>
internal sealed class MessageWriter(ClaimList claims, Func<Column, ReadOnlyMemory<Fr>> columnOf, FieldVector<ScalarModulus> field)
    : IClaimWords
{
    private readonly ArrayBufferWriter<byte> _proof = new();
    private int _start;

    /// <summary>The bytes since the last message.</summary>
    public ReadOnlySpan<byte> TakeMessage()
    {
        ReadOnlySpan<byte> message = _proof.WrittenSpan[_start..];
        _start = _proof.WrittenCount;
        return message;
    }

    public void Write(Fr word) => _proof.Write(word.ToBytes());

    public void Write(G1Point point) => _proof.Write(point.ToBytes());

    public void Write(ReadOnlySpan<byte> bytes) => _proof.Write(bytes);

    public byte[] ToArray() => _proof.WrittenSpan.ToArray();

    public Fr Word(Claim claim)
    {
        Fr value = Value(claim);
        claims.Add(claim, value);
        return value;
    }

    public Fr Value(Claim claim)
    {
        Fr value = claim.SumOf(columnOf(claim.Column).Span, field);
        Write(value);
        return value;
    }

    public void Known(Claim claim, Fr value) => claims.Add(claim, value);
}
