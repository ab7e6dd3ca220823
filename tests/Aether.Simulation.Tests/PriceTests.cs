using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Simulation.Tests;

/// <summary>M-51: what the auction reaches, whatever the seed. Each fact holds auction by auction, so it holds for every median.</summary>
public sealed class PriceTests(ITestOutputHelper output)
{
    private static readonly Scenario s_scenario = Scenario.Standard;
    private readonly PriceExperiment _prices = new(s_scenario, (ulong)Seed.Choose(output.WriteLine));

    public static TheoryData<string> Public { get; } = [.. Market.WithPublicMaxPrice.Select(market => market.Name)];

    [Fact]
    public void M51_OneProviderThatKnowsItIsAlone_TakesMaxPrice()
    {
        foreach (Market market in (Market[])[Market.Guess, Market.SlowGuess, Market.Wait, Market.Pair, Market.HalfRing, Market.FullRing])
            Assert.All(_prices.Prices(market, 1), price => Assert.Equal(s_scenario.Curve.MaxPrice, price));
    }

    [Fact]
    public void M51_OneProvider_EarnsMostByWaiting_AndTwoDoNot()
    {
        UInt128 waiting = _prices.MeanProfit(Strategy.Wait, 1);
        Assert.All(Enum.GetValues<Strategy>(), other => Assert.True(_prices.MeanProfit(other, 1) <= waiting));
        Assert.True(_prices.MeanProfit(Strategy.CostPlus, 1) < waiting);
        foreach (int count in PriceExperiment.Providers.Skip(1))
            Assert.True(_prices.MeanProfit(Strategy.Wait, count) < _prices.MeanProfit(Strategy.Guess, count));
    }

    [Theory]
    [MemberData(nameof(Public))]
    public void M51_OneMoreIndependentProvider_NeverRaisesThePrice(string name)
    {
        Market market = Market.WithPublicMaxPrice.Single(one => one.Name == name);
        if (market == Market.Pair || market == Market.HalfRing || market == Market.FullRing)
            return;
        for (int i = 1; i < PriceExperiment.Providers.Count; i++)
        {
            UInt128?[] fewer = _prices.Prices(market, PriceExperiment.Providers[i - 1]);
            UInt128?[] more = _prices.Prices(market, PriceExperiment.Providers[i]);
            Assert.All(fewer.Zip(more), pair => Assert.True(pair.Second <= pair.First, $"{pair.First} became {pair.Second}"));
            Assert.True(
                _prices.Point(market, PriceExperiment.Providers[i]).Median <= _prices.Point(market, PriceExperiment.Providers[i - 1]).Median
            );
        }
    }

    [Fact]
    public void M51_RingOfAll_IsOneProvider()
    {
        foreach (int count in PriceExperiment.Providers)
            Assert.All(_prices.Prices(Market.FullRing, count), price => Assert.Equal(s_scenario.Curve.MaxPrice, price));
        Assert.Equal(_prices.Prices(Market.FullRing, 2), _prices.Prices(Market.Pair, 2));
    }

    [Fact]
    public void M51_ARing_NeverLowersThePrice()
    {
        foreach (int count in PriceExperiment.Providers)
        {
            UInt128?[] without = _prices.Prices(Market.Guess, count);
            foreach (Market ring in (Market[])[Market.Pair, Market.HalfRing, Market.FullRing])
                Assert.All(
                    without.Zip(_prices.Prices(ring, count)),
                    pair => Assert.True(pair.Second >= pair.First, $"{pair.First} became {pair.Second}")
                );
        }
    }

    // M-51: the remedies. The provider who is alone gets what was offered, not what the job was worth.
    [Fact]
    public void M51_HiddenMaxPrice_PaysAtMostTheOffer_WhoeverColludes()
    {
        UInt128 offer = HiddenPrice.BestOffer(s_scenario, 1);
        Assert.True(offer < s_scenario.Curve.MaxPrice);
        Assert.True(offer >= s_scenario.Floor(s_scenario.CostMin));
        foreach (Market market in Market.WithHiddenMaxPrice)
        foreach (int count in PriceExperiment.Providers)
            Assert.All(_prices.Prices(market, count), price => Assert.True(price is null || price <= offer));
    }

    [Fact]
    public void SealedBatch_PaysTheSecondLowestAsk_OrTheLimit()
    {
        Provider[] three = [Costing(5), Costing(4), Costing(6)];
        UInt128 limit = s_scenario.Curve.MaxPrice;
        Assert.Equal(s_scenario.Floor(5 * Scenario.Dollar), HiddenPrice.SealedBatch(s_scenario, three, limit));
        Assert.Equal(s_scenario.Floor(6 * Scenario.Dollar), HiddenPrice.SealedBatch(s_scenario, three, limit, ring: 2));
        Assert.Equal(limit, HiddenPrice.SealedBatch(s_scenario, three, limit, ring: 3));
        Assert.Null(HiddenPrice.SealedBatch(s_scenario, three, 4 * Scenario.Dollar));
    }

    [Fact]
    public void Auction_ThatEndsBeforeAnybodyIsMet_LocksNothing()
    {
        Scenario tooShort = s_scenario with { Curve = s_scenario.Curve with { LockSecs = 60 } };
        Assert.Null(DutchAuction.Run(tooShort, [Costing(7)], _ => Strategy.CostPlus));
        Lock? locked = DutchAuction.Run(s_scenario, [Costing(7), Costing(5)], _ => Strategy.CostPlus);
        Assert.Equal(1, locked!.Value.Winner);
        Assert.Equal(s_scenario.Curve.At(locked.Value.Second), locked.Value.Price);
        Assert.InRange(locked.Value.Price, s_scenario.Floor(5 * Scenario.Dollar), s_scenario.Floor(7 * Scenario.Dollar));
    }

    private static Provider Costing(uint dollars) =>
        new(dollars * Scenario.Dollar, s_scenario.CostMax, PollOffset: 0, Habit: Strategy.CostPlus);
}
