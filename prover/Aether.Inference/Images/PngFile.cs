using System.Buffers.Binary;
using System.IO.Compression;

namespace Aether.Inference;

/// <summary>The part of PNG that an 8-bit grey image without interlacing needs.</summary>
/// <remarks>Source: PNG specification, third edition, sections 5, 9 and 10.</remarks>
internal static class PngFile
{
    private const int RowBytes = 1 + GreyImage.Side;
    private const int HeaderBytes = 13;
    private const int ChunkOverhead = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    public static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static byte[] Decode(ReadOnlySpan<byte> file)
    {
        using MemoryStream compressed = new();
        ReadOnlySpan<byte> rest = file[Signature.Length..];
        bool first = true;
        bool dataEnded = false;
        while (true)
        {
            ReadOnlySpan<byte> type = NextChunk(ref rest, out ReadOnlySpan<byte> data);
            ImageRefusedException.Require(type.SequenceEqual("IHDR"u8) == first, "the PNG does not begin with one header");
            if (first)
                CheckHeader(data);
            first = false;
            if (type.SequenceEqual("IEND"u8))
                break;
            bool isData = type.SequenceEqual("IDAT"u8);
            ImageRefusedException.Require(!(isData && dataEnded), "the PNG's data chunks do not follow each other");
            if (isData)
                compressed.Write(data);
            else
                dataEnded = compressed.Length > 0;
            // Bit 5 of the first letter marks a chunk that may be ignored.
            bool known = isData || type.SequenceEqual("IHDR"u8);
            ImageRefusedException.Require(known || (type[0] & 0x20) != 0, "the PNG has a critical chunk that is not known");
        }
        ImageRefusedException.Require(rest.IsEmpty, $"{rest.Length} bytes follow the end of the PNG");
        byte[] rows = Inflate(compressed.ToArray());
        return Unfilter(rows);
    }

    public static byte[] Encode(ReadOnlySpan<byte> pixels)
    {
        ImageFile.RequirePixels(pixels);
        byte[] rows = new byte[RowBytes * GreyImage.Side];
        for (int y = 0; y < GreyImage.Side; y++)
            pixels.Slice(y * GreyImage.Side, GreyImage.Side).CopyTo(rows.AsSpan(y * RowBytes + 1));
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(header, GreyImage.Side);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), GreyImage.Side);
        header[8] = 8;
        return [.. Signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, compressed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static ReadOnlySpan<byte> NextChunk(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> data)
    {
        ImageRefusedException.Require(rest.Length >= ChunkOverhead, "the PNG ends inside a chunk");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        ImageRefusedException.Require(length <= rest.Length - ChunkOverhead, "the PNG ends inside a chunk");
        ReadOnlySpan<byte> body = rest.Slice(4, 4 + (int)length);
        uint checksum = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        ImageRefusedException.Require(checksum == Checksums.Crc32(body), "a checksum of the PNG is wrong: the file is damaged");
        rest = rest[(ChunkOverhead + (int)length)..];
        data = body[4..];
        return body[..4];
    }

    private static void CheckHeader(ReadOnlySpan<byte> header)
    {
        ImageRefusedException.Require(header.Length == HeaderBytes, $"the PNG header has {header.Length} bytes, not {HeaderBytes}");
        ImageFile.RequireSize(BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        ImageRefusedException.Require(
            header[8] == 8 && header[9] == 0,
            $"the PNG has {header[8]} bits and colour type {header[9]}; 8-bit grey without alpha is wanted: convert it first"
        );
        ImageRefusedException.Require(
            header[10] == 0 && header[11] == 0 && header[12] == 0,
            "the PNG is interlaced or uses an unknown compression; save it without interlacing"
        );
    }

    private static byte[] Inflate(byte[] compressed)
    {
        byte[] rows = new byte[RowBytes * GreyImage.Side];
        try
        {
            using ZLibStream zlib = new(new MemoryStream(compressed), CompressionMode.Decompress);
            int read = zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            ImageRefusedException.Require(read == rows.Length && zlib.ReadByte() < 0, "the PNG's pixel data has the wrong length");
        }
        catch (InvalidDataException)
        {
            throw new ImageRefusedException("the PNG's pixel data cannot be decompressed");
        }
        bool whole = compressed.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(compressed.AsSpan(^4)) == Checksums.Adler32(rows);
        ImageRefusedException.Require(whole, "the checksum of the PNG's pixel data is wrong");
        return rows;
    }

    private static byte[] Unfilter(ReadOnlySpan<byte> rows)
    {
        byte[] pixels = new byte[GreyImage.PixelCount];
        for (int y = 0; y < GreyImage.Side; y++)
        {
            byte filter = rows[y * RowBytes];
            ImageRefusedException.Require(filter <= 4, $"row {y} of the PNG has the unknown filter {filter}");
            for (int x = 0; x < GreyImage.Side; x++)
            {
                int left = x > 0 ? pixels[y * GreyImage.Side + x - 1] : 0;
                int up = y > 0 ? pixels[(y - 1) * GreyImage.Side + x] : 0;
                int corner = x > 0 && y > 0 ? pixels[(y - 1) * GreyImage.Side + x - 1] : 0;
                int predicted = filter switch
                {
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => 0,
                };
                pixels[y * GreyImage.Side + x] = (byte)((rows[y * RowBytes + 1 + x] + predicted) & 0xff);
            }
        }
        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left);
        int toUp = Math.Abs(estimate - up);
        int toCorner = Math.Abs(estimate - corner);
        if (toLeft <= toUp && toLeft <= toCorner)
            return left;
        return toUp <= toCorner ? up : corner;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[ChunkOverhead + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), Checksums.Crc32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
