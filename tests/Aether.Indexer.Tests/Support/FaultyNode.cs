using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Tests.Support;

/// <summary>Stands before a node and answers as bad nodes do: by a plan that the test sets, per request.</summary>
public sealed class FaultyNode : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Uri _node;
    private WebApplication? _application;
    private int _requests;

    private FaultyNode(Uri node) => _node = node;

    public Uri Url => new(_application!.Urls.Single());

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What to do with the n-th request.</summary>
    public Func<int, Fault> Plan { get; set; } = static _ => Fault.None;

    /// <summary>What to do with a request of this text; comes before the plan.</summary>
    public Func<string, Fault>? PlanByText { get; set; }

    /// <summary>The head this node stays at; null where it goes on.</summary>
    public long? StandsAt { get; set; }

    /// <summary>The transaction whose logs this node leaves out of eth_getLogs; null: none.</summary>
    public string? LeftOut { get; set; }

    /// <summary>Longest range of eth_getLogs that this node answers.</summary>
    public int? RangeMax { get; set; }

    public static async Task<FaultyNode> StartAsync(Uri node)
    {
        var proxy = new FaultyNode(node);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        proxy._application = builder.Build();
        proxy._application.MapPost("/", proxy.AnswerAsync);
        await proxy._application.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _application!.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = await reader.ReadToEndAsync();
        var number = Interlocked.Increment(ref _requests);
        var fault = PlanByText?.Invoke(request) ?? Plan(number);
        if (fault is Fault.Silence)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }
        if (fault is Fault.TooManyRequests or Fault.ServerError)
        {
            context.Response.StatusCode = fault is Fault.ServerError ? 500 : 429;
            await context.Response.WriteAsync("try later");
            return;
        }
        if (RangeMax is { } max && IsWiderThan(max, request))
        {
            await context.Response.WriteAsync(
                $$$"""{"jsonrpc":"2.0","id":{{{JsonNode.Parse(request)!["id"]!.ToJsonString()}}},"error":{"code":-32005,"message":"no; ask for 10000 blocks"}}"""
            );
            return;
        }
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(_node, content);
        var text = await answer.Content.ReadAsStringAsync();
        context.Response.ContentType = "application/json";
        if (fault is Fault.HalfABody)
        {
            context.Response.ContentLength = text.Length;
            await context.Response.WriteAsync(text[..(text.Length / 2)]);
            context.Abort();
            return;
        }
        await context.Response.WriteAsync(
            fault switch
            {
                Fault.ForeignBlockHash => Change(text, log => log["blockHash"] = "0x" + new string('7', 64)),
                Fault.ForeignContract => Change(text, log => log["address"] = "0x" + new string('7', 40)),
                Fault.LogTwice => ChangeLogs(text, logs => logs.Add(logs[0]!.DeepClone())),
                Fault.LogLeftOut => ChangeLogs(text, logs => logs.RemoveAt(logs.Count - 1)),
                Fault.LogAdded => ChangeLogs(text, Add),
                Fault.BlockLeftOut => ChangeLogs(text, LeaveLastBlockOut),
                Fault.LogsLeftOut => ChangeLogs(text, logs => logs.Clear()),
                Fault.LogsInOtherOrder => ChangeLogs(text, Turn),
                Fault.DataChanged => Change(text, log => log["data"] = "0x" + new string('0', 64)),
                Fault.LastDataChanged => ChangeLogs(text, logs => logs[^1]!["data"] = "0x" + new string('0', 64)),
                Fault.ReceiptLeftOut => ReceiptLeftOut(text),
                Fault.NoBloom => NoBloom(text),
                Fault.Removed => Change(text, log => log["removed"] = true),
                Fault.HugeLogIndex => Change(text, log => log["logIndex"] = "0xffffffff"),
                Fault.HugeNumber => HugeNumber(text),
                Fault.ForeignTransaction => ChangeTransaction(request, text, mined => mined["hash"] = "0x" + new string('7', 64)),
                Fault.ForeignTransactionBlock => ChangeTransaction(request, text, mined => mined["blockHash"] = "0x" + new string('7', 64)),
                Fault.NoTransaction => ChangeTransaction(request, text, mined => mined.Parent!["result"] = null),
                Fault.OtherGas => OtherGas(text),
                _ when LeftOut is { } transaction && request.Contains("eth_getLogs", StringComparison.Ordinal) => ChangeLogs(
                    text,
                    logs => LeaveOut(logs, transaction)
                ),
                Fault.OldHead => HeadAt(request, text, head => head - 10),
                _ when StandsAt is { } still => HeadAt(request, text, _ => still),
                _ => text,
            }
        );
    }

    private static bool IsWiderThan(int max, string request) =>
        JsonNode.Parse(request) is JsonObject call
        && call["method"]?.GetValue<string>() == "eth_getLogs"
        && call["params"]![0] is JsonObject filter
        && filter["fromBlock"] is { } from
        && Number(filter["toBlock"]!) - Number(from) >= max;

    private static string Change(string text, Action<JsonObject> change) => ChangeLogs(text, logs => change(logs[0]!.AsObject()));

    /// <summary>Changes the first logs of an answer that has any: of eth_getLogs, or of the first receipt with some.</summary>
    private static string ChangeLogs(string text, Action<JsonArray> change)
    {
        var answer = JsonNode.Parse(text)!;
        if (Results(answer).Select(LogsOf).FirstOrDefault(found => found is not null) is not { } logs)
            return text;
        change(logs);
        return answer.ToJsonString();
    }

    private static void Add(JsonArray logs)
    {
        var log = logs[^1]!.DeepClone();
        log["logIndex"] = $"0x{Number(log["logIndex"]!) + 1:x}";
        logs.Add(log);
    }

    private static void LeaveLastBlockOut(JsonArray logs)
    {
        var last = logs[^1]!["blockNumber"]!.GetValue<string>();
        for (var i = logs.Count - 1; i >= 0 && logs[i]!["blockNumber"]!.GetValue<string>() == last; i--)
            logs.RemoveAt(i);
    }

    private static void LeaveOut(JsonArray logs, string transaction)
    {
        for (var i = logs.Count - 1; i >= 0; i--)
            if (logs[i]!["transactionHash"]!.GetValue<string>() == transaction)
                logs.RemoveAt(i);
    }

    /// <summary>The results of an answer or of a batch.</summary>
    private static IEnumerable<JsonNode?> Results(JsonNode answer) =>
        (answer is JsonArray batch ? batch.ToArray() : [answer]).Select(one => one?["result"]);

    private static JsonArray? LogsOf(JsonNode? result)
    {
        if (result is not JsonArray { Count: > 0 } items || items[0] is not JsonObject first)
            return null;
        return first["topics"] is not null ? items
            : first["logs"] is not null ? items.Select(receipt => receipt!["logs"]!.AsArray()).FirstOrDefault(logs => logs.Count > 0)
            : null;
    }

    private static void Turn(JsonArray logs)
    {
        if (logs.Count == 1)
            return;
        var data = logs[0]!["data"]!.GetValue<string>();
        logs[0]!["data"] = logs[1]!["data"]!.GetValue<string>();
        logs[1]!["data"] = data;
    }

    private static string NoBloom(string text)
    {
        var answer = JsonNode.Parse(text)!;
        foreach (var result in Results(answer))
            if (result is JsonObject block && block["logsBloom"] is not null)
                block["logsBloom"] = "0x" + new string('0', 512);
        return answer.ToJsonString();
    }

    private static string ChangeTransaction(string request, string text, Action<JsonObject> change)
    {
        if (!request.Contains("eth_getTransactionByHash", StringComparison.Ordinal))
            return text;
        var answer = JsonNode.Parse(text)!;
        foreach (var result in Results(answer))
            if (result is JsonObject mined)
                change(mined);
        return answer.ToJsonString();
    }

    private static string OtherGas(string text)
    {
        var answer = JsonNode.Parse(text)!;
        foreach (var result in Results(answer))
            if (result is JsonArray { Count: > 0 } receipts && receipts[^1]!["cumulativeGasUsed"] is { } gas)
                receipts[^1]!["cumulativeGasUsed"] = $"0x{Number(gas) - 1:x}";
        return answer.ToJsonString();
    }

    private static string ReceiptLeftOut(string text)
    {
        var answer = JsonNode.Parse(text)!;
        foreach (var result in Results(answer))
            if (result is JsonArray { Count: > 0 } receipts && receipts[0]?["logs"] is not null)
                receipts.RemoveAt(0);
        return answer.ToJsonString();
    }

    private static string HugeNumber(string text)
    {
        var answer = JsonNode.Parse(text)!;
        foreach (var result in Results(answer))
            if (result is JsonObject block && block["parentHash"] is not null)
                block["number"] = "0xffffffffffffffff";
        return answer.ToJsonString();
    }

    /// <summary>A node whose head is another one than it has.</summary>
    private string HeadAt(string request, string text, Func<long, long> instead)
    {
        if (JsonNode.Parse(request) is not JsonObject call || call["method"]!.GetValue<string>() != "eth_getBlockByNumber")
            return text;
        if (call["params"]![0]!.GetValue<string>() != "latest")
            return text;
        call["params"]![0] = $"0x{instead(Number(JsonNode.Parse(text)!["result"]!["number"]!)):x}";
        using var content = new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, _node) { Content = content };
        using var answer = _http.Send(message);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    private static long Number(JsonNode quantity) => Aether.Harness.Rpc.ParseQuantity(quantity.GetValue<string>());
}
