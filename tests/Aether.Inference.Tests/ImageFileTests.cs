using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>PNG and PGM from strangers: every filter and form that is wanted, every fault refused.</summary>
public sealed class ImageFileTests(ITestOutputHelper output)
{
    private static readonly byte[] Pixels = DigitRenderer.Render(5, DigitStyle.Training[0], 3);

    private static string SamplePath(string name) => Path.Combine(VectorFile.Folder, "digits", name);

    [Fact]
    public void Load_PngAndPgmOfOnePicture_AreEqual() =>
        Assert.Equal(ImageFile.Load(SamplePath("7-child.pgm")), ImageFile.Load(SamplePath("7-child.png")));

    [Fact]
    public void Save_Load_RoundTrips()
    {
        string folder = Directory.CreateTempSubdirectory("aether-images-").FullName;
        try
        {
            ImageFile.SavePng(Path.Combine(folder, "a.png"), Pixels);
            ImageFile.SavePgm(Path.Combine(folder, "a.pgm"), Pixels);
            Assert.Equal(Pixels, ImageFile.Load(Path.Combine(folder, "a.png")));
            Assert.Equal(Pixels, ImageFile.Load(Path.Combine(folder, "a.pgm")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Decode_EveryPngFilter_GivesThePixels(int filter) =>
        Assert.Equal(Pixels, ImageFile.Decode(Png(Header(), Filtered((byte)filter))));

    [Fact]
    public void Decode_DataInSeveralChunksWithTextBefore_GivesThePixels()
    {
        byte[] data = Deflate(Filtered(0));
        byte[] file =
        [
            .. Signature,
            .. Chunk("IHDR", Header()),
            .. Chunk("tEXt", "a\0b"u8),
            .. Chunk("IDAT", data[..100]),
            .. Chunk("IDAT", data[100..]),
            .. Chunk("IEND", []),
        ];
        Assert.Equal(Pixels, ImageFile.Decode(file));
    }

    public static TheoryData<string, string> BadPngs()
    {
        byte[] good = Png(Header(), Filtered(0));
        byte[] data = Deflate(Filtered(0));
        TheoryData<string, string> cases = [];
        Add("27 by 28", Png(Header(width: 27), Filtered(0)));
        Add("2^31 by 28", Png(Header(width: int.MinValue), Filtered(0)));
        Add("8-bit grey", Png(Header(bits: 16), Filtered(0)));
        Add("8-bit grey", Png(Header(colour: 2), Filtered(0)));
        Add("interlaced", Png(Header(interlace: 1), Filtered(0)));
        Add("checksum", [.. good[..20], (byte)(good[20] ^ 1), .. good[21..]]);
        Add("ends inside", good[..^5]);
        Add("ends inside", good[..10]);
        Add("follow the end", [.. good, 0]);
        Add("wrong length", Png(Header(), Filtered(0)[..^1]));
        Add("wrong length", Png(Header(), [.. Filtered(0), 0]));
        Add("wrong length", Png(Header(), new byte[1 << 20]));
        Add("unknown filter", Png(Header(), [9, .. Filtered(0)[1..]]));
        Add("decompress|wrong length|pixel data", Assemble(Chunk("IHDR", Header()), Chunk("IDAT", new byte[40]), Chunk("IEND", [])));
        Add("pixel data", Assemble(Chunk("IHDR", Header()), Chunk("IDAT", [.. data[..^1], (byte)(data[^1] ^ 1)]), Chunk("IEND", [])));
        Add("pixel data", Assemble(Chunk("IHDR", Header()), Chunk("IDAT", data[..^4]), Chunk("IEND", [])));
        Add("wrong length", Assemble(Chunk("IHDR", Header()), Chunk("IEND", [])));
        Add("begin with one header", Assemble(Chunk("IDAT", data), Chunk("IEND", [])));
        Add("begin with one header", Assemble(Chunk("IHDR", Header()), Chunk("IHDR", Header()), Chunk("IDAT", data), Chunk("IEND", [])));
        Add("critical", Assemble(Chunk("IHDR", Header()), Chunk("ABCD", []), Chunk("IDAT", data), Chunk("IEND", [])));
        Add(
            "follow each other",
            Assemble(Chunk("IHDR", Header()), Chunk("IDAT", data[..9]), Chunk("tEXt", []), Chunk("IDAT", data[9..]), Chunk("IEND", []))
        );
        Add("header has 12", Assemble(Chunk("IHDR", Header()[..12]), Chunk("IEND", [])));
        Add("neither a PNG nor a PGM", "GIF89a"u8.ToArray());
        Add("neither a PNG nor a PGM", []);
        Add("larger than", new byte[ImageFile.FileBytesMax + 1]);
        return cases;

        void Add(string message, byte[] file) => cases.Add(message, Convert.ToBase64String(file));
    }

    [Theory]
    [MemberData(nameof(BadPngs))]
    public void Decode_BadPng_IsRefusedWithTheReason(string message, string file)
    {
        string found = Assert.Throws<ImageRefusedException>(() => ImageFile.Decode(Convert.FromBase64String(file))).Message;
        Assert.Contains(
            message.Split('|'),
            part => found.Contains(part.Replace("2^31", "2147483648", StringComparison.Ordinal), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Decode_PlainPgmWithComments_GivesThePixels()
    {
        string text = $"P2 # grey\n# a comment\n28\t28\r\n255\n{string.Join(' ', Pixels)}\n";
        Assert.Equal(Pixels, ImageFile.Decode(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Decode_PgmWithSmallerRange_IsStretched()
    {
        byte[] file = [.. "P5 28 28 15\n"u8, .. Enumerable.Range(0, 784).Select(i => (byte)(i % 16))];
        Assert.Equal(Enumerable.Range(0, 784).Select(i => (byte)(i % 16 * 17)), ImageFile.Decode(file));
    }

    [Theory]
    [InlineData("P5 28 27 255\n", 784, "28 by 27")]
    [InlineData("P5 28 28 255\n", 783, "783 bytes")]
    [InlineData("P5 28 28 255\n", 785, "785 bytes")]
    [InlineData("P5 28 28 65535\n", 1568, "65535")]
    [InlineData("P5 28 28 0\n", 784, "0;")]
    [InlineData("P5 28 28 99\n", 784, "above its largest value")]
    [InlineData("P5 28 x 255\n", 784, "decimal numbers")]
    [InlineData("P5 28 28", 0, "decimal numbers")]
    [InlineData("P5 99999999999999999999 28 255\n", 784, "decimal numbers")]
    [InlineData("P528 28 255\n", 784, "decimal numbers")]
    [InlineData("P2 28 28 255\n1 2 3", 0, "decimal numbers")]
    [InlineData("P5 # no end", 0, "decimal numbers")]
    public void Decode_BadPgm_IsRefusedWithTheReason(string header, int count, string message)
    {
        byte[] file = [.. Encoding.ASCII.GetBytes(header), .. Enumerable.Repeat((byte)'d', count)];
        Assert.Contains(message, Assert.Throws<ImageRefusedException>(() => ImageFile.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_SomethingBehindAPlainPgm_IsRefused()
    {
        string text = $"P2 28 28 255\n{string.Join(' ', Pixels)} 7";
        Assert.Throws<ImageRefusedException>(() => ImageFile.Decode(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Decode_MutatedFiles_AreReadOrRefused()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[][] files =
        [
            Png(Header(), Filtered(4)),
            File.ReadAllBytes(SamplePath("7-child.pgm")),
            Encoding.ASCII.GetBytes($"P2 28 28 255\n{string.Join(' ', Pixels)}"),
        ];
        int refused = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] file = (byte[])files[random.Next(files.Length)].Clone();
            for (int change = random.Next(1, 4); change > 0; change--)
                file[random.Next(random.Next(2) == 0 ? 60 : file.Length)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(
                    GreyImage.PixelCount,
                    ImageFile.Decode(file.AsSpan(0, file.Length - random.Next(3) / 2 * random.Next(file.Length))).Length
                );
            }
            catch (ImageRefusedException)
            {
                refused++;
            }
        }
        Assert.True(refused > 1000);
    }

    [Fact]
    public void ToTensor_Pixel_BecomesItsHalf()
    {
        byte[] pixels = new byte[784];
        (pixels[0], pixels[1], pixels[2], pixels[783]) = (255, 1, 128, 77);
        sbyte[] values = GreyImage.ToTensor(pixels).ToInt8();
        Assert.Equal([127, 0, 64, 38], new[] { values[0], values[1], values[2], values[783] });
        Assert.Throws<ArgumentException>(() => GreyImage.ToTensor(new byte[783]));
    }

    private static byte[] Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    private static byte[] Header(int width = 28, byte bits = 8, byte colour = 0, byte interlace = 0)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 28);
        (header[8], header[9], header[12]) = (bits, colour, interlace);
        return header;
    }

    /// <summary>Rows under one filter, predicted from the unfiltered neighbours as the PNG specification says.</summary>
    private static byte[] Filtered(byte filter)
    {
        byte[] rows = new byte[28 * 29];
        for (int y = 0; y < 28; y++)
        {
            rows[y * 29] = filter;
            for (int x = 0; x < 28; x++)
            {
                int a = x > 0 ? Pixels[y * 28 + x - 1] : 0;
                int b = y > 0 ? Pixels[y * 28 - 28 + x] : 0;
                int c = x > 0 && y > 0 ? Pixels[y * 28 - 29 + x] : 0;
                int nearest = new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value));
                int predicted = filter switch
                {
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => nearest,
                    _ => 0,
                };
                rows[y * 29 + 1 + x] = (byte)((Pixels[y * 28 + x] - predicted) & 255);
            }
        }
        return rows;
    }

    private static byte[] Deflate(byte[] rows)
    {
        using MemoryStream stream = new();
        using (ZLibStream zlib = new(stream, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(rows);
        return stream.ToArray();
    }

    private static byte[] Png(byte[] header, byte[] rows) =>
        Assemble(Chunk("IHDR", header), Chunk("IDAT", Deflate(rows)), Chunk("IEND", []));

    private static byte[] Assemble(params byte[][] chunks) => [.. Signature, .. chunks.SelectMany(chunk => chunk)];

    private static byte[] Chunk(string type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ~crc);
        return chunk;
    }
}
