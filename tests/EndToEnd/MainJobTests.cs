using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>What scripts/demo performs, asserted; then the same facts read in other ways.</summary>
public sealed class MainJobTests(ITestOutputHelper output)
{
    [Fact]
    public async Task MainJob_ThreeRequests_EndAsTheyMust()
    {
        var progress = new Progress(TimeProvider.System, output.WriteLine);
        await using var market = await Market.OpenAsync(progress);
        var main = new MainJob(market, progress);
        await main.RunAsync(CancellationToken.None);

        Assert.Equal(["cooperative", "risingPrice", "silentProvider"], main.Jobs.Keys.Order(StringComparer.Ordinal));

        // All jobs are over, so the market holds nobody's money.
        var module = market.Stage.Deployment.Contracts["JobMarket"];
        var escrow = await market.GraphQl.QueryAsync(
            "query E($m: Address!, $t: Address!) { escrow(moduleAddress: $m, tokenAddress: $t) { amount } }",
            new() { ["m"] = module, ["t"] = market.Stage.Deployment.Tokens["tUSD"] }
        );
        Assert.Equal("0", escrow.GetProperty("escrow").GetProperty("amount").GetString());
        await FreshIndex.AssertEqualAsync(market);
    }
}
