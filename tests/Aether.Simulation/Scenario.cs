namespace Aether.Simulation;

/// <summary>One Request and the people around it. Amounts in millionths of a dollar, as a six-digit token counts.</summary>
/// <param name="Curve">What the Request asks.</param>
/// <param name="CostMin">The cheapest provider's cost; costs are spread evenly from here to <paramref name="CostMax"/>.</param>
/// <param name="CostMax">The dearest provider's cost.</param>
/// <param name="FeeBps">The market's fee.</param>
/// <param name="MarginPercent">What a provider wants above its cost, at the least.</param>
/// <param name="GuessErrorPercent">How far a provider's idea of the dearest rival is off, at the most.</param>
/// <param name="BlockSecs">A lock counts at the time of its block.</param>
/// <param name="SlowPollSecs">How often a slow provider looks.</param>
/// <param name="ExecSecs">What a provider has between lock and submit.</param>
/// <param name="GraceSecs">G: how much later a submit still counts.</param>
internal sealed record Scenario(
    PriceCurve Curve,
    UInt128 CostMin,
    UInt128 CostMax,
    uint FeeBps,
    uint MarginPercent,
    uint GuessErrorPercent,
    uint BlockSecs,
    uint SlowPollSecs,
    ulong ExecSecs,
    ulong GraceSecs
)
{
    public const uint Dollar = 1_000_000;
    public const uint Cent = 10_000;
    private const uint Bps = 10_000;
    private const uint Percent = 100;

    /// <summary>2 to 16 dollars in ten minutes, for work that costs 4 to 8: maxPrice is twice what the dearest provider needs.</summary>
    public static Scenario Standard { get; } =
        new(
            new PriceCurve(2 * Dollar, 16 * Dollar, ExclusiveSecs: 0, RampSecs: 600, LockSecs: 900),
            CostMin: 4 * Dollar,
            CostMax: 8 * Dollar,
            FeeBps: 100,
            MarginPercent: 5,
            GuessErrorPercent: 20,
            BlockSecs: 2,
            SlowPollSecs: 60,
            ExecSecs: 3600,
            GraceSecs: 600
        );

    /// <summary>The smallest price of which <paramref name="net"/> is left after the fee.</summary>
    public UInt128 Gross(UInt128 net)
    {
        uint left = Bps - FeeBps;
        return ((net * Bps) + left - 1) / left;
    }

    /// <summary>The smallest price at which a provider with this cost works at all.</summary>
    public UInt128 Floor(UInt128 cost) => Gross(cost * (Percent + MarginPercent) / Percent);

    /// <summary>What is left of a price after fee and cost; never negative for a price from <see cref="Floor"/> on.</summary>
    public UInt128 Profit(UInt128 price, UInt128 cost) => Settlement.Paid(price, 0, FeeBps).ToProvider - cost;
}
