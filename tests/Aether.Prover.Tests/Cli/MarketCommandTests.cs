using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Prover.Tests.Cli;

/// <summary>Every command that sends a transaction about a Job, a stake, a Node or a Model, on a real chain: what it does, and what it refuses in words.</summary>
public sealed class MarketCommandTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    private const int Usage = 2;
    private const int Refused = 3;
    private const int NotFound = 4;

    [Fact]
    public async Task Cancel_PostedAndNeverPosted_UsesTheirNonces()
    {
        var posted = await market.PostAsync();
        var fresh = EntityId.Pack(Address.Parse(market.Requester.Address), 77_777).ToString();
        var done = await market.Requester.AetherJsonAsync(["cancel", posted, fresh]);
        Assert.All(done.GetProperty("jobs").EnumerateArray(), job => Assert.Equal("cancelled", job.GetProperty("status").GetString()));
        await RefusedAsync(market.Requester, Refused, "is cancelled", "cancel", posted);
        await RefusedAsync(market.Provider, Refused, "only the requester cancels", "cancel", await market.PostAsync());
        await RefusedAsync(market.Requester, Usage, "no job id", "cancel", "x");
        await RefusedAsync(market.Requester, Usage, "takes 64", ["cancel", .. Enumerable.Repeat(fresh, 65)]);
    }

    [Fact]
    public async Task Expire_Posted_EndsTheAuctionThatNobodyWon()
    {
        var jobId = await market.PostAsync("--lock-secs", "60");
        await RefusedAsync(market.Provider, Refused, "cannot expire before", "expire", jobId);
        await market.AdvanceAsync(61);
        Assert.Equal("cancelled", await StatusAsync(market.Provider, "expire", jobId));
        await RefusedAsync(market.Provider, Refused, "is cancelled", "expire", jobId);
        await RefusedAsync(market.Provider, NotFound, "there is no job", "expire", "12345");
    }

    [Fact]
    public async Task Expire_SilentProvider_GivesThePriceBackWithACompensation()
    {
        var jobId = await market.LockAsync();
        await RefusedAsync(market.Requester, Refused, "cannot expire before", "expire", jobId);
        var before = await MarketFixture.FreeAsync(market.Requester);
        await market.AdvanceAsync(600 + (int)market.Market.Manifest.GraceSecs + 2);
        Assert.Equal("expired", await StatusAsync(market.Requester, "expire", jobId));
        // 2.00, and min(25 % of the price, 30 % of the collateral of 2.00).
        Assert.Equal(before + (250 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(market.Requester));
    }

    [Fact]
    public async Task Decline_InTheFirstHalf_CostsATenthOfTheCollateral()
    {
        var before = await MarketFixture.FreeAsync(market.Provider);
        var jobId = await market.LockAsync();
        await RefusedAsync(market.Requester, Refused, "Market_NotOperator", "decline", jobId);
        Assert.Equal("declined", await StatusAsync(market.Provider, "decline", jobId));
        Assert.Equal(before - (20 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(market.Provider));
        await RefusedAsync(market.Provider, Refused, "is declined", "decline", jobId);

        var late = await market.LockAsync();
        await market.AdvanceAsync(301);
        await RefusedAsync(market.Provider, Refused, "could be declined until", "decline", late);
    }

    [Fact]
    public async Task Accept_ByRequesterOrAgent_PaysWithRoyaltiesAndExtras()
    {
        var agent = await market.WalletAsync("agent", 5);
        var payee = "0x00000000000000000000000000000000000000a5";
        var jobId = await market.SubmitAsync("--agent", agent.Address, "--extra", $"{payee}:250");
        await RefusedAsync(market.Provider, Refused, "only requester", "accept", jobId);
        Assert.Equal("paid", await StatusAsync(agent, "accept", jobId));
        var paid = await market.Market.FreeAsync(market.Market.Manifest.Tokens[0].Address, Address.Parse(payee), CancellationToken.None);
        Assert.Equal((UInt128)(2 * MarketFixture.Dollar * 250 / 10_000), paid);
        await RefusedAsync(agent, Refused, "is paid", "accept", jobId);
        await RefusedAsync(agent, Refused, "is posted", "accept", await market.PostAsync());
    }

    [Fact]
    public async Task Finalize_AfterTheWindow_PaysAllOfThem()
    {
        var first = await market.SubmitAsync();
        var second = await market.SubmitAsync();
        await RefusedAsync(market.Requester, Refused, "is open until", "finalize", first, second);
        await RefusedAsync(market.Requester, Refused, "silence pays", "expire", first);
        await market.AdvanceAsync(101);
        var done = await market.Requester.AetherJsonAsync(["finalize", first, second]);
        Assert.All(done.GetProperty("jobs").EnumerateArray(), job => Assert.Equal("paid", job.GetProperty("status").GetString()));
        await RefusedAsync(market.Requester, Refused, "is paid", "finalize", first);
    }

    [Fact]
    public async Task DemandInput_AnsweredOnChain_GivesTheProviderHisTimeAgain()
    {
        var jobId = await market.LockAsync();
        var before = (await market.HistoryAsync(jobId)).State.Deadline;
        await RefusedAsync(market.Requester, Refused, "Box_NotOperator", "demand", "input", jobId);
        await RefusedAsync(market.Requester, Refused, "nobody demands", "demand", "answer", jobId);
        await RefusedAsync(market.Requester, Refused, "nothing is demanded", "demand", "close", jobId);
        await market.Provider.AetherJsonAsync(["demand", "input", jobId]);
        await RefusedAsync(market.Provider, Refused, "demanded before", "demand", "input", jobId);
        await RefusedAsync(market.Provider, Refused, "is demanded on chain until", "decline", jobId);
        await RefusedAsync(market.Provider, Refused, "can be answered until", "demand", "close", jobId);
        await RefusedAsync(market.Provider, NotFound, "was signed here", "demand", "answer", jobId);
        await market.AdvanceAsync(50);
        var answered = await market.Requester.AetherJsonAsync(["demand", "answer", jobId]);
        Assert.Equal("locked", answered.GetProperty("status").GetString());
        Assert.Equal(0, answered.GetProperty("contests").GetInt32());
        Assert.True(answered.GetProperty("deadline").GetUInt64() >= before + 50);
    }

    [Fact]
    public async Task DemandInput_Unanswered_IsClosedAndTheProviderKeepsATwentieth()
    {
        var jobId = await market.LockAsync("--input-secs", "60");
        await market.Provider.AetherJsonAsync(["demand", "input", jobId]);
        await market.AdvanceAsync(61);
        var before = await MarketFixture.FreeAsync(market.Provider);
        Assert.Equal("stalled", await StatusAsync(market.Provider, "demand", "close", jobId));
        Assert.Equal(before + (210 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(market.Provider));

        var notOwed = await market.LockAsync("--input-secs", "0");
        await RefusedAsync(market.Provider, Refused, "inputSecs 0", "demand", "input", notOwed);
    }

    [Fact]
    public async Task DemandOutput_Unanswered_IsClosedAndTheProviderIsSlashed()
    {
        var jobId = await market.SubmitAsync();
        await RefusedAsync(market.Provider, Refused, "Box_NotRequester", "demand", "output", jobId);
        var before = await MarketFixture.FreeAsync(market.Requester);
        await market.Requester.AetherJsonAsync(["demand", "output", jobId]);
        Assert.Equal(before - (20 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(market.Requester));
        await RefusedAsync(market.Requester, Refused, "is demanded on chain until", "accept", jobId);
        await RefusedAsync(market.Requester, Refused, "demanded before", "demand", "output", jobId);
        await market.AdvanceAsync((24 * 3600) + 1);
        Assert.Equal("slashed", await StatusAsync(market.Provider, "demand", "close", jobId));
        // Price, and min(25 % of the price, 20 % of the collateral of 2.00); the deposit was only lent.
        Assert.Equal(before + (240 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(market.Requester));
        await RefusedAsync(market.Requester, Refused, "is locked", "demand", "output", await market.LockAsync());
    }

    [Fact]
    public async Task Stake_AddedThawedAndTakenOut()
    {
        var staker = await market.WalletAsync("staker", 6);
        await RefusedAsync(staker, Refused, "free in the Vault", "provider", "stake", "10");
        await staker.AetherJsonAsync(["deposit", "10"]);
        Assert.Equal("10000000", Text(await staker.AetherJsonAsync(["provider", "stake", "10"]), "stake"));
        await RefusedAsync(staker, Refused, "nothing is thawing", "provider", "unstake");
        await RefusedAsync(staker, Refused, "is more", "provider", "unstake", "11");
        var thawing = await staker.AetherJsonAsync(["provider", "unstake", "4"]);
        Assert.Equal(("6000000", "4000000"), (Text(thawing, "stake"), Text(thawing, "thawing")));
        await RefusedAsync(staker, Refused, "thaw until", "provider", "unstake");
        await market.AdvanceAsync(14 * 24 * 3600);
        Assert.Equal("0", Text(await staker.AetherJsonAsync(["provider", "unstake"]), "thawing"));
        Assert.Equal(4 * MarketFixture.Dollar, await MarketFixture.FreeAsync(staker));
    }

    [Fact]
    public async Task Operator_MayDeclineUntilTheProviderTakesItBack()
    {
        var helper = await market.WalletAsync("helper", 7);
        var jobId = await market.LockAsync();
        await RefusedAsync(helper, Refused, "Market_NotOperator", "decline", jobId);
        await market.Provider.AetherJsonAsync(["provider", "operator", helper.Address]);
        Assert.Equal("declined", await StatusAsync(helper, "decline", jobId));
        await market.Provider.AetherJsonAsync(["provider", "operator", helper.Address, "--off"]);
        await RefusedAsync(helper, Refused, "Market_NotOperator", "decline", await market.LockAsync());
        await RefusedAsync(market.Provider, Usage, "no address", "provider", "operator", "helper");
    }

    [Fact]
    public async Task Node_AddedWithoutStakeAndDrained()
    {
        var owner = await market.WalletAsync("owner", 8);
        await RefusedAsync(owner, Usage, "0 to 63", "provider", "node", "add", "--zone", "64");
        await owner.AetherJsonAsync(["provider", "init", "--endpoint", "http://127.0.0.1:9"]);
        var nodeId = Text(await owner.AetherJsonAsync(["provider", "node", "add", "--zone", "5"]), "nodeId")!;
        var node = await market.Market.NodeAsync(UInt256.Parse(nodeId), CancellationToken.None);
        Assert.Equal((true, (byte)5), (node!.IsActive, node.Zone));
        await RefusedAsync(market.Provider, Refused, "you sign as", "provider", "node", "drain", nodeId);
        await owner.AetherJsonAsync(["provider", "node", "drain"]);
        Assert.False((await market.Market.NodeAsync(UInt256.Parse(nodeId), CancellationToken.None))!.IsActive);
        await RefusedAsync(owner, Refused, "drained before", "provider", "node", "drain", nodeId);
        await RefusedAsync(owner, NotFound, "there is no node", "provider", "node", "drain", "1");
    }

    [Fact]
    public async Task Model_RetiredByItsCreatorOnly()
    {
        var creator = await market.WalletAsync("creator", 9);
        var id = Text(await creator.AetherJsonAsync(["model", "register", MarketFixture.ModelFile]), "modelId")!;
        await RefusedAsync(market.Requester, Refused, "you sign as", "model", "retire", id);
        await creator.AetherJsonAsync(["model", "retire", id]);
        Assert.True(await market.Market.IsModelRetiredAsync(Bytes32.Parse(id), CancellationToken.None));
        await RefusedAsync(creator, Refused, "retired already", "model", "retire", id);
        await RefusedAsync(creator, NotFound, "no model", "model", "retire", Bytes32.Keccak([3]).ToString());
        await RefusedAsync(creator, Usage, "no modelId", "model", "retire", "0x12");
    }

    [Fact]
    public async Task Withdraw_MovesFreeTokensAndNoMore()
    {
        var saver = await market.WalletAsync("saver", 4);
        Assert.Equal("30000000", Text(await saver.AetherJsonAsync(["deposit", "30"]), "free"));
        Assert.Equal("10000000", Text(await saver.AetherJsonAsync(["withdraw", "20"]), "free"));
        await RefusedAsync(saver, Refused, "the chain refused", "withdraw", "11");
    }

    private static string? Text(JsonElement answer, string name) => answer.GetProperty(name).GetString();

    private static async Task<string?> StatusAsync(Wallet wallet, params string[] words) =>
        Text(await wallet.AetherJsonAsync(words), "status");

    /// <summary>It ends with that exit code and says so in words, with a next step or the facts, and never with a stack trace.</summary>
    private static async Task RefusedAsync(Wallet wallet, int exitCode, string expected, params string[] words)
    {
        var run = await wallet.AetherAsync(words);
        Assert.True(run.ExitCode == exitCode, $"{string.Join(' ', words)} ended with {run.ExitCode}: {run.Output}");
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }
}
