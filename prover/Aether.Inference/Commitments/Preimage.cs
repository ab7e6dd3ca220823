using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>The bytes of one structure being hashed: a domain byte, then fields of fixed width, numbers big-endian.</summary>
internal sealed class Preimage(Domain domain)
{
    private readonly List<byte> message = [(byte)domain];

    public Preimage Add(ReadOnlySpan<byte> field)
    {
        message.AddRange(field);
        return this;
    }

    public Preimage Add(Digest field) => Add(field.ToArray());

    public Preimage Add(byte field) => Add([field]);

    public Preimage Add(ushort field)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, field);
        return Add(bytes);
    }

    public Preimage Add(uint field)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, field);
        return Add(bytes);
    }

    public Preimage Add(ulong field)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, field);
        return Add(bytes);
    }

    /// <summary>A number or an address as a word of 32 bytes, zeros in front.</summary>
    public Preimage AddWord(ReadOnlySpan<byte> field)
    {
        Span<byte> word = stackalloc byte[Digest.Size];
        word.Clear();
        field.CopyTo(word[(Digest.Size - field.Length)..]);
        return Add(word);
    }

    public Preimage AddWord(ulong field)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, field);
        return AddWord(bytes);
    }

    public Digest Hash() => DomainHash.OfMessage(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(message));
}
