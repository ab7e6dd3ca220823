using System.Globalization;
using System.Text.Json;

namespace Aether.Demo;

/// <summary>Reads answers of programs; what is missing is an error that names it.</summary>
internal static class Json
{
    public static string Text(this JsonElement element, string name) =>
        element.OptionalText(name) ?? throw new JsonException($"'{name}' is missing in {element.GetRawText()}");

    public static string? OptionalText(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                _ => value.GetRawText(),
            }
            : null;

    public static long Number(this JsonElement element, string name) => long.Parse(element.Text(name), CultureInfo.InvariantCulture);

    public static long? OptionalNumber(this JsonElement element, string name) =>
        element.OptionalText(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
