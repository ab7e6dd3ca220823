using System.Buffers.Binary;
using Aether.Hashing;

namespace Aether.Proofs;

/// <summary>The Fiat-Shamir transcript: what was said becomes a state, and challenges come out of it.</summary>
/// <remarks>
/// absorb(tag, m): state = H(09 | tag | length of m, 4 bytes | state | m). draw(tag, n): c_i = H(09 | tag | state | i, 4 bytes) mod P; the
/// state stays. Source: prover/PROOFS.md, Transcript.
/// </remarks>
public sealed class Transcript
{
    /// <summary>Bytes of the state.</summary>
    public const int StateBytes = Keccak256.DigestBytes;
    private const byte Domain = 9;
    private const int AbsorbTagMax = 0x3f;
    private const int DrawTagMin = 0x41;
    private const int DrawTagMax = 0x7f;

    private readonly byte[] _state = new byte[StateBytes];
    private readonly IncrementalKeccak256 _hash = new();
    private readonly TextWriter? _trace;

    /// <summary>Starts at a state of zeros.</summary>
    public Transcript()
        : this(new byte[StateBytes]) { }

    /// <param name="state">32 bytes.</param>
    /// <param name="trace">Gets a line for each absorb ("absorb TAG STATE") and each challenge ("draw TAG INDEX WORD"), lower-case hex.</param>
    public Transcript(ReadOnlySpan<byte> state, TextWriter? trace = null)
    {
        if (state.Length != StateBytes)
            throw new ArgumentException($"A state has {StateBytes} bytes; there are {state.Length}.", nameof(state));
        state.CopyTo(_state);
        _trace = trace;
    }

    public ReadOnlySpan<byte> State => _state;

    /// <param name="tag">01 to 3f, used at one place of a protocol.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tag is one of draw's, or none.</exception>
    public void Absorb(byte tag, ReadOnlySpan<byte> message)
    {
        if (tag is 0 or > AbsorbTagMax)
            throw new ArgumentOutOfRangeException(nameof(tag), tag, "Tags of absorb are 01 to 3f.");
        Span<byte> head = stackalloc byte[6];
        head[0] = Domain;
        head[1] = tag;
        BinaryPrimitives.WriteInt32BigEndian(head[2..], message.Length);
        _hash.Append(head);
        _hash.Append(_state);
        _hash.Append(message);
        _hash.Finish(_state);
        _trace?.Write($"absorb {tag:x2} {Convert.ToHexStringLower(_state)}\n");
    }

    /// <summary>One challenge.</summary>
    public Fr Draw(byte tag) => Draw(tag, 1)[0];

    /// <param name="tag">41 to 7f.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tag is one of absorb's, or none.</exception>
    public Fr[] Draw(byte tag, int count)
    {
        if (tag is < DrawTagMin or > DrawTagMax)
            throw new ArgumentOutOfRangeException(nameof(tag), tag, "Tags of draw are 41 to 7f.");
        Span<byte> message = stackalloc byte[2 + StateBytes + 4];
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        message[0] = Domain;
        message[1] = tag;
        _state.CopyTo(message[2..]);
        Fr[] challenges = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(message[(2 + StateBytes)..], i);
            Keccak256.Hash(message, digest);
            challenges[i] = Fr.ReadReduced(digest);
            _trace?.Write($"draw {tag:x2} {i} {Convert.ToHexStringLower(challenges[i].ToBytes())}\n");
        }
        return challenges;
    }
}
