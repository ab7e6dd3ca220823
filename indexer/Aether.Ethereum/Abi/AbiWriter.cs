using System.Numerics;
using System.Text;

namespace Aether.Ethereum;

/// <summary>
/// Writes the canonical ABI encoding of a sequence of values: heads in place, tails behind, in the order of the values.
/// Static tuples and fixed arrays of static elements are written element by element into the current frame.
/// </summary>
public sealed class AbiWriter
{
    public const int WordBytes = 32;

    private readonly Stack<(int Start, int Cursor, int HeadEnd)> _outer = new();
    private byte[] _buffer;
    private int _length;
    private int _start;
    private int _cursor;
    private int _headEnd;

    /// <param name="headBytes">Bytes of the heads of all values: 32 for a dynamic one, its whole size for a static one.</param>
    /// <param name="selector">Bytes in front of the encoding, such as a function's four-byte selector.</param>
    public AbiWriter(int headBytes, ReadOnlySpan<byte> selector = default)
    {
        _buffer = new byte[selector.Length + headBytes + 128];
        selector.CopyTo(_buffer);
        _start = _cursor = selector.Length;
        _headEnd = _length = selector.Length + headBytes;
    }

    public AbiWriter WriteUInt(UInt256 value)
    {
        value.WriteBigEndian(Head());
        return this;
    }

    /// <summary>An unsigned number of a type of so many bits.</summary>
    /// <exception cref="AbiException">The number does not fit the type.</exception>
    public AbiWriter WriteUInt(UInt256 value, int bits) =>
        value.FitsBits(bits) ? WriteUInt(value) : throw new AbiException($"The value {value} does not fit uint{bits}.");

    /// <summary>A signed number of a type of so many bits.</summary>
    /// <exception cref="AbiException">The number does not fit the type.</exception>
    public AbiWriter WriteInt(BigInteger value, int bits) =>
        value >= -(BigInteger.One << (bits - 1)) && value < BigInteger.One << (bits - 1)
            ? WriteInt(value)
            : throw new AbiException($"The value {value} does not fit int{bits}.");

    /// <summary>A signed number of any width, as two's complement.</summary>
    public AbiWriter WriteInt(BigInteger value)
    {
        Span<byte> head = Head();
        head.Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
        if (value.GetByteCount() > WordBytes)
            throw new OverflowException("The number does not fit into 256 signed bits.");
        value.TryWriteBytes(head[^value.GetByteCount()..], out _, isUnsigned: false, isBigEndian: true);
        return this;
    }

    public AbiWriter WriteBool(bool value)
    {
        Head()[WordBytes - 1] = value ? (byte)1 : (byte)0;
        return this;
    }

    public AbiWriter WriteAddress(Address value)
    {
        value.CopyTo(Head()[(WordBytes - Address.ByteLength)..]);
        return this;
    }

    public AbiWriter WriteBytes32(Bytes32 value)
    {
        value.CopyTo(Head());
        return this;
    }

    /// <summary>bytes1 to bytes31, which are padded on the right.</summary>
    public AbiWriter WriteFixedBytes(ReadOnlySpan<byte> value, int length)
    {
        if (value.Length != length)
            throw new AbiException($"bytes{length} needs {length} bytes, not {value.Length}.");
        value.CopyTo(Head());
        return this;
    }

    public AbiWriter WriteBytes(ReadOnlySpan<byte> value)
    {
        Link();
        int at = Extend(WordBytes + Padded(value.Length));
        ((UInt256)(ulong)value.Length).WriteBigEndian(_buffer.AsSpan(at, WordBytes));
        value.CopyTo(_buffer.AsSpan(at + WordBytes));
        return this;
    }

    public AbiWriter WriteString(string value) => WriteBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Opens a dynamic tuple, or a fixed array of dynamic elements; <see cref="End"/> closes it.</summary>
    public AbiWriter BeginDynamic(int headBytes)
    {
        Link();
        Enter(headBytes);
        return this;
    }

    /// <summary>Opens an array of variable length; <see cref="End"/> closes it.</summary>
    public AbiWriter BeginArray(int count, int elementHeadBytes)
    {
        Link();
        int at = Extend(WordBytes);
        ((UInt256)(ulong)count).WriteBigEndian(_buffer.AsSpan(at, WordBytes));
        Enter(count * elementHeadBytes);
        return this;
    }

    public AbiWriter End()
    {
        ExpectFull();
        (_start, _cursor, _headEnd) = _outer.Pop();
        return this;
    }

    /// <summary>Everything written, the selector included; every head must be filled.</summary>
    public byte[] ToArray()
    {
        if (_outer.Count > 0)
            throw new InvalidOperationException($"{_outer.Count} ABI frames are still open.");
        ExpectFull();
        return _buffer.AsSpan(0, _length).ToArray();
    }

    private void ExpectFull()
    {
        if (_cursor != _headEnd)
            throw new InvalidOperationException($"{_headEnd - _cursor} bytes of ABI heads were announced and not written.");
    }

    private void Enter(int headBytes)
    {
        _outer.Push((_start, _cursor, _headEnd));
        _start = _cursor = Extend(headBytes);
        _headEnd = _length;
    }

    private void Link()
    {
        int offset = _length - _start;
        ((UInt256)(ulong)offset).WriteBigEndian(Head());
    }

    private Span<byte> Head()
    {
        if (_cursor + WordBytes > _headEnd)
            throw new InvalidOperationException("More ABI values were written than heads were announced.");
        Span<byte> head = _buffer.AsSpan(_cursor, WordBytes);
        _cursor += WordBytes;
        return head;
    }

    private int Extend(int bytes)
    {
        int at = _length;
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        _length += bytes;
        return at;
    }

    private static int Padded(int length) => (length + WordBytes - 1) / WordBytes * WordBytes;
}
