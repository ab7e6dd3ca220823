namespace Aether.Ethereum.Tests.Node;

/// <summary>A WebSocket that breaks: calls are retried on a new connection, heads go on.</summary>
public sealed class WebSocketReconnectTests
{
    private static readonly RpcOptions Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(10),
        RetryDelayMax = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public async Task Heads_AfterTheConnectionWasCut_GoOnFromTheLatest()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        await using var relay = new WebSocketRelay(node.WebSocketUrl);
        await using EthereumClient client = EthereumClient.Connect(relay.Url, Quick);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using IAsyncEnumerator<BlockHeader> heads = client.SubscribeHeadsAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await heads.MoveNextAsync());
        for (int cut = 0; cut < 5; cut++)
        {
            relay.Cut();
            await node.MineAsync(2);
            ulong head = await node.Client.GetBlockNumberAsync(limit.Token);
            do Assert.True(await heads.MoveNextAsync());
            while (heads.Current.Number < head);
            Assert.Equal(head, heads.Current.Number);
        }
    }

    [Fact]
    public async Task Calls_WhileTheConnectionIsCut_AllSucceed()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        await node.MineAsync(20);
        await using var relay = new WebSocketRelay(node.WebSocketUrl);
        await using EthereumClient client = EthereumClient.Connect(relay.Url, Quick);
        for (int round = 0; round < 5; round++)
        {
            Task<BlockHeader?>[] calls =
            [
                .. Enumerable.Range(0, 21).Select(i => client.GetBlockAsync(BlockTag.At((ulong)i), CancellationToken.None)),
            ];
            relay.Cut();
            Assert.All(await Task.WhenAll(calls), block => Assert.NotNull(block));
        }
    }

    [Fact]
    public async Task Call_NodeGoneForGood_IsARetryableError()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        var relay = new WebSocketRelay(node.WebSocketUrl);
        await using EthereumClient client = EthereumClient.Connect(relay.Url, Quick with { Deadline = TimeSpan.FromSeconds(1) });
        await client.GetBlockNumberAsync(CancellationToken.None);
        await relay.DisposeAsync();
        RpcTransportException e = await Assert.ThrowsAsync<RpcTransportException>(() => client.GetBlockNumberAsync(CancellationToken.None));
        Assert.True(e.Retryable);
    }
}
