using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>First 256 bytes of an AIR8 file: lengths of the three sections, and the points of a model prepared for Validity.</summary>
/// <remarks>Source: prover/AIR8.md, File.</remarks>
internal readonly record struct FileHeader(long GraphBytes, long TableBytes, long WeightBytes)
{
    public const int Size = 256;
    public const int SrsIdOffset = 32;
    public const int WeightsPointOffset = 64;
    public const int TablesPointOffset = 128;

    /// <summary>Largest file this version reads: 1 GiB.</summary>
    public const long FileBytesMax = 1L << 30;

    private const ushort Version = 1;
    private const int ReservedOffset = 192;

    private static ReadOnlySpan<byte> Magic => "AIR8"u8;

    public long FileBytes => Size + GraphBytes + TableBytes + WeightBytes;

    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)GraphBytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], (ulong)TableBytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], (ulong)WeightBytes);
    }

    public static FileHeader Read(ReadOnlySpan<byte> bytes)
    {
        Air8RefusedException.Require(
            bytes.Length >= 4 && bytes[..4].SequenceEqual(Magic),
            Air8Rule.Magic,
            $"the file does not begin with AIR8: it is no AIR8 model"
        );
        Air8RefusedException.Require(bytes.Length >= Size, Air8Rule.FileLength, $"{bytes.Length} bytes; the header alone has {Size}");
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        Air8RefusedException.Require(version == Version, Air8Rule.FileVersion, $"file version {version}; this program reads {Version}");
        Air8RefusedException.Require(
            !bytes[6..8].ContainsAnyExcept((byte)0) && !bytes[ReservedOffset..Size].ContainsAnyExcept((byte)0),
            Air8Rule.FileReserved,
            $"reserved bytes of the file header are not zero"
        );
        FileHeader header = new(ReadLength(bytes[8..]), ReadLength(bytes[16..]), ReadLength(bytes[24..]));
        Air8RefusedException.Require(
            header.FileBytes <= FileBytesMax,
            Air8Rule.FileLimit,
            $"a model of {header.FileBytes} bytes; this program reads at most {FileBytesMax}"
        );
        bool prepared = bytes.Slice(SrsIdOffset, Digest.Size).ContainsAnyExcept((byte)0);
        Air8RefusedException.Require(
            prepared || !bytes[WeightsPointOffset..ReservedOffset].ContainsAnyExcept((byte)0),
            Air8Rule.Prepared,
            $"curve points without the id of the SRS they were made with"
        );
        return header;
    }

    private static long ReadLength(ReadOnlySpan<byte> bytes)
    {
        ulong length = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        Air8RefusedException.Require(
            length <= FileBytesMax,
            Air8Rule.FileLimit,
            $"a section of {length} bytes; this program reads at most {FileBytesMax}"
        );
        return (long)length;
    }
}
