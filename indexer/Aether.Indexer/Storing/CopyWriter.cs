using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Aether.Ethereum;
using Npgsql;

namespace Aether.Indexer.Storing;

/// <summary>
/// Rows of one table in PostgreSQL's binary COPY format, encoded into one buffer that is sent whenever it is full: a value costs neither a task nor
/// an object.
/// </summary>
/// <remarks>Source: PostgreSQL documentation, COPY, Binary Format; the values as its types' receive functions read them.</remarks>
internal sealed class CopyWriter : IAsyncDisposable
{
    private const int SendAt = 64 << 10;
    private const int NullLength = -1;
    private const byte JsonbVersion = 1;

    // Flags of a range: its lower bound is in it; it has no upper bound.
    private const byte LowerInclusive = 0x02;
    private const byte UpperInfinite = 0x10;

    private const int NumericBase = 10_000;
    private const ushort NumericNegative = 0x4000;

    // 256 bits are 78 decimal digits.
    private const int NumericGroupsMax = 20;

    private readonly NpgsqlRawCopyStream _stream;
    private byte[] _buffer = new byte[2 * SendAt];
    private int _length;
    private bool _completed;

    private CopyWriter(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <param name="target">Table and columns, as they stand behind COPY.</param>
    public static async Task<CopyWriter> BeginAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        var writer = new CopyWriter(
            await connection.BeginRawBinaryCopyAsync($"copy {target} from stdin (format binary)", cancellationToken)
        );
        // Signature, flags and the length of an extension: none.
        writer.Raw([(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0]);
        writer.Raw([0, 0, 0, 0, 0, 0, 0, 0]);
        return writer;
    }

    public void StartRow(int columns) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), checked((short)columns));

    /// <summary>Sends what has gathered, if that is enough.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellationToken) =>
        _length < SendAt ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    public void Null() => Length(NullLength);

    public void Bool(bool value)
    {
        Length(sizeof(byte));
        Take(sizeof(byte))[0] = value ? (byte)1 : (byte)0;
    }

    public void Int16(short value)
    {
        Length(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), value);
    }

    public void Int32(int value)
    {
        Length(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);
    }

    public void Int64(long value)
    {
        Length(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        Raw(value);
    }

    public void Hash(Bytes32 value)
    {
        Length(Bytes32.ByteLength);
        value.CopyTo(Take(Bytes32.ByteLength));
    }

    public void Address(Address value)
    {
        Length(Aether.Ethereum.Address.ByteLength);
        value.CopyTo(Take(Aether.Ethereum.Address.ByteLength));
    }

    /// <summary>Text, or the label of an enum.</summary>
    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Length(bytes);
        Encoding.UTF8.GetBytes(value, Take(bytes));
    }

    public void Jsonb(ReadOnlySpan<byte> utf8)
    {
        Length(checked(utf8.Length + 1));
        Take(1)[0] = JsonbVersion;
        Raw(utf8);
    }

    public void Numeric(UInt256 value)
    {
        // Least significant group first.
        Span<short> groups = stackalloc short[NumericGroupsMax];
        var count = 0;
        if (value.High == 0 && value.Low <= ulong.MaxValue)
            for (var rest = (ulong)value.Low; rest != 0; rest /= NumericBase)
                groups[count++] = (short)(rest % NumericBase);
        else
            count = Groups(value, groups);
        WriteNumeric(groups[..count], sign: 0);
    }

    /// <summary>Any whole number below 2^256 in size.</summary>
    public void Numeric(BigInteger value)
    {
        if (value.Sign >= 0)
        {
            Numeric((UInt256)value);
            return;
        }
        Span<short> groups = stackalloc short[NumericGroupsMax];
        WriteNumeric(groups[..Groups((UInt256)(-value), groups)], NumericNegative);
    }

    /// <summary>The blocks from <paramref name="from"/> to the one before <paramref name="until"/>; null: without end.</summary>
    public void Range(long from, long? until)
    {
        const int bound = sizeof(int) + sizeof(long);
        Length(until is null ? 1 + bound : 1 + (2 * bound));
        Take(1)[0] = until is null ? (byte)(LowerInclusive | UpperInfinite) : LowerInclusive;
        Int64(from);
        if (until is { } end)
            Int64(end);
    }

    /// <summary>Sends the rest. Without this nothing of it is kept.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);
        await SendAsync(cancellationToken);
        _completed = true;
        await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_completed)
            return;
        _completed = true;
        try
        {
            await _stream.CancelAsync();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or ObjectDisposedException)
        {
            // The connection is gone, and the rows with it; whatever broke it was thrown already.
        }
        await _stream.DisposeAsync();
    }

    private static int Groups(UInt256 value, Span<short> groups)
    {
        const uint pair = NumericBase * NumericBase;
        Span<byte> bytes = stackalloc byte[UInt256.ByteLength];
        value.WriteBigEndian(bytes);
        Span<uint> limbs = stackalloc uint[UInt256.ByteLength / sizeof(uint)];
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * sizeof(uint))..]);
        var count = 0;
        while (!limbs.IsEmpty)
        {
            if (limbs[0] == 0)
            {
                limbs = limbs[1..];
                continue;
            }
            ulong rest = 0;
            foreach (ref var limb in limbs)
            {
                rest = (rest << 32) | limb;
                limb = (uint)(rest / pair);
                rest %= pair;
            }
            groups[count++] = (short)(rest % NumericBase);
            groups[count++] = (short)(rest / NumericBase);
        }
        // A pair may begin with an empty group.
        return count > 0 && groups[count - 1] == 0 ? count - 1 : count;
    }

    private void WriteNumeric(ReadOnlySpan<short> groups, ushort sign)
    {
        const int head = 4 * sizeof(short);
        Length(head + (groups.Length * sizeof(short)));
        var to = Take(head + (groups.Length * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(to, (short)groups.Length);
        BinaryPrimitives.WriteInt16BigEndian(to[2..], (short)(groups.Length == 0 ? 0 : groups.Length - 1)); // weight of the first group
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], sign);
        BinaryPrimitives.WriteInt16BigEndian(to[6..], 0); // digits behind the point
        for (var i = 0; i < groups.Length; i++)
            BinaryPrimitives.WriteInt16BigEndian(to[(head + (i * sizeof(short)))..], groups[^(i + 1)]);
    }

    private void Length(int bytes) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), bytes);

    private void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(checked(_length + bytes), 2 * _buffer.Length));
        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _length = 0;
    }
}
