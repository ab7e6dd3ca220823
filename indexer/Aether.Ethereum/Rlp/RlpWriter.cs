using System.Buffers.Binary;

namespace Aether.Ethereum;

/// <summary>Writes canonical RLP. Lists are opened and closed; their length is filled in when they close.</summary>
public sealed class RlpWriter
{
    private readonly Stack<int> _open = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    public RlpWriter BeginList()
    {
        _open.Push(_length);
        return this;
    }

    public RlpWriter EndList()
    {
        int start = _open.Pop();
        int payload = _length - start;
        Span<byte> header = stackalloc byte[9];
        int headerLength = Header(header, 0xC0, payload);
        Reserve(headerLength);
        _buffer.AsSpan(start, payload).CopyTo(_buffer.AsSpan(start + headerLength));
        header[..headerLength].CopyTo(_buffer.AsSpan(start));
        _length += headerLength;
        return this;
    }

    public RlpWriter Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= 0x80)
        {
            Span<byte> header = stackalloc byte[9];
            Append(header[..Header(header, 0x80, bytes.Length)]);
        }
        Append(bytes);
        return this;
    }

    /// <summary>Appends items that are RLP already.</summary>
    public RlpWriter WriteEncoded(ReadOnlySpan<byte> items)
    {
        Append(items);
        return this;
    }

    public RlpWriter Write(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteLength];
        value.WriteBigEndian(bytes);
        int first = bytes.IndexOfAnyExcept((byte)0);
        return Write(first < 0 ? [] : bytes[first..]);
    }

    public RlpWriter Write(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteLength];
        address.CopyTo(bytes);
        return Write(bytes);
    }

    public RlpWriter Write(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.ByteLength];
        value.CopyTo(bytes);
        return Write(bytes);
    }

    /// <summary>Everything written; every list must have been closed.</summary>
    public byte[] ToArray()
    {
        if (_open.Count > 0)
            throw new InvalidOperationException($"{_open.Count} RLP lists are still open.");
        return _buffer.AsSpan(0, _length).ToArray();
    }

    private static int Header(Span<byte> header, byte shortBase, int length)
    {
        if (length < 56)
        {
            header[0] = (byte)(shortBase + length);
            return 1;
        }
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        bytes = bytes[bytes.IndexOfAnyExcept((byte)0)..];
        header[0] = (byte)(shortBase + 55 + bytes.Length);
        bytes.CopyTo(header[1..]);
        return 1 + bytes.Length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length < more)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }
}
