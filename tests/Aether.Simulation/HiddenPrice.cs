namespace Aether.Simulation;

/// <summary>What a requester pays who does not say what the result is worth to him: here the maxPrice that the Dutch auction shows.</summary>
/// <remarks>He knows what everybody can read off past jobs, how costs are spread, and makes the best of it. He asks once: one who comes back
/// with more has told his price again.</remarks>
internal static class HiddenPrice
{
    private const uint Percent = 100;
    private const uint Bps = 10_000;

    /// <summary>The fixed price at which n providers, asked one after the other in exclusive Requests, leave him most.</summary>
    public static UInt128 BestOffer(Scenario scenario, int providers)
    {
        UInt128 best = 0;
        decimal most = -1;
        for (UInt128 offer = scenario.Curve.MinPrice; offer <= scenario.Curve.MaxPrice; offer += Scenario.Cent)
        {
            decimal refused = 1;
            for (int i = 0; i < providers; i++)
                refused *= 1 - Accepted(scenario, offer);
            decimal expected = (decimal)(scenario.Curve.MaxPrice - offer) * (1 - refused);
            if (expected > most)
                (best, most) = (offer, expected);
        }
        return best;
    }

    /// <summary>The offer, if one of the providers takes it; a refusal gains nobody anything, so a ring takes it too.</summary>
    public static UInt128? FixedPrice(Scenario scenario, ReadOnlySpan<Provider> providers, UInt128 offer)
    {
        foreach (Provider provider in providers)
            if (scenario.Floor(provider.Cost) <= offer)
                return offer;
        return null;
    }

    /// <summary>A sealed batch that pays the second lowest ask, or the requester's own sealed limit if that is lower.</summary>
    /// <param name="ring">The first so many collude: only their cheapest asks.</param>
    public static UInt128? SealedBatch(Scenario scenario, ReadOnlySpan<Provider> providers, UInt128 limit, int ring = 1)
    {
        UInt128 lowestOfRing = UInt128.MaxValue;
        UInt128 lowest = UInt128.MaxValue;
        UInt128 second = UInt128.MaxValue;
        for (int i = 0; i < providers.Length; i++)
        {
            UInt128 ask = scenario.Floor(providers[i].Cost);
            if (i < ring)
                lowestOfRing = UInt128.Min(lowestOfRing, ask);
            if (i < ring - 1)
                continue;
            if (i == ring - 1)
                ask = lowestOfRing;
            if (ask < lowest)
                (lowest, second) = (ask, lowest);
            else
                second = UInt128.Min(second, ask);
        }
        return lowest > limit ? null : UInt128.Min(second, limit);
    }

    /// <summary>The share of providers that work at this price.</summary>
    private static decimal Accepted(Scenario scenario, UInt128 offer)
    {
        UInt128 costMax = offer * (Bps - scenario.FeeBps) / Bps * Percent / (Percent + scenario.MarginPercent);
        if (costMax <= scenario.CostMin)
            return 0;
        return costMax >= scenario.CostMax ? 1 : (decimal)(costMax - scenario.CostMin) / (decimal)(scenario.CostMax - scenario.CostMin);
    }
}
