namespace Aether.Simulation;

/// <summary>Prices of many auctions, for each market and number of providers.</summary>
internal sealed class PriceExperiment
{
    /// <summary>Odd, so that the median is one of them.</summary>
    public const int Auctions = 2001;

    private readonly Scenario _scenario;
    private readonly Provider[][] _auctions;

    public PriceExperiment(Scenario scenario, ulong seed)
    {
        _scenario = scenario;
        var random = new SplitMix64(seed);
        _auctions = [.. Enumerable.Range(0, Auctions).Select(_ => Provider.Draw(scenario, random, Providers[^1]))];
    }

    /// <summary>Independent or not: how many providers serve the model.</summary>
    public static IReadOnlyList<int> Providers { get; } = [1, 2, 3, 5, 8, 16, 32];

    /// <summary>The price of every auction; null where nobody took the job.</summary>
    public UInt128?[] Prices(Market market, int providers) => [.. _auctions.Select(all => market.Price(_scenario, all[..providers]))];

    public PricePoint Point(Market market, int providers)
    {
        UInt128?[] prices = Prices(market, providers);
        UInt128[] served = [.. prices.OfType<UInt128>().Order()];
        return new PricePoint(providers, served.Length == 0 ? null : served[served.Length / 2], served.Length * 100 / Auctions);
    }

    public IReadOnlyList<PricePoint> Row(Market market) => [.. Providers.Select(count => Point(market, count))];

    /// <summary>What one provider earns in an average auction by this strategy, while all others guess.</summary>
    public UInt128 MeanProfit(Strategy mine, int providers)
    {
        UInt128 sum = 0;
        foreach (Provider[] all in _auctions)
        {
            Lock? won = DutchAuction.Run(_scenario, all.AsSpan(0, providers), i => i == 0 ? mine : Strategy.Guess);
            if (won is { Winner: 0, Price: var price })
                sum += _scenario.Profit(price, all[0].Cost);
        }
        return sum / Auctions;
    }
}
