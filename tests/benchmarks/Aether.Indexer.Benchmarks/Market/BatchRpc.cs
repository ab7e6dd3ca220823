using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>Many calls in one request, answers as the node's own text.</summary>
internal sealed class BatchRpc(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public async Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters) => (await BatchAsync([(method, parameters)]))[0];

    /// <returns>Results in the order of the calls.</returns>
    public async Task<JsonElement[]> BatchAsync(IReadOnlyList<(string Method, JsonNode?[] Parameters)> calls)
    {
        if (calls.Count == 0)
            return [];
        var request = new JsonArray([
            .. calls.Select(
                (call, id) =>
                    new JsonObject
                    {
                        ["jsonrpc"] = "2.0",
                        ["id"] = id,
                        ["method"] = call.Method,
                        ["params"] = new JsonArray(call.Parameters),
                    }
            ),
        ]);
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(url, content);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        var results = new JsonElement[calls.Count];
        foreach (var one in answer.RootElement.EnumerateArray())
        {
            var call = calls[one.GetProperty("id").GetInt32()];
            if (one.TryGetProperty("error", out var error))
                throw new HarnessException($"{call.Method}: {error.GetRawText()}");
            results[one.GetProperty("id").GetInt32()] = one.GetProperty("result").Clone();
        }
        return results;
    }

    public void Dispose() => _http.Dispose();
}
