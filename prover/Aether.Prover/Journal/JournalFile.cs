using System.Buffers.Binary;
using System.Numerics;

namespace Aether.Prover.Journal;

/// <summary>An append-only file of checksummed records. What <see cref="Append"/> returned from is on disk.</summary>
/// <remarks>
/// Record: magic "AJ01" 4, payload length u32, sequence u32, CRC-32C u32 over length, sequence and payload, then the payload; integers
/// little-endian. A torn last record (the program or the machine died inside a write) is cut off when the file is opened. A damaged
/// record with valid ones behind it is no torn write and is refused.
/// </remarks>
public sealed class JournalFile : IDisposable
{
    public const int HeaderLength = 16;

    /// <summary>Largest payload, bytes. A Request with its signature or a signed transaction is a few KiB.</summary>
    public const int PayloadMax = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "AJ01"u8;

    private readonly FileStream _file;
    private uint _sequence;

    private JournalFile(FileStream file, uint sequence, IReadOnlyList<byte[]> records)
    {
        _file = file;
        _sequence = sequence;
        Records = records;
    }

    /// <summary>The payloads found when the file was opened, oldest first.</summary>
    public IReadOnlyList<byte[]> Records { get; }

    /// <exception cref="JournalCorruptException">Damage that is not a torn tail.</exception>
    /// <exception cref="IOException">Another process holds the file.</exception>
    public static JournalFile Open(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        OwnerOnlyFile.CreateDirectory(directory);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var (records, offset) = Split(path, bytes);
            if (offset < bytes.Length)
            {
                file.SetLength(offset);
                file.Flush(flushToDisk: true);
            }

            file.Position = offset;
            if (offset == 0)
                DirectorySync.Flush(directory);
            return new JournalFile(file, (uint)records.Count, records);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The payloads of a file that nobody appends to any more, without holding it and without cutting a torn tail off.</summary>
    /// <exception cref="JournalCorruptException">Damage that is not a torn tail.</exception>
    public static IReadOnlyList<byte[]> Read(string path) => Split(path, File.ReadAllBytes(path)).Records;

    public void Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > PayloadMax)
            throw new ArgumentException($"a journal record has at most {PayloadMax} bytes, found {payload.Length}", nameof(payload));
        var record = new byte[HeaderLength + payload.Length];
        Magic.CopyTo(record);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), _sequence);
        payload.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), Checksum(record.AsSpan(4, 8), payload));
        var start = _file.Position;
        try
        {
            _file.Write(record);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A full disk may have taken half a record: the next append must not stand behind it.
            _file.SetLength(start);
            _file.Position = start;
            throw;
        }

        _sequence++;
    }

    public void Dispose() => _file.Dispose();

    /// <returns>The whole records, and where the last of them ends.</returns>
    private static (List<byte[]> Records, int End) Split(string path, ReadOnlySpan<byte> bytes)
    {
        var records = new List<byte[]>();
        var end = 0;
        while (TryRead(bytes[end..], (uint)records.Count, out var payload))
        {
            records.Add(payload);
            end += HeaderLength + payload.Length;
        }

        return end == bytes.Length || !HasRecordAfter(bytes[end..], (uint)records.Count)
            ? (records, end)
            : throw new JournalCorruptException(path, end);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, uint sequence, out byte[] payload)
    {
        payload = [];
        if (bytes.Length < HeaderLength || !bytes[..4].SequenceEqual(Magic))
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (length > PayloadMax || length > bytes.Length - HeaderLength)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != sequence)
            return false;
        var body = bytes.Slice(HeaderLength, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) != Checksum(bytes.Slice(4, 8), body))
            return false;
        payload = body.ToArray();
        return true;
    }

    private static bool HasRecordAfter(ReadOnlySpan<byte> bytes, uint sequence)
    {
        for (var offset = 1; offset + HeaderLength <= bytes.Length; offset++)
        {
            if (!bytes.Slice(offset, 4).SequenceEqual(Magic))
                continue;
            var found = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(offset + 8)..]);
            if (found > sequence && TryRead(bytes[offset..], found, out _))
                return true;
        }

        return false;
    }

    private static uint Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var crc = uint.MaxValue;
        foreach (var b in header)
            crc = BitOperations.Crc32C(crc, b);
        foreach (var b in payload)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
