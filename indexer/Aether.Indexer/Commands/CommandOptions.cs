using System.CommandLine;
using System.Net;
using Aether.Indexer.Database;
using Npgsql;

namespace Aether.Indexer.Commands;

/// <summary>Options with the environment variable that stands in for each.</summary>
internal static class CommandOptions
{
    public static Option<string?> Database() =>
        Text("--database", "AETHER_DATABASE", "postgres:// URL of the database's owner or of a superuser");

    public static Option<string?> Text(string name, string variable, string description) =>
        new(name) { Description = $"{description} ({variable})", DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable) };

    public static string Required(this ParseResult result, Option<string?> option, string variable) =>
        result.GetValue(option) is { Length: > 0 } value ? value : throw new IndexerException($"{option.Name} (or {variable}) is needed");

    public static NpgsqlConnectionStringBuilder RequiredDatabase(this ParseResult result, Option<string?> option) =>
        DatabaseUrl.Parse(result.Required(option, "AETHER_DATABASE"));

    public static IReadOnlyList<Uri> Nodes(string text)
    {
        var nodes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (nodes.Length == 0)
            throw new IndexerException("--rpc names no node");
        return
        [
            .. nodes.Select(node =>
                Uri.TryCreate(node, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss"
                    ? url
                    : throw new IndexerException("--rpc must be a list of http, https, ws or wss URLs, separated by commas")
            ),
        ];
    }

    public static IPEndPoint EndPoint(string text) =>
        IPEndPoint.TryParse(text, out var endPoint) && text.Contains(':', StringComparison.Ordinal)
            ? endPoint
            : throw new IndexerException($"--listen must be ADDRESS:PORT with a numeric address, but is '{text}'");
}
