using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>
/// How values of events look as JSON: numbers of up to 32 bits as numbers, larger ones as decimal strings, since JSON numbers lose
/// digits; addresses and bytes as lower-case 0x-hex.
/// </summary>
public static class EventJson
{
    private const int HexBytesMax = 64;

    /// <summary>Of a number of 128 bits.</summary>
    private const int Digits128Max = 39;

    public static void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public static void Write(Utf8JsonWriter writer, byte value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, ushort value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, uint value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, ulong value) => WriteDigits(writer, value);

    public static void Write(Utf8JsonWriter writer, long value) => WriteDigits(writer, value);

    public static void Write(Utf8JsonWriter writer, UInt128 value)
    {
        if (value <= ulong.MaxValue)
            WriteDigits(writer, (ulong)value);
        else
            WriteDigits(writer, value);
    }

    public static void Write(Utf8JsonWriter writer, UInt256 value)
    {
        if (value.High == 0)
        {
            Write(writer, value.Low);
            return;
        }
        Span<byte> text = stackalloc byte[UInt256.DigitsMax + 2];
        text[0] = (byte)'"';
        int digits = value.Format(text[1..]);
        text[digits + 1] = (byte)'"';
        writer.WriteRawValue(text[..(digits + 2)], skipInputValidation: true);
    }

    public static void Write(Utf8JsonWriter writer, BigInteger value) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter writer, Address value)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteLength];
        value.CopyTo(bytes);
        WriteHex(writer, bytes);
    }

    public static void Write(Utf8JsonWriter writer, Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.ByteLength];
        value.CopyTo(bytes);
        WriteHex(writer, bytes);
    }

    public static void Write(Utf8JsonWriter writer, byte[] value)
    {
        if (value.Length <= HexBytesMax)
            WriteHex(writer, value);
        else
            writer.WriteStringValue(Hex.Format(value));
    }

    /// <summary>Text of a contract may hold U+0000, which many readers of JSON refuse: it becomes the replacement character.</summary>
    public static void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value.Replace('\0', '\uFFFD'));

    public static void WriteArray<T>(Utf8JsonWriter writer, T[] values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (T value in values)
            write(writer, value);
        writer.WriteEndArray();
    }

    /// <summary>Digits and a sign need no escapes, so they are not looked for.</summary>
    private static void WriteDigits<T>(Utf8JsonWriter writer, T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[Digits128Max + 2];
        text[0] = (byte)'"';
        value.TryFormat(text[1..], out int digits, default, CultureInfo.InvariantCulture);
        text[digits + 1] = (byte)'"';
        writer.WriteRawValue(text[..(digits + 2)], skipInputValidation: true);
    }

    private static void WriteHex(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[(2 * HexBytesMax) + 4];
        "\"0x"u8.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[3..], out int digits);
        text[digits + 3] = (byte)'"';
        writer.WriteRawValue(text[..(digits + 4)], skipInputValidation: true);
    }
}
