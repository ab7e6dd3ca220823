using Aether.Contracts;
using Aether.Prover.Policy;

namespace Aether.Prover.Tests.Policy;

public sealed class PolicyEvaluatorTests
{
    private static readonly PolicyFacts Facts = new()
    {
        Now = 1000,
        TokenSymbol = "tUSD",
        TokenDecimals = 6,
        FeeBps = 100,
        SplitBps = 500,
        IsModelOffered = true,
        HasModelFile = true,
        PackageBytes = 354,
        UnitsMax = 1,
        IsVerifierListed = true,
        RequesterFree = 10_000_000,
        ProviderFree = 10_000_000,
        Exposure = 0,
        JobsInFlight = 0,
        Provider = Sample.Provider,
        Zone = 3,
    };

    private static readonly ProviderPolicy Policy = new()
    {
        Tokens = new Dictionary<string, TokenPolicy> { ["tUSD"] = new() { ExposureMax = "10" } },
        Models = new Dictionary<string, ModelPolicy> { ["*"] = new() { CostPerUnit = "0.80" } },
        MarginBps = 0,
    };

    private static readonly Request Request = Sample.Request(Sample.Stranger);

    [Fact]
    public void Evaluate_GoodRequest_IsTakenAtOnceWhereTheFloorPaysEnough()
    {
        var decision = new PolicyEvaluator(Policy).Evaluate(Request, Facts);
        Assert.True(decision.IsTaken, string.Join("; ", decision.Reasons));
        Assert.Equal(1000ul, decision.LockAt);
        Assert.Equal((UInt128)1_000_000, decision.PriceAtLock);
    }

    [Fact]
    public void MinPrice_LeavesCostAfterFeeAndRoyalties_AndOneUnitLessWouldNot()
    {
        var evaluator = new PolicyEvaluator(Policy with { MarginBps = 777 });
        for (UInt128 cost = 1; cost < 3000; cost += 7)
        {
            var price = evaluator.MinPrice(new ModelPolicy { CostPerUnit = TokenAmount.Format(cost, 6) }, Policy.Tokens["tUSD"], 1, Facts);
            var net = ((cost * 10_777) + 9_999) / 10_000;
            Assert.True(Kept(price) >= net, $"cost {cost}: price {price} leaves {Kept(price)} of {net}");
            Assert.True(Kept(price - 1) < net, $"cost {cost}: price {price} is not the least");
        }

        static UInt128 Kept(UInt128 price) => price - (((price * 100) + 9_999) / 10_000) - (price * 500 / 10_000);
    }

    [Fact]
    public void MinPrice_CountsGasAtTheAssumedPrice()
    {
        // 450,000 gas x 2 gwei = 0.0009 ether = 2.70 tUSD at 3,000 an ether.
        var policy = Policy with
        {
            Tokens = new Dictionary<string, TokenPolicy>
            {
                ["tUSD"] = new() { ExposureMax = "10", PerEther = "3000" },
            },
        };
        var free = Facts with { FeeBps = 0, SplitBps = 0 };
        Assert.Equal((UInt128)3_500_000, new PolicyEvaluator(policy).MinPrice(policy.Models["*"], policy.Tokens["tUSD"], 1, free));

        // Where a proof pays: 300,000 of lock and settlement, and what its check costs. 600,000 gas more are 3.60 tUSD more.
        foreach (var (proofGas, price) in new (ulong, UInt128)[] { (150_000, 3_500_000), (750_000, 7_100_000) })
        {
            var proven = free with { ProofGas = proofGas };
            Assert.Equal(price, new PolicyEvaluator(policy).MinPrice(policy.Models["*"], policy.Tokens["tUSD"], 1, proven, Tier.Validity));
        }
    }

    [Fact]
    public void MinPrice_OneUnitOfMany_AsksForTheWholePriceThatPaysIt()
    {
        var free = Facts with { FeeBps = 0, SplitBps = 0 };
        Assert.Equal((UInt128)8_000_000, new PolicyEvaluator(Policy).MinPrice(Policy.Models["*"], Policy.Tokens["tUSD"], 10, free));
    }

    [Fact]
    public void Evaluate_PriceReachedLater_NamesTheFirstSecond()
    {
        var policy = Policy with
        {
            Models = new Dictionary<string, ModelPolicy> { [Sample.ModelId.ToString()] = new() { CostPerUnit = "1.88" } },
        };
        var decision = new PolicyEvaluator(policy).Evaluate(Request, Facts);
        Assert.Equal((UInt128)1_999_999, decision.MinPrice); // the royalty rounds down by a unit
        Assert.Equal(1050ul, decision.LockAt);
        Assert.Equal((UInt128)2_000_000, decision.PriceAtLock);
    }

    [Fact]
    public void Evaluate_OthersExclusiveWindow_WaitsUntilItHasPassed()
    {
        var request = Request with { Exclusive = Sample.Stranger, ExclusiveSecs = 30 };
        Assert.Equal(1031ul, new PolicyEvaluator(Policy).Evaluate(request, Facts).LockAt);
        Assert.Equal(1000ul, new PolicyEvaluator(Policy).Evaluate(request with { Exclusive = Sample.Provider }, Facts).LockAt);
    }

    public static TheoryData<string, Func<Request, Request>, Func<PolicyFacts, PolicyFacts>> Refusals =>
        new()
        {
            { "auction_over", r => r, f => f with { Now = 1201 } },
            { "exclusive_other", r => r with { Exclusive = Sample.Stranger, ExclusiveSecs = 200 }, f => f },
            { "tier_not_accepted", r => r with { Tier = (byte)Tier.Validity }, f => f },
            { "tier_not_accepted", r => r with { Tier = 200 }, f => f },
            { "verifier_unlisted", r => r, f => f with { IsVerifierListed = false } },
            { "token_not_accepted", r => r, f => f with { TokenSymbol = null } },
            { "model_unknown", r => r, f => f with { IsModelOffered = false } },
            { "model_file_missing", r => r, f => f with { HasModelFile = false } },
            { "output_mode", r => r with { OutputMode = 2 }, f => f },
            { "units_too_few", r => r, f => f with { UnitsMax = 2 } },
            { "output_too_large", r => r with { OutputMode = 1 }, f => f with { PackageBytes = 16_449 } },
            { "input_not_owed", r => r with { InputSecs = 0 }, f => f },
            { "exec_too_short", r => r with { ExecSecs = 19 }, f => f },
            { "dispute_too_long", r => r with { DisputeSecs = (7 * 24 * 3600) + 1 }, f => f },
            { "region", r => r with { RegionMask = ulong.MaxValue ^ 8 }, f => f },
            { "exposure", r => r, f => f with { Exposure = 7_000_001 } },
            { "jobs_in_flight", r => r, f => f with { JobsInFlight = 8 } },
            { "collateral_unfunded", r => r, f => f with { ProviderFree = 2_999_999 } },
            { "requester_unfunded", r => r, f => f with { RequesterFree = 999_999 } },
            { "requester_unfunded", r => r with { MinPrice = 1 }, f => f with { RequesterFree = 851_063 } },
            { "auction_malformed", r => r with { MinPrice = 3_000_001, RampSecs = 1000 }, f => f },
            { "price_too_low", r => r with { MinPrice = 1, MaxPrice = 851_063 }, f => f },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Evaluate_OneThingWrong_IsSkippedForThatReasonAlone(
        string code,
        Func<Request, Request> request,
        Func<PolicyFacts, PolicyFacts> facts
    )
    {
        var decision = new PolicyEvaluator(Policy).Evaluate(request(Request), facts(Facts));
        var reason = Assert.Single(decision.Reasons);
        Assert.Equal(code, reason.Code);
        Assert.NotEmpty(reason.Text);
    }

    [Fact]
    public void Evaluate_AtEveryLimit_IsStillTaken()
    {
        var request = Request with
        {
            ExecSecs = 20,
            InputSecs = 1,
            DisputeSecs = 7 * 24 * 3600,
            MinPrice = 1,
            MaxPrice = 851_064,
            RegionMask = 8,
            OutputMode = 1,
        };
        var facts = Facts with
        {
            Exposure = 7_000_000,
            JobsInFlight = 7,
            ProviderFree = 3_000_000,
            RequesterFree = 851_064,
            Now = 1200,
            PackageBytes = 16_448,
        };
        var decision = new PolicyEvaluator(Policy).Evaluate(request, facts);
        Assert.True(decision.IsTaken, string.Join("; ", decision.Reasons));
        Assert.Equal(1200ul, decision.LockAt);
    }

    [Fact]
    public void Evaluate_CollateralOfTwentyTimesThePriceAtLock_IsTakenAndOneUnitMoreIsNot()
    {
        var policy = Policy with { Tokens = new Dictionary<string, TokenPolicy> { ["tUSD"] = new() { ExposureMax = "100" } } };
        var rich = Facts with { ProviderFree = 100_000_000 };
        var request = Request with { Collateral = 20_000_000 };
        Assert.True(new PolicyEvaluator(policy).Evaluate(request, rich).IsTaken);
        var refused = new PolicyEvaluator(policy).Evaluate(request with { Collateral = 20_000_001 }, rich);
        Assert.Equal("collateral_too_high", Assert.Single(refused.Reasons).Code);
        Assert.True(
            new PolicyEvaluator(policy with { CollateralPerPriceMax = 21 }).Evaluate(request with { Collateral = 20_000_001 }, rich).IsTaken
        );
        Assert.True(new PolicyEvaluator(policy with { InputSecsMin = 0 }).Evaluate(request with { InputSecs = 0 }, rich).IsTaken);
    }

    [Fact]
    public void Evaluate_UnlistedVerifierThePolicyNames_IsTakenWithTheFlag()
    {
        var policy = Policy with { VerifiersUnlisted = [Sample.Verifier.ToString()] };
        var decision = new PolicyEvaluator(policy).Evaluate(Request, Facts with { IsVerifierListed = false });
        Assert.True(decision.IsTaken);
        Assert.True(decision.AcceptUnlisted);
        Assert.False(new PolicyEvaluator(policy).Evaluate(Request, Facts).AcceptUnlisted);
    }

    [Fact]
    public void Evaluate_SeveralThingsWrong_NamesAll()
    {
        var decision = new PolicyEvaluator(Policy).Evaluate(
            Request with
            {
                OutputMode = 2,
                ExecSecs = 1,
            },
            Facts with
            {
                HasModelFile = false,
            }
        );
        Assert.Equal(["exec_too_short", "model_file_missing", "output_mode"], decision.Reasons.Select(r => r.Code).Order());
    }
}
