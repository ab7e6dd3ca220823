namespace Aether.Hashing;

/// <summary>Keccak-256 over a message that arrives in pieces. Not safe for use by several threads at once.</summary>
public sealed class IncrementalKeccak256
{
    private readonly ulong[] _state = new ulong[KeccakPermutation.Words];
    private readonly byte[] _buffer = new byte[Keccak256.RateBytes];
    private int _buffered;

    /// <summary>Adds the next piece of the message.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_buffered > 0)
        {
            int taken = Math.Min(data.Length, Keccak256.RateBytes - _buffered);
            data[..taken].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += taken;
            data = data[taken..];
            if (_buffered < Keccak256.RateBytes)
                return;
            KeccakBlock.Absorb(_state, _buffer);
            _buffered = 0;
        }
        while (data.Length >= Keccak256.RateBytes)
        {
            KeccakBlock.Absorb(_state, data[..Keccak256.RateBytes]);
            data = data[Keccak256.RateBytes..];
        }
        data.CopyTo(_buffer);
        _buffered = data.Length;
    }

    /// <summary>Adds one byte, such as a domain byte.</summary>
    public void Append(byte value) => Append([value]);

    /// <summary>Writes the digest of everything appended and starts a new, empty message.</summary>
    public void Finish(Span<byte> digest)
    {
        if (digest.Length < Keccak256.DigestBytes)
            throw new ArgumentException($"The digest needs {Keccak256.DigestBytes} bytes; the span has {digest.Length}.", nameof(digest));
        KeccakBlock.AbsorbLast(_state, _buffer.AsSpan(0, _buffered));
        KeccakBlock.Squeeze(_state, digest);
        Reset();
    }

    /// <summary>As <see cref="Finish(Span{byte})"/>, into a fresh array.</summary>
    public byte[] Finish()
    {
        byte[] digest = new byte[Keccak256.DigestBytes];
        Finish(digest);
        return digest;
    }

    /// <summary>Forgets everything appended.</summary>
    public void Reset()
    {
        Array.Clear(_state);
        Array.Clear(_buffer);
        _buffered = 0;
    }
}
