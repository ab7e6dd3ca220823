using Aether.Contracts;
using Aether.Harness;
using Aether.Prover.Tests.Cli;

namespace Aether.Prover.Tests.Jobs;

/// <summary>Requester and provider who cannot reach each other: everything goes over the chain, by demand.</summary>
public sealed class ChainDeliveryTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    [Fact]
    public async Task Job_WithoutAnyHttp_IsDemandedAnsweredAndPaidOverTheChain()
    {
        var listen = ProviderProgram.ChooseEndpoint();
        await using var program = await ProviderProgram.StartAsync(
            market.Provider,
            listen,
            Path.GetDirectoryName(MarketFixture.ModelFile)!
        );
        var expected = await market.Requester.AetherJsonAsync(["run", MarketFixture.ModelFile, market.Image]);
        var answer = await market.Requester.AetherJsonAsync(
            [
                "request",
                MarketFixture.ModelFile,
                market.Image,
                "--provider",
                market.Provider.Address,
                "--price",
                "2.00",
                "--exec-secs",
                "60",
                "--dispute-secs",
                "30",
                "--post",
            ],
            TimeSpan.FromMinutes(4)
        );
        Assert.Equal("paid", answer.GetProperty("status").GetString());
        Assert.Equal(expected.GetProperty("answer").GetString(), answer.GetProperty("answer").GetString());
        var jobId = answer.GetProperty("jobId").GetString()!;
        var demand = (await market.HistoryAsync(jobId)).Demand;
        Assert.Equal((DemandKind.None, true, true), (demand.Kind, demand.InputUsed, demand.OutputUsed));
        // What was opened on chain is checked; the trace's salt is not on chain.
        var verified = await market.Requester.AetherJsonAsync(["verify", jobId]);
        Assert.True(verified.GetProperty("valid").GetBoolean());
        Assert.DoesNotContain(
            verified.GetProperty("checks").EnumerateArray(),
            check => check.GetProperty("name").GetString() == "traceRoot"
        );
    }
}
