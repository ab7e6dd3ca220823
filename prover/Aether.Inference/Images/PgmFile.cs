using System.Text;

namespace Aether.Inference;

/// <summary>Portable grey maps: P5 (binary) and P2 (decimal), largest value up to 255.</summary>
internal static class PgmFile
{
    public static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith("P5"u8) || file.StartsWith("P2"u8);

    public static byte[] Decode(ReadOnlySpan<byte> file)
    {
        bool binary = file[1] == (byte)'5';
        int position = 2;
        int width = ReadNumber(file, ref position);
        int height = ReadNumber(file, ref position);
        int largest = ReadNumber(file, ref position);
        ImageFile.RequireSize(width, height);
        ImageRefusedException.Require(largest is >= 1 and <= 255, $"the PGM's largest value is {largest}; 1 to 255 is wanted");
        byte[] pixels = new byte[GreyImage.PixelCount];
        if (binary)
        {
            // Exactly one white byte stands between the header and the pixels.
            ImageRefusedException.Require(
                file.Length == position + 1 + pixels.Length && IsWhite(file[position]),
                $"the PGM has {Math.Max(0, file.Length - position - 1)} bytes of pixels, not {pixels.Length}"
            );
            file[(position + 1)..].CopyTo(pixels);
        }
        for (int i = 0; i < pixels.Length; i++)
        {
            int value = binary ? pixels[i] : ReadNumber(file, ref position);
            ImageRefusedException.Require(value <= largest, $"pixel {i} of the PGM is {value}, above its largest value {largest}");
            pixels[i] = (byte)((value * 255 + largest / 2) / largest);
        }
        ImageRefusedException.Require(
            binary || file[position..].IndexOfAnyExcept(" \t\r\n"u8) < 0,
            "something follows the last pixel of the PGM"
        );
        return pixels;
    }

    public static byte[] Encode(ReadOnlySpan<byte> pixels)
    {
        ImageFile.RequirePixels(pixels);
        return [.. Encoding.ASCII.GetBytes($"P5\n{GreyImage.Side} {GreyImage.Side}\n255\n"), .. pixels];
    }

    /// <summary>A decimal number of at most five digits behind white space and comments.</summary>
    private static int ReadNumber(ReadOnlySpan<byte> file, ref int position)
    {
        int start = position;
        while (position < file.Length && (IsWhite(file[position]) || file[position] == (byte)'#'))
        {
            if (file[position] == (byte)'#')
            {
                int end = file[position..].IndexOf((byte)'\n');
                position = end < 0 ? file.Length : position + end;
            }
            else
            {
                position++;
            }
        }
        bool separated = position > start;
        int digits = 0;
        int value = 0;
        for (; position < file.Length && file[position] is >= (byte)'0' and <= (byte)'9' && digits < 6; digits++)
            value = value * 10 + (file[position++] - '0');
        ImageRefusedException.Require(separated && digits is >= 1 and <= 5, "the PGM is not made of decimal numbers where they belong");
        return value;
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
