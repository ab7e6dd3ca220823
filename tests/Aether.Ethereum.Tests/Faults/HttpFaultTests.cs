using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Aether.Ethereum.Tests.Faults;

/// <summary>What a bad node may answer, and what the client makes of it: a retry, or a typed error with a clear message.</summary>
public sealed class HttpFaultTests
{
    private static readonly RpcOptions Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(5),
        RetryDelayMax = TimeSpan.FromMilliseconds(20),
        AttemptTimeout = TimeSpan.FromSeconds(15),
        Deadline = TimeSpan.FromSeconds(60),
        RetriesMax = 4,
    };

    /// <summary>Only silence is ended by the timeout; on a busy machine a short one would end good answers too.</summary>
    private static RpcOptions For(string fault) => fault == "silence" ? Quick with { AttemptTimeout = TimeSpan.FromSeconds(1) } : Quick;

    public static TheoryData<string> Transient =>
        ["429", "500", "503", "half a body", "hangup", "silence", "garbage", "wrong id", "truncated", "no result", "not hex", "html"];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task Call_OneBadAnswer_IsRetriedAndSucceeds(string fault)
    {
        await using var server = new FaultServer(Fault(fault), FaultServer.Right);
        await using EthereumClient client = EthereumClient.Connect(server.Url, For(fault));
        Assert.Equal(7UL, await client.GetBlockNumberAsync(CancellationToken.None));
        Assert.InRange(server.Requests, 2, fault == "silence" ? 5 : 2);
    }

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task Call_OnlyBadAnswers_ThrowsARetryableErrorWithoutTheAddressSecret(string fault)
    {
        await using var server = new FaultServer(Fault(fault));
        await using EthereumClient client = EthereumClient.Connect(server.Url, For(fault) with { RetriesMax = 2 });
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.True(e.Retryable, e.Message);
        Assert.Equal(3, server.Requests);
        Assert.DoesNotContain("secret-token", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Call_RefusedForGood_IsNotRetried(int status)
    {
        await using var server = new FaultServer(FaultServer.Status(status));
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.False(e.Retryable);
        Assert.Contains(status.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Call_RetryAfter_IsHonoured()
    {
        await using var server = new FaultServer(FaultServer.Status(429, "Retry-After: 1\r\n"), FaultServer.Right);
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        long started = Stopwatch.GetTimestamp();
        await client.GetBlockNumberAsync(CancellationToken.None);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task Call_NodeError_IsTypedWithCodeAndRevertData()
    {
        await using var server = new FaultServer(
            FaultServer.Computed(body =>
                $$$"""{"jsonrpc":"2.0","id":{{{body["id"]}}},"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}}"""
            )
        );
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.Equal(3, e.Error.Code);
        Assert.Equal("0x08c379a0", Hex.Format(e.RevertData!.Value.Span));
        Assert.False(e.Retryable);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Call_RateLimitInsideAnAnswer_IsRetried()
    {
        await using var server = new FaultServer(
            FaultServer.Computed(body => $$$"""{"jsonrpc":"2.0","id":{{{body["id"]}}},"error":{"code":429,"message":"slow down"}}"""),
            FaultServer.Right
        );
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        Assert.Equal(7UL, await client.GetBlockNumberAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_OversizeAnswer_IsRefusedWithoutReadingIt(bool announced)
    {
        await using var server = new FaultServer(
            announced
                ? (_, stream, stop) => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n"u8.ToArray(), stop).AsTask()
                : FaultServer.Endless
        );
        var transport = new HttpTransport(server.Url, responseBytesMax: 1 << 20);
        await using var client = new EthereumClient(new JsonRpcClient(transport, Quick));
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.False(e.Retryable);
        Assert.Contains("1048576", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NobodyListens_IsARetryableErrorAfterItsDeadline()
    {
        var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        await using EthereumClient client = EthereumClient.Connect(
            url,
            Quick with
            {
                RetriesMax = 100,
                Deadline = TimeSpan.FromMilliseconds(400),
            }
        );
        long started = Stopwatch.GetTimestamp();
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.True(e.Retryable);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        await using var server = new FaultServer(FaultServer.Silence);
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick with { AttemptTimeout = TimeSpan.FromMinutes(1) });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetBlockNumberAsync(cancel.Token));
    }

    [Fact]
    public async Task Batch_AnswersInAnyOrder_AreMatchedById_AndLargeBatchesAreCut()
    {
        await using var server = new FaultServer(
            (body, stream, stop) =>
                FaultServer.Body(
                    new JsonArray([
                        .. body.AsArray()
                            .Reverse()
                            .Select(one => new JsonObject
                            {
                                ["jsonrpc"] = "2.0",
                                ["id"] = one!["id"]!.DeepClone(),
                                ["result"] = one["params"]![0]!.DeepClone(),
                            }),
                    ]).ToJsonString()
                )(body, stream, stop)
        );
        await using var client = JsonRpcClient.Connect(server.Url, Quick with { BatchSizeMax = 10 });
        RpcCall[] calls = [.. Enumerable.Range(0, 30).Select(i => new RpcCall("echo", writer => RpcJson.WriteQuantity(writer, (ulong)i)))];
        IReadOnlyList<RpcOutcome<ulong>> outcomes = await client.BatchAsync(calls, RpcJson.ReadUInt64, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (ulong)i), outcomes.Select(outcome => outcome.Result));
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task Batch_OneCallFails_TheOthersHaveTheirValues()
    {
        await using var server = new FaultServer(
            FaultServer.Computed(body =>
                new JsonArray(
                    FaultServer.Answer(body[0]!),
                    new JsonObject
                    {
                        ["jsonrpc"] = "2.0",
                        ["id"] = body[1]!["id"]!.DeepClone(),
                        ["error"] = new JsonObject { ["code"] = -32000, ["message"] = "no" },
                    }
                ).ToJsonString()
            )
        );
        await using var client = JsonRpcClient.Connect(server.Url, Quick);
        IReadOnlyList<RpcOutcome<ulong>> outcomes = await client.BatchAsync(
            [new RpcCall("a", null), new RpcCall("b", null)],
            RpcJson.ReadUInt64,
            CancellationToken.None
        );
        Assert.Equal(7UL, outcomes[0].Result);
        Assert.Equal(-32000, outcomes[1].Error!.Error.Code);
    }

    [Fact]
    public async Task Batch_AnAnswerIsMissingOrDoubled_IsRetried()
    {
        await using var server = new FaultServer(
            FaultServer.Computed(body => new JsonArray(FaultServer.Answer(body[0]!)).ToJsonString()),
            FaultServer.Computed(body => new JsonArray(FaultServer.Answer(body[0]!), FaultServer.Answer(body[0]!)).ToJsonString()),
            FaultServer.Right
        );
        await using var client = JsonRpcClient.Connect(server.Url, Quick);
        IReadOnlyList<RpcOutcome<ulong>> outcomes = await client.BatchAsync(
            [new RpcCall("a", null), new RpcCall("b", null)],
            RpcJson.ReadUInt64,
            CancellationToken.None
        );
        Assert.Equal(2, outcomes.Count);
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Connect(Quick with { RetriesMax = -1 }));
        Assert.Throws<InvalidOperationException>(() => Connect(Quick with { Deadline = TimeSpan.Zero }));
        Assert.Throws<InvalidOperationException>(() => Connect(Quick with { BatchSizeMax = 0 }));
        Assert.Throws<InvalidOperationException>(() => Connect(Quick with { RetryDelayMax = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => JsonRpcClient.Connect(new Uri("ftp://node")));

        static JsonRpcClient Connect(RpcOptions options) => JsonRpcClient.Connect(new Uri("http://node"), options);
    }

    private static Func<JsonNode, NetworkStream, CancellationToken, Task> Fault(string name) =>
        name switch
        {
            "429" => FaultServer.Status(429),
            "500" => FaultServer.Status(500),
            "503" => FaultServer.Status(503),
            "half a body" => FaultServer.HalfABody,
            "hangup" => FaultServer.Hangup,
            "silence" => FaultServer.Silence,
            "garbage" => FaultServer.Body("\u0001\u0002 not json"),
            "html" => FaultServer.Body("<html>bad gateway</html>"),
            "wrong id" => FaultServer.Body("""{"jsonrpc":"2.0","id":999999,"result":"0x7"}"""),
            "truncated" => FaultServer.Computed(body => FaultServer.Answer(body).ToJsonString()[..^4]),
            "no result" => FaultServer.Computed(body => $$$"""{"jsonrpc":"2.0","id":{{{body["id"]}}}}"""),
            "not hex" => FaultServer.Computed(body => $$$"""{"jsonrpc":"2.0","id":{{{body["id"]}}},"result":"seven"}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such fault."),
        };
}
