using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Harness;

/// <summary>Bare JSON-RPC for the stage itself (anvil's own methods); the product's client is Aether.Ethereum.</summary>
public sealed class Rpc(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Url { get; } = url;

    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] parameters)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        };
        using var response = await _http.PostAsJsonAsync(Url, request);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>() ?? throw new HarnessException($"{method}: empty answer");
        if (answer["error"] is { } error)
            throw new HarnessException($"{method}: {error.ToJsonString()}");
        return answer["result"];
    }

    public async Task<long> CallNumberAsync(string method, params JsonNode?[] parameters) =>
        ParseQuantity((await CallAsync(method, parameters))!.GetValue<string>());

    public static long ParseQuantity(string hex) =>
        long.Parse(hex.AsSpan(2), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();
}
