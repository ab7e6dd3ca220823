namespace Aether.Simulation;

/// <summary>One provider in one auction.</summary>
/// <param name="Cost">What the job costs it.</param>
/// <param name="RivalCostMax">What it believes the dearest rival's cost to be.</param>
/// <param name="PollOffset">When a slow one looks for the first time, in seconds.</param>
/// <param name="Habit">What it does where everybody does something else.</param>
internal sealed record Provider(UInt128 Cost, UInt128 RivalCostMax, uint PollOffset, Strategy Habit)
{
    private const uint Percent = 100;

    /// <summary>The providers of one auction. The first n of them are the same for every n, so that adding one changes nothing else.</summary>
    public static Provider[] Draw(Scenario scenario, SplitMix64 random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Draw(scenario, random))];

    /// <summary>The price from which it locks.</summary>
    /// <param name="rivals">How many others it bids against; the registry shows who serves a model.</param>
    public UInt128 Threshold(Scenario scenario, Strategy strategy, int rivals)
    {
        UInt128 floor = scenario.Floor(Cost);
        UInt128 price = strategy switch
        {
            Strategy.CostPlus => floor,
            Strategy.Wait => scenario.Curve.MaxPrice,
            _ when rivals == 0 => scenario.Curve.MaxPrice,
            _ => UInt128.Max(floor, scenario.Gross(Shaded(rivals))),
        };
        return UInt128.Min(price, scenario.Curve.MaxPrice);
    }

    /// <summary>The second of its lock, or null if the auction ends first.</summary>
    public ulong? LockSecond(Scenario scenario, UInt128 threshold, bool slow)
    {
        PriceCurve curve = scenario.Curve;
        if (curve.At(curve.LockSecs) < threshold)
            return null;
        ulong low = 0;
        ulong high = curve.LockSecs;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            if (curve.At(middle) >= threshold)
                high = middle;
            else
                low = middle + 1;
        }
        if (slow)
            low = low <= PollOffset ? PollOffset : PollOffset + RoundUp(low - PollOffset, scenario.SlowPollSecs);
        low = RoundUp(low, scenario.BlockSecs);
        return low > curve.LockSecs ? null : low;
    }

    /// <remarks>
    /// c + (h - c) / n, the equilibrium of n bidders whose costs are spread evenly up to h. Source: Krishna, "Auction Theory" (2009),
    /// section 2.3, turned around for buyers. A Dutch auction is that first-price auction: nobody learns anything before it is over.
    /// </remarks>
    private UInt128 Shaded(int rivals) => RivalCostMax <= Cost ? Cost : Cost + ((RivalCostMax - Cost) / (uint)(rivals + 1));

    private static Provider Draw(Scenario scenario, SplitMix64 random)
    {
        UInt128 cost = scenario.CostMin + random.Below((ulong)(scenario.CostMax - scenario.CostMin) + 1);
        ulong guess = Percent - scenario.GuessErrorPercent + random.Below((2 * scenario.GuessErrorPercent) + 1);
        uint offset = (uint)random.Below(scenario.SlowPollSecs);
        return new Provider(cost, scenario.CostMax * guess / Percent, offset, (Strategy)random.Below(4));
    }

    private static ulong RoundUp(ulong value, ulong step) => (value + step - 1) / step * step;
}
