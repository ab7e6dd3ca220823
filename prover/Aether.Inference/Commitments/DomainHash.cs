using Aether.Hashing;

namespace Aether.Inference;

/// <summary>Keccak-256 over a domain byte and the fields of one structure.</summary>
internal static class DomainHash
{
    public static Digest Of(Domain domain, ReadOnlySpan<byte> fields)
    {
        Span<byte> stack = stackalloc byte[512];
        Span<byte> message = fields.Length < stack.Length ? stack[..(fields.Length + 1)] : new byte[fields.Length + 1];
        message[0] = (byte)domain;
        fields.CopyTo(message[1..]);
        return OfMessage(message);
    }

    /// <summary>Inner node of a tree: H(01 | left | right).</summary>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> message = stackalloc byte[1 + 2 * Digest.Size];
        message[0] = (byte)Domain.Node;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + Digest.Size)..]);
        return OfMessage(message);
    }

    /// <param name="message">The domain byte is already in front.</param>
    public static Digest OfMessage(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        Keccak256.Hash(message, hash);
        return new Digest(hash);
    }
}
