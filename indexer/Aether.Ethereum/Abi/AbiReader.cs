using System.Numerics;
using System.Text;

namespace Aether.Ethereum;

/// <summary>
/// Reads the canonical ABI encoding from a span. Tails must lie behind the heads in order and without gaps, padding must be zero
/// and numbers must fit their type, so that one value has one encoding and no input is read twice.
/// </summary>
/// <remarks>A nested frame is opened with a Begin method, read, and handed back to <see cref="End"/>.</remarks>
public ref struct AbiReader
{
    private const int WordBytes = AbiWriter.WordBytes;
    private readonly ReadOnlySpan<byte> _frame;
    private readonly int _headBytes;
    private int _cursor;
    private int _tail;

    /// <param name="data">The encoding, without a selector.</param>
    /// <param name="headBytes">Bytes of the heads of all values: 32 for a dynamic one, its whole size for a static one.</param>
    public AbiReader(ReadOnlySpan<byte> data, int headBytes)
    {
        if (data.Length < headBytes)
            throw new AbiException(
                data.IsEmpty
                    ? $"There are no bytes where an encoding of at least {headBytes} was expected: is there a contract at this address?"
                    : $"The encoding has {data.Length} bytes; its heads alone need {headBytes}."
            );
        _frame = data;
        _headBytes = headBytes;
        _tail = headBytes;
    }

    /// <summary>uint8 to uint64.</summary>
    public ulong ReadUInt64(int bits) => (ulong)ReadUInt(bits).Low;

    /// <summary>uint72 to uint128.</summary>
    public UInt128 ReadUInt128(int bits) => ReadUInt(bits).Low;

    /// <summary>Any unsigned width; bits above it must be zero.</summary>
    public UInt256 ReadUInt(int bits)
    {
        var value = UInt256.FromBigEndian(Word());
        return value.FitsBits(bits) ? value : throw new AbiException($"The value {value} does not fit uint{bits}.");
    }

    public UInt256 ReadUInt256() => ReadUInt(256);

    /// <summary>int8 to int64.</summary>
    public long ReadInt64(int bits) => (long)ReadInt(bits);

    /// <summary>Any signed width, sign-extended to the whole word.</summary>
    public BigInteger ReadInt(int bits)
    {
        var value = new BigInteger(Word(), isUnsigned: false, isBigEndian: true);
        BigInteger limit = BigInteger.One << (bits - 1);
        return value >= -limit && value < limit ? value : throw new AbiException($"The value {value} does not fit int{bits}.");
    }

    public bool ReadBool()
    {
        ReadOnlySpan<byte> word = Word();
        if (word[..^1].ContainsAnyExcept((byte)0) || word[^1] > 1)
            throw new AbiException($"A bool must be 0 or 1, not {Hex.Format(word)}.");
        return word[^1] == 1;
    }

    public Address ReadAddress()
    {
        ReadOnlySpan<byte> word = Word();
        return word[..12].ContainsAnyExcept((byte)0)
            ? throw new AbiException($"An address must have 12 zero bytes in front: {Hex.Format(word)}.")
            : new Address(word[12..]);
    }

    public Bytes32 ReadBytes32() => new(Word());

    /// <summary>bytes1 to bytes31; the padding on the right must be zero.</summary>
    public ReadOnlySpan<byte> ReadFixedBytes(int length)
    {
        ReadOnlySpan<byte> word = Word();
        return word[length..].ContainsAnyExcept((byte)0)
            ? throw new AbiException($"bytes{length} must be padded with zeros: {Hex.Format(word)}.")
            : word[..length];
    }

    /// <summary>The bytes of a `bytes` value; valid as long as the input is.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int start = FollowLink();
        int length = ReadLength(start, 1);
        int padded = (length + WordBytes - 1) / WordBytes * WordBytes;
        if (padded > _frame.Length - start - WordBytes)
            throw new AbiException($"The padding of {length} bytes at offset {start} is cut off.");
        ReadOnlySpan<byte> content = _frame.Slice(start + WordBytes, padded);
        if (content[length..].ContainsAnyExcept((byte)0))
            throw new AbiException($"The padding of {length} bytes at offset {start} is not zero.");
        _tail = start + WordBytes + padded;
        return content[..length];
    }

    /// <summary>Text. Solidity lets anybody put any bytes into a string, so what is not UTF-8 becomes U+FFFD rather than an error.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>Opens a dynamic tuple, or a fixed array of dynamic elements.</summary>
    public AbiReader BeginDynamic(int headBytes) => new(_frame[FollowLink()..], headBytes);

    /// <summary>Opens an array of variable length. The count is bounded by the bytes present, so it is safe to allocate.</summary>
    public AbiReader BeginArray(int elementHeadBytes, out int count)
    {
        int start = FollowLink();
        count = ReadLength(start, elementHeadBytes);
        return new AbiReader(_frame[(start + WordBytes)..], count * elementHeadBytes);
    }

    /// <summary>Closes a frame opened by this reader and goes on behind its tails.</summary>
    public void End(scoped AbiReader inner)
    {
        inner.ExpectHeadsRead();
        _tail = _frame.Length - inner._frame.Length + inner._tail;
    }

    /// <summary>Refuses bytes behind the last tail.</summary>
    public readonly void ExpectEnd()
    {
        ExpectHeadsRead();
        if (_tail != _frame.Length)
            throw new AbiException($"There are {_frame.Length - _tail} bytes behind the encoding.");
    }

    private readonly void ExpectHeadsRead()
    {
        if (_cursor != _headBytes)
            throw new InvalidOperationException($"{_headBytes - _cursor} bytes of ABI heads were not read.");
    }

    private int FollowLink()
    {
        int at = _cursor;
        var offset = UInt256.FromBigEndian(Word());
        return offset == (ulong)_tail ? _tail : throw new AbiException($"The offset at byte {at} is {offset}; canonical is {_tail}.");
    }

    private readonly int ReadLength(int start, int unitBytes)
    {
        if (_frame.Length - start < WordBytes)
            throw new AbiException($"The length at offset {start} is cut off.");
        var length = UInt256.FromBigEndian(_frame.Slice(start, WordBytes));
        int room = (_frame.Length - start - WordBytes) / Math.Max(unitBytes, 1);
        return length <= (ulong)room
            ? (int)(ulong)length
            : throw new AbiException($"The length at offset {start} is {length}; there is room for {room}.");
    }

    private ReadOnlySpan<byte> Word()
    {
        if (_cursor + WordBytes > _headBytes)
            throw new InvalidOperationException("More ABI values were read than heads were announced.");
        ReadOnlySpan<byte> word = _frame.Slice(_cursor, WordBytes);
        _cursor += WordBytes;
        return word;
    }
}
