using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>The value spellings of Ethereum's JSON-RPC: quantities, and byte strings of fixed and free length.</summary>
public static class RpcJson
{
    /// <summary>A hexadecimal quantity of at most 64 bits.</summary>
    public static ulong ReadUInt64(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = Text(ref reader);
        return
            text.Length is > 2 and <= 18
            && text.StartsWith("0x"u8)
            && Utf8Parser.TryParse(text[2..], out ulong value, out int consumed, 'x')
            && consumed == text.Length - 2
            ? value
            : throw Wrong("a 64-bit quantity", text);
    }

    public static UInt256 ReadUInt256(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = Text(ref reader);
        if (text.Length is > 2 and <= 66 && text.StartsWith("0x"u8))
        {
            Span<char> chars = stackalloc char[66];
            int length = Encoding.ASCII.GetChars(text, chars);
            if (UInt256.TryParse(chars[..length], out UInt256 value))
                return value;
        }
        throw Wrong("a 256-bit quantity", text);
    }

    public static Bytes32 ReadBytes32(ref Utf8JsonReader reader)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.ByteLength];
        ReadExact(ref reader, bytes);
        return new Bytes32(bytes);
    }

    public static Address ReadAddress(ref Utf8JsonReader reader)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteLength];
        ReadExact(ref reader, bytes);
        return new Address(bytes);
    }

    /// <summary>Fills the span from a byte string of exactly that length.</summary>
    public static void ReadExact(ref Utf8JsonReader reader, scoped Span<byte> destination)
    {
        ReadOnlySpan<byte> text = Text(ref reader);
        if (!Hex.TryParseExact(text, destination))
            throw Wrong($"{destination.Length} bytes of hex", text);
    }

    /// <summary>Bytes of the byte string that the reader stands on.</summary>
    public static int DataLength(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = Text(ref reader);
        return text.StartsWith("0x"u8) && text.Length % 2 == 0 ? (text.Length - 2) / 2 : throw Wrong("bytes in hex", text);
    }

    /// <summary>A byte string of any length.</summary>
    public static byte[] ReadData(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = Text(ref reader);
        if (!text.StartsWith("0x"u8) || text.Length % 2 != 0)
            throw Wrong("bytes in hex", text);
        byte[] data = new byte[(text.Length - 2) / 2];
        return Convert.FromHexString(text[2..], data, out _, out _) == OperationStatus.Done ? data : throw Wrong("bytes in hex", text);
    }

    public static void WriteQuantity(Utf8JsonWriter writer, ulong value) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"));

    public static void WriteQuantity(Utf8JsonWriter writer, UInt256 value) => writer.WriteStringValue(value.ToHexQuantity());

    public static void WriteBlock(Utf8JsonWriter writer, BlockTag block)
    {
        if (block.Hash is { } hash)
        {
            writer.WriteStartObject();
            writer.WriteString("blockHash"u8, hash.ToString());
            writer.WriteBoolean("requireCanonical"u8, true);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(block.ToString());
        }
    }

    private static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && !reader.HasValueSequence
            ? reader.ValueSpan
            : throw new JsonException($"Hex text was expected, not {reader.TokenType}.");

    private static JsonException Wrong(string expected, ReadOnlySpan<byte> text) =>
        new($"Expected {expected}, not '{Hex.Excerpt(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]))}'.");
}
