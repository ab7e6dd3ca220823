using System.Text.Json;

namespace Aether.Indexer.Settings;

/// <summary>A JSON object of settings by their keys. A value is a string, a number, true or false, or a list of strings.</summary>
internal static class SettingsFile
{
    private const int BytesMax = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="known">The keys there are.</param>
    /// <param name="faults">Takes in what is wrong with the file.</param>
    public static IReadOnlyDictionary<string, string> Read(string path, IReadOnlyCollection<string> known, List<string> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax })
                throw new IOException($"more than {BytesMax} bytes");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("it is no object");
            foreach (var member in document.RootElement.EnumerateObject())
                if (!known.Contains(member.Name, StringComparer.Ordinal))
                    faults.Add($"{path}: there is no setting '{member.Name}'; there are {string.Join(", ", known)}");
                else if (Text(member.Value) is not { } text)
                    faults.Add($"{path}: '{member.Name}' must be a string, a number, true, false or a list of strings");
                else if (!values.TryAdd(member.Name, text))
                    faults.Add($"{path}: '{member.Name}' is there twice");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            faults.Add($"--config: {path} cannot be read: {e.Message}");
        }
        return values;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(
                ',',
                value.EnumerateArray().Select(item => item.GetString())
            ),
            _ => null,
        };
}
