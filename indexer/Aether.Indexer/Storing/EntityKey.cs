using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Aether.Ethereum;

namespace Aether.Indexer.Storing;

/// <summary>The key of an entity within its table as bytes: each part, stored as its column takes it, with its length before it.</summary>
internal sealed class EntityKey : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private byte[] _buffer = new byte[256];

    /// <summary>Valid until the next key.</summary>
    public ReadOnlySpan<byte> Encode(EntityTable table, ReadOnlySpan<object> parts)
    {
        if (parts.Length != table.KeyOrdinals.Count)
            throw new InvalidOperationException($"the key of chain.{table.Name} has {table.KeyOrdinals.Count} parts, not {parts.Length}");
        var length = 0;
        for (var i = 0; i < parts.Length; i++)
            length = Append(length, parts[i]);
        return _buffer.AsSpan(0, length);
    }

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    private int Append(int at, object part)
    {
        switch (part)
        {
            case byte[] bytes:
                bytes.CopyTo(Room(ref at, bytes.Length));
                return at;
            case Address address:
                address.CopyTo(Room(ref at, Address.ByteLength));
                return at;
            case Bytes32 word:
                word.CopyTo(Room(ref at, Bytes32.ByteLength));
                return at;
            case string text:
                Encoding.UTF8.GetBytes(text, Room(ref at, Encoding.UTF8.GetByteCount(text)));
                return at;
            case UInt256 number:
                number.WriteBigEndian(Room(ref at, UInt256.ByteLength));
                return at;
            case BigInteger number:
                return Append(at, (UInt256)number);
            case UInt128 number:
                return Append(at, (UInt256)number);
            case ulong number:
                return Append(at, (UInt256)number);
            case byte or ushort or uint or short or int or long:
                return Append(at, (UInt256)Convert.ToUInt64(part, System.Globalization.CultureInfo.InvariantCulture));
            default:
                throw new InvalidOperationException($"a {part.GetType().Name} is no part of a key");
        }
    }

    private Span<byte> Room(ref int at, int length)
    {
        const int head = sizeof(int);
        if (_buffer.Length - at < head + length)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, at + head + length));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), length);
        var room = _buffer.AsSpan(at + head, length);
        at += head + length;
        return room;
    }
}
