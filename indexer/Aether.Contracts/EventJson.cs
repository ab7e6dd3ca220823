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
    public static void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public static void Write(Utf8JsonWriter writer, byte value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, ushort value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, uint value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public static void Write(Utf8JsonWriter writer, ulong value) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter writer, long value) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter writer, UInt128 value) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter writer, UInt256 value) => writer.WriteStringValue(value.ToString());

    public static void Write(Utf8JsonWriter writer, BigInteger value) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter writer, Address value) => writer.WriteStringValue(value.ToString());

    public static void Write(Utf8JsonWriter writer, Bytes32 value) => writer.WriteStringValue(value.ToString());

    public static void Write(Utf8JsonWriter writer, byte[] value) => writer.WriteStringValue(Hex.Format(value));

    /// <summary>Text of a contract may hold U+0000, which many readers of JSON refuse: it becomes the replacement character.</summary>
    public static void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value.Replace('\0', '\uFFFD'));

    public static void WriteArray<T>(Utf8JsonWriter writer, T[] values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (T value in values)
            write(writer, value);
        writer.WriteEndArray();
    }
}
