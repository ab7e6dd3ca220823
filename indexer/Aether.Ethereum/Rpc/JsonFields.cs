using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Walks the fields of one object: ask <see cref="Is"/> for each known name, then read the value or <see cref="Skip"/> it.</summary>
internal static class JsonFields
{
    /// <summary>The reader must stand on the start of an object.</summary>
    public static void Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"An object was expected, not {reader.TokenType}.");
    }

    public static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>True, with the reader on the value, when the field has this name and is not null.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
            return false;
        Utf8JsonReader ahead = reader;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.Null)
            return false;
        reader.Read();
        return true;
    }

    public static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    public static T Required<T>(T? value, string name)
        where T : struct => value ?? throw Missing(name);

    public static JsonException Missing(string name) => new($"The field {name} is missing.");
}
