using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Harness;

/// <summary>The GraphQL tier, a real PostGraphile process on a free port.</summary>
public sealed class GraphQlProgram : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public Uri Url { get; }

    private GraphQlProgram(GuardedProcess process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <param name="database">Connection string of the superuser or owner; the program sees the read-only role only.</param>
    /// <param name="indexer">Where the indexer serves proofs; absent: it serves none.</param>
    public static async Task<GraphQlProgram> StartAsync(string database, string folder, Uri? indexer = null)
    {
        var process = GuardedProcess.Start(
            "graphql",
            Path.Combine(folder, "graphql.log"),
            [Node, "graphql/src/server.ts"],
            [new("DATABASE_URL", PostgresServer.ToUrl(database)), new("PORT", "0"), new("AETHER_INDEXER_URL", indexer?.ToString())]
        );
        try
        {
            var listening = await process.WaitForLineAsync(@"(http://\S+/graphql)", TimeSpan.FromSeconds(60));
            return new GraphQlProgram(process, new Uri(listening.Groups[1].Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static string Node => Environment.GetEnvironmentVariable("AETHER_NODE") ?? Repository.Tool("node");

    /// <summary>Sends an operation; GraphQL errors become exceptions.</summary>
    public async Task<JsonElement> QueryAsync(string query, JsonObject? variables = null, CancellationToken cancellationToken = default)
    {
        using var response = await _http.PostAsJsonAsync(
            Url,
            new JsonObject { ["query"] = query, ["variables"] = variables },
            cancellationToken
        );
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("errors", out var errors)
            ? throw new HarnessException($"GraphQL: {errors.GetRawText()}")
            : answer.GetProperty("data").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
