using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Benchmarks;

/// <summary>
/// A node that answers from a recording, in a process of its own: as quick for whoever asks, so that indexers are compared and not what a node does
/// with one's way to ask. The chain stands still.
/// </summary>
internal sealed class ReplayServer
{
    public const string Name = "replay";

    /// <summary>What anvil takes for final: two epochs below the head.</summary>
    private const int FinalityDepth = 64;

    private readonly IReplayedChain _chain;

    private ReplayServer(IReplayedChain chain) => _chain = chain;

    /// <summary>Prints its URL and serves until it is ended.</summary>
    public static async Task RunAsync(IReplayedChain chain)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 << 20);
        await using var app = builder.Build();
        app.MapPost("/", new ReplayServer(chain).AnswerAsync);
        await app.StartAsync();
        Console.WriteLine($"replaying on {app.Urls.First()}");
        await ((IHost)app).WaitForShutdownAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var parts = new List<ReadOnlyMemory<byte>>();
        if (request.RootElement.ValueKind == JsonValueKind.Array)
        {
            var separator = "["u8.ToArray();
            foreach (var call in request.RootElement.EnumerateArray())
            {
                parts.Add(separator);
                separator = ","u8.ToArray();
                Answer(call, parts);
            }
            parts.Add("]"u8.ToArray());
        }
        else
            Answer(request.RootElement, parts);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = parts.Sum(part => (long)part.Length);
        foreach (var part in parts)
            await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
    }

    private void Answer(JsonElement call, List<ReadOnlyMemory<byte>> parts)
    {
        var start = parts.Count;
        parts.Add(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id").GetRawText()}},"result":"""));
        var parameters = call.TryGetProperty("params", out var given) ? given : default;
        if (!Result(call.GetProperty("method").GetString()!, parameters, parts))
        {
            parts.RemoveRange(start, parts.Count - start);
            var error = new JsonObject { ["code"] = -32601, ["message"] = $"the replay has no {call.GetProperty("method").GetString()}" };
            Console.WriteLine(error.ToJsonString());
            parts.Add(
                Encoding.UTF8.GetBytes(
                    $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id").GetRawText()}},"error":{{error.ToJsonString()}}"""
                )
            );
        }
        parts.Add("}"u8.ToArray());
    }

    private bool Result(string method, JsonElement parameters, List<ReadOnlyMemory<byte>> parts)
    {
        switch (method)
        {
            case "eth_chainId":
                parts.Add("\"0x7a69\""u8.ToArray());
                return true;
            case "eth_blockNumber":
                parts.Add(Encoding.UTF8.GetBytes($"\"0x{_chain.Last:x}\""));
                return true;
            case "eth_getBlockByNumber":
                parts.Add(_chain.Block(NumberOf(parameters[0].GetString()!), parameters[1].GetBoolean()));
                return true;
            case "eth_getBlockByHash":
                parts.Add(_chain.Block(_chain.NumberOf(parameters[0].GetString()!), parameters[1].GetBoolean()));
                return true;
            case "eth_getBlockReceipts":
                var block = parameters[0].GetString()!;
                parts.Add(_chain.Receipts(block.Length == 66 ? _chain.NumberOf(block) : NumberOf(block)));
                return true;
            case "eth_getTransactionByHash":
                parts.Add(_chain.Transaction(parameters[0].GetString()!));
                return true;
            case "eth_getLogs":
                AddLogs(parameters[0], parts);
                return true;
            default:
                return false;
        }
    }

    private void AddLogs(JsonElement asked, List<ReadOnlyMemory<byte>> parts)
    {
        var filter = new ReplayFilter(asked);
        var (from, to) = asked.TryGetProperty("blockHash", out var hash)
            ? (_chain.NumberOf(hash.GetString()!), _chain.NumberOf(hash.GetString()!))
            : (NumberOf(asked.GetProperty("fromBlock").GetString()!), NumberOf(asked.GetProperty("toBlock").GetString()!));
        parts.Add("["u8.ToArray());
        var separator = ReadOnlyMemory<byte>.Empty;
        for (var number = from; number <= Math.Min(to, _chain.Last); number++)
            foreach (var log in _chain.Logs(number, filter))
            {
                parts.Add(separator);
                parts.Add(log);
                separator = Comma;
            }
        parts.Add("]"u8.ToArray());
    }

    private static readonly ReadOnlyMemory<byte> Comma = ","u8.ToArray();

    private long NumberOf(string tag) =>
        tag switch
        {
            "latest" or "pending" => _chain.Last,
            "finalized" or "safe" => Math.Max(0, _chain.Last - FinalityDepth),
            "earliest" => 0,
            _ => Harness.Rpc.ParseQuantity(tag),
        };
}
