using System.Net;
using Aether.Cli.Commands;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Delivery;
using Aether.Prover.Http;
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

    [Fact]
    public async Task Output_NodeDeliversSomethingElse_IsDemandedOnChainAndTakenFromThere()
    {
        var model = Air8Model.Load(MarketFixture.ModelFile);
        var output = Air8Runtime.Run(model, InputFile.Read(model.Form, market.Image)).Output;
        var salt = new Digest(Bytes32.Keccak([1]).ToArray());
        var lie = new OutputDelivery.PublicOutput(0, Bytes32.Keccak([2]), Bytes32.Zero, output.Bytes.ToArray(), Bytes32.Zero);
        var jobId = await market.LockAsync();
        var history = await market.HistoryAsync(jobId);
        var claim = new Claim
        {
            Payee = Address.Parse(market.Provider.Address),
            OutputCommit = new Bytes32(Commitments.Output(salt, output).ToArray()),
            CipherCommit = Bytes32.Zero,
            KeyHash = Bytes32.Zero,
            Units = 1,
            TraceRoot = Bytes32.Keccak([3]),
        };
        var terms = history.Terms(market.Market);
        await market.SendAsync(
            market.Provider.Address,
            market.Market.Market,
            new JobMarket.SubmitCall
            {
                JobId = history.JobId,
                Terms = terms,
                Claim = claim,
                Key = Bytes32.Zero,
            }
        );

        var endpoint = ProviderProgram.ChooseEndpoint();
        using var liar = new HttpListener();
        liar.Prefixes.Add(endpoint.AbsoluteUri);
        liar.Start();
        var lying = AnswerAsync(liar, WireJson.Output(lie));
        await market.Provider.AetherJsonAsync(["provider", "register", "--endpoint", endpoint.AbsoluteUri]);
        var requester = market.Requester.AetherAsync(["request", "resume", jobId, "--accept-on-chain"], TimeSpan.FromMinutes(3));
        await market.AdvanceAsync(50);
        while ((await market.HistoryAsync(jobId)).Demand.Kind != DemandKind.Output)
        {
            Assert.False(requester.IsCompleted, requester.IsCompleted ? (await requester).Output : "");
            await Task.Delay(300);
        }
        await market.SendAsync(
            market.Provider.Address,
            market.Market.Manifest.ExchangeBox,
            new ExchangeBox.AnswerOutputCall
            {
                JobId = history.JobId,
                Terms = terms,
                Claim = claim,
                Output = PublicAnswer.Write(salt, output),
            }
        );
        var run = await requester;
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("the Node delivers something else", run.Output, StringComparison.Ordinal);
        Assert.Contains("paid", run.Output, StringComparison.Ordinal);
        liar.Stop();
        await lying;
    }

    /// <summary>The same answer to every question.</summary>
    private static async Task AnswerAsync(HttpListener listener, byte[] answer)
    {
        try
        {
            while (true)
            {
                var call = await listener.GetContextAsync();
                await call.Response.OutputStream.WriteAsync(answer);
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
