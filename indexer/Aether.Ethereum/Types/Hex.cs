using System.Buffers;

namespace Aether.Ethereum;

/// <summary>0x-prefixed hexadecimal, the only spelling that JSON-RPC and our files use.</summary>
public static class Hex
{
    /// <summary>Lower case with the 0x prefix.</summary>
    public static string Format(ReadOnlySpan<byte> bytes) => string.Concat("0x", Convert.ToHexStringLower(bytes));

    /// <summary>Reads 0x-prefixed hex of any even length.</summary>
    /// <exception cref="FormatException">No 0x, an odd number of digits, or a character that is not a hex digit.</exception>
    public static byte[] Parse(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal))
            throw new FormatException($"Hex must start with 0x: '{Excerpt(text)}'.");
        byte[] bytes = new byte[(text.Length - 2) / 2];
        if (text.Length % 2 != 0 || Convert.FromHexString(text[2..], bytes, out _, out _) != OperationStatus.Done)
            throw new FormatException($"Not an even number of hex digits: '{Excerpt(text)}'.");
        return bytes;
    }

    /// <summary>Fills <paramref name="bytes"/> exactly; false when the text is malformed or of another length.</summary>
    public static bool TryParseExact(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == (bytes.Length * 2) + 2
        && text.StartsWith("0x", StringComparison.Ordinal)
        && Convert.FromHexString(text[2..], bytes, out _, out _) == OperationStatus.Done;

    /// <summary>As <see cref="TryParseExact(ReadOnlySpan{char}, Span{byte})"/>, from UTF-8.</summary>
    public static bool TryParseExact(ReadOnlySpan<byte> utf8, Span<byte> bytes) =>
        utf8.Length == (bytes.Length * 2) + 2
        && utf8.StartsWith("0x"u8)
        && Convert.FromHexString(utf8[2..], bytes, out _, out _) == OperationStatus.Done;

    internal static string Excerpt(ReadOnlySpan<char> text) =>
        text.Length <= 80 ? text.ToString() : $"{text[..77]}... ({text.Length} characters)";
}
