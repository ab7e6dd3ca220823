using System.Text;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Http;
using Aether.Prover.Requester;
using Aether.Prover.Tests.Provider;

namespace Aether.Prover.Tests.Requester;

/// <summary>What a stranger registered and answers, as the requester's program reads it.</summary>
public sealed class NodeHttpClientTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ftp://node.example")]
    [InlineData("http://a\u200d.com/")]
    [InlineData("http://xn--\u00fc.com/")]
    [InlineData("http://\u00ad/")]
    public async Task Endpoint_ThatNamesNoHost_IsUnreachable(string endpoint)
    {
        await using var bench = await Bench.StartAsync();
        await Assert.ThrowsAsync<NodeUnreachableException>(async () =>
        {
            using var http = new NodeHttpClient(endpoint, bench.Signer, bench.Market.Manifest, TimeProvider.System);
            await http.OutputAsync(1, CancellationToken.None);
        });
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"jobId\":1}")]
    [InlineData("{\"jobId\":\"1\",\"jobId\":\"1\"}")]
    [InlineData("{\"jobId\":\"1\",\"ic\":\"0x00\",\"package\":\"0x\"}")]
    [InlineData("{\"jobId\":\"-1\",\"ic\":\"0x00\",\"package\":\"\\ud800\"}")]
    public void ReadOutput_WhatIsNoDelivery_IsAFormatException(string json) =>
        Assert.ThrowsAny<FormatException>(() => WireJson.ReadOutput(Encoding.UTF8.GetBytes(json)));
}
