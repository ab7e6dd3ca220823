namespace Aether.Simulation;

/// <summary>One auction of the market: the first lock wins at the price of its second.</summary>
internal static class DutchAuction
{
    /// <param name="providers">Those who take part.</param>
    /// <param name="strategy">What the provider with this index does.</param>
    /// <param name="ring">The first so many collude: their cheapest bids against the outsiders alone, the others keep still.</param>
    /// <returns>Null if nobody locked in time.</returns>
    public static Lock? Run(Scenario scenario, ReadOnlySpan<Provider> providers, Func<int, Strategy> strategy, int ring = 1)
    {
        Lock? best = null;
        int speaker = Cheapest(providers[..ring]);
        for (int i = 0; i < providers.Length; i++)
        {
            if (i < ring && i != speaker)
                continue;
            Strategy mine = strategy(i);
            int rivals = providers.Length - (i < ring ? ring : 1);
            UInt128 threshold = providers[i].Threshold(scenario, mine, rivals);
            ulong? second = providers[i].LockSecond(scenario, threshold, mine == Strategy.SlowGuess);
            // Two in one block pay the same; which comes first changes no price.
            if (second is { } at && (best is not { } other || at < other.Second))
                best = new Lock(i, at, scenario.Curve.At(at));
        }
        return best;
    }

    private static int Cheapest(ReadOnlySpan<Provider> providers)
    {
        int cheapest = 0;
        for (int i = 1; i < providers.Length; i++)
            if (providers[i].Cost < providers[cheapest].Cost)
                cheapest = i;
        return cheapest;
    }
}
