namespace Aether.Inference;

/// <summary>Reads and writes grey images of 28 by 28 pixels: PNG (8-bit grey) and PGM (P5 and P2).</summary>
/// <remarks>Files come from strangers: every length is checked, every checksum compared, and nothing larger than the file is allocated.</remarks>
public static class ImageFile
{
    /// <summary>Largest file read: 1 MiB, a thousand times what an image needs.</summary>
    public const int FileBytesMax = 1 << 20;

    /// <summary>Reads an image; the first bytes decide the format, not the name.</summary>
    /// <returns>784 grey values, row by row from the top.</returns>
    /// <exception cref="ImageRefusedException">Not a PNG or PGM of 28 by 28 grey pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(stream.Length, FileBytesMax + 1L)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Decode(bytes.AsSpan(0, read));
    }

    /// <inheritdoc cref="Load"/>
    /// <param name="bytes">A whole file.</param>
    public static byte[] Decode(ReadOnlySpan<byte> bytes)
    {
        ImageRefusedException.Require(bytes.Length <= FileBytesMax, $"the image file is larger than {FileBytesMax} bytes");
        if (PngFile.Recognises(bytes))
            return PngFile.Decode(bytes);
        if (PgmFile.Recognises(bytes))
            return PgmFile.Decode(bytes);
        throw new ImageRefusedException("the file is neither a PNG nor a PGM (P5 or P2) image");
    }

    /// <summary>Whether a file that begins so is one of these images.</summary>
    public static bool Recognises(ReadOnlySpan<byte> front) => PngFile.Recognises(front) || PgmFile.Recognises(front);

    /// <summary>Writes a PNG.</summary>
    /// <param name="pixels">784 grey values, row by row from the top.</param>
    public static void SavePng(string path, ReadOnlySpan<byte> pixels) => File.WriteAllBytes(path, PngFile.Encode(pixels));

    /// <summary>Writes a binary PGM (P5).</summary>
    /// <param name="pixels">784 grey values, row by row from the top.</param>
    public static void SavePgm(string path, ReadOnlySpan<byte> pixels) => File.WriteAllBytes(path, PgmFile.Encode(pixels));

    internal static void RequireSize(long width, long height) =>
        ImageRefusedException.Require(
            width == GreyImage.Side && height == GreyImage.Side,
            $"the image is {width} by {height} pixels; {GreyImage.Side} by {GreyImage.Side} are wanted: scale it first"
        );

    internal static void RequirePixels(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != GreyImage.PixelCount)
            throw new ArgumentException($"{pixels.Length} pixels; an image has {GreyImage.PixelCount}", nameof(pixels));
    }
}
