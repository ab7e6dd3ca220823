using System.Buffers.Binary;

namespace Aether.Ethereum;

/// <summary>Reads canonical RLP from a span without copying. Every other spelling of the same data is refused.</summary>
public ref struct RlpReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>True when every item has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>True when the next item is a list.</summary>
    public readonly bool IsList => !_rest.IsEmpty && _rest[0] >= 0xC0;

    /// <summary>Bytes that have not been read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Passes over the next item, whatever it is.</summary>
    public void Skip() => Next();

    /// <summary>The next item, which must be a string of bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        if (IsList)
            throw new RlpException("RLP holds a list where bytes were expected.");
        return Next();
    }

    /// <summary>The next item, which must be bytes of this length.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        return bytes.Length == length ? bytes : throw new RlpException($"RLP holds {bytes.Length} bytes where {length} were expected.");
    }

    /// <summary>A reader over the items of the next item, which must be a list.</summary>
    public RlpReader ReadList()
    {
        if (!_rest.IsEmpty && !IsList)
            throw new RlpException("RLP holds bytes where a list was expected.");
        return new RlpReader(Next());
    }

    /// <summary>The next item as an unsigned number without leading zeros.</summary>
    public UInt256 ReadUInt256()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        if (bytes.Length > UInt256.ByteLength)
            throw new RlpException($"RLP number of {bytes.Length} bytes exceeds 256 bits.");
        if (!bytes.IsEmpty && bytes[0] == 0)
            throw new RlpException("RLP number has a leading zero byte.");
        Span<byte> padded = stackalloc byte[UInt256.ByteLength];
        padded.Clear();
        bytes.CopyTo(padded[^bytes.Length..]);
        return UInt256.FromBigEndian(padded);
    }

    /// <summary>As <see cref="ReadUInt256"/>, refusing 2^64 and more.</summary>
    public ulong ReadUInt64()
    {
        UInt256 value = ReadUInt256();
        return value <= ulong.MaxValue ? (ulong)value : throw new RlpException("RLP number exceeds 64 bits.");
    }

    /// <summary>Refuses bytes after the last item.</summary>
    public readonly void ExpectEnd()
    {
        if (!_rest.IsEmpty)
            throw new RlpException($"RLP has {_rest.Length} bytes after the last expected item.");
    }

    private ReadOnlySpan<byte> Next()
    {
        if (_rest.IsEmpty)
            throw new RlpException("RLP ended where an item was expected.");
        byte first = _rest[0];
        if (first < 0x80)
            return Take(0, 1);
        int shortBase = first < 0xC0 ? 0x80 : 0xC0;
        int code = first - shortBase;
        if (code < 56)
        {
            ReadOnlySpan<byte> item = Take(1, (ulong)code);
            if (shortBase == 0x80 && code == 1 && item[0] < 0x80)
                throw new RlpException("RLP byte below 0x80 has a needless length prefix.");
            return item;
        }

        int lengthBytes = code - 55;
        if (_rest.Length <= lengthBytes)
            throw new RlpException("RLP ended inside a length.");
        Span<byte> length = stackalloc byte[8];
        length.Clear();
        _rest.Slice(1, lengthBytes).CopyTo(length[^lengthBytes..]);
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(length);
        if (_rest[1] == 0 || size < 56)
            throw new RlpException("RLP length is not in its shortest form.");
        return Take(1 + lengthBytes, size);
    }

    private ReadOnlySpan<byte> Take(int start, ulong length)
    {
        if (length > (ulong)(_rest.Length - start))
            throw new RlpException($"RLP item claims {length} bytes; {_rest.Length - start} are left.");
        ReadOnlySpan<byte> item = _rest.Slice(start, (int)length);
        _rest = _rest[(start + (int)length)..];
        return item;
    }
}
