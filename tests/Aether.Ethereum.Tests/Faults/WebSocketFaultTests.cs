using System.Text.Json.Nodes;

namespace Aether.Ethereum.Tests.Faults;

/// <summary>What a bad node may say over a WebSocket: nobody is left waiting, and the next call finds a fresh connection.</summary>
public sealed class WebSocketFaultTests
{
    private static readonly RpcOptions Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(5),
        RetryDelayMax = TimeSpan.FromMilliseconds(20),
        AttemptTimeout = TimeSpan.FromSeconds(10),
        Deadline = TimeSpan.FromSeconds(20),
    };

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"eth_subscription"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":7,"result":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":7}""")]
    [InlineData("nonsense")]
    public async Task Notification_Malformed_EndsTheConnectionAndTheNextOneServes(string notification)
    {
        int asked = 0;
        await using var server = new FaultSocket(request => asked++ == 0 ? [notification] : [FaultServer.Answer(request).ToJsonString()]);
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        Assert.Equal(7UL, await client.GetBlockNumberAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Heads_OneIsMalformed_IsATypedError()
    {
        await using var server = new FaultSocket(request =>
            (string?)request["method"] == "eth_subscribe"
                ?
                [
                    Answer(request, "\"0x1\""),
                    """{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":"0x1"}}}""",
                ]
                : [Answer(request, "null")]
        );
        await using EthereumClient client = EthereumClient.Connect(server.Url, Quick);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(async () =>
        {
            await foreach (BlockHeader _ in client.SubscribeHeadsAsync(limit.Token)) { }
        });
        Assert.Contains("hash is missing", e.Message, StringComparison.Ordinal);
    }

    private static string Answer(JsonNode request, string result) =>
        $$$"""{"jsonrpc":"2.0","id":{{{request["id"]!.ToJsonString()}}},"result":{{{result}}}}""";
}
