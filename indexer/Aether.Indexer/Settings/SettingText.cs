using System.Globalization;
using System.Net;

namespace Aether.Indexer.Settings;

/// <summary>Texts of settings as what they mean.</summary>
internal static class SettingText
{
    public static IReadOnlyList<Uri> Nodes(string text)
    {
        var nodes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (nodes.Length == 0)
            throw new IndexerException("it names no node");
        return
        [
            .. nodes.Select(node =>
                Uri.TryCreate(node, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss"
                    ? url
                    : throw new IndexerException("it must be a list of http, https, ws or wss URLs, separated by commas")
            ),
        ];
    }

    public static IPEndPoint EndPoint(string text) =>
        IPEndPoint.TryParse(text, out var endPoint) && text.Contains(':', StringComparison.Ordinal)
            ? endPoint
            : throw new IndexerException($"it must be ADDRESS:PORT with a numeric address, but is '{text}'");

    public static Uri HttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new IndexerException("it must be an http or https URL");

    public static int Whole(string text, int min, int max, string unit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new IndexerException($"it must be {min} to {max} {unit}, but is '{text}'");

    /// <summary>Which of two words it is.</summary>
    public static bool IsSecond(string text, string first, string second) =>
        text == second || (text == first ? false : throw new IndexerException($"it must be {first} or {second}, but is '{text}'"));
}
