namespace Aether.Simulation;

/// <summary>Where price and collateral go: Payouts of the contracts, to the unit, as far as the auction needs it.</summary>
/// <param name="ToProvider">Of the price, after the fee.</param>
/// <param name="Fee">Of the price.</param>
/// <param name="Refund">Of the price, back to the requester.</param>
/// <param name="Compensation">Of the collateral, to the requester.</param>
/// <param name="Burned">Of price and collateral, to nobody.</param>
/// <param name="CollateralBack">To the provider.</param>
internal readonly record struct Settlement(
    UInt128 ToProvider,
    UInt128 Fee,
    UInt128 Refund,
    UInt128 Compensation,
    UInt128 Burned,
    UInt128 CollateralBack
)
{
    private const uint Percent = 100;
    private const uint Bps = 10_000;
    private const uint DeclinePercent = 10;
    private const uint CompensationPricePercent = 25;
    private const uint ExpireCollateralPercent = 30;
    private const uint QuarrelPercent = 5;

    /// <summary>All units were billed, to a Model without royalties: the fee rounds up.</summary>
    public static Settlement Paid(UInt128 price, UInt128 collateral, uint feeBps)
    {
        UInt128 fee = Up(price, feeBps, Bps);
        return new Settlement
        {
            ToProvider = price - fee,
            Fee = fee,
            CollateralBack = collateral,
        };
    }

    /// <summary>The provider gave the job back: 10 % of the collateral, rounded up, is burned.</summary>
    public static Settlement Declined(UInt128 price, UInt128 collateral)
    {
        UInt128 burned = Up(collateral, DeclinePercent, Percent);
        return new Settlement
        {
            Refund = price,
            Burned = burned,
            CollateralBack = collateral - burned,
        };
    }

    /// <summary>The provider fell silent: min(25 % price, 30 % collateral), down, to the requester; the rest is burned.</summary>
    public static Settlement Expired(UInt128 price, UInt128 collateral)
    {
        UInt128 compensation = UInt128.Min(
            Down(price, CompensationPricePercent, Percent),
            Down(collateral, ExpireCollateralPercent, Percent)
        );
        return new Settlement
        {
            Refund = price,
            Compensation = compensation,
            Burned = collateral - compensation,
        };
    }

    /// <summary>The input was demanded, came, and is called junk: 5 % of the smaller of price and collateral, down, is burned of each.</summary>
    public static Settlement Quarrelled(UInt128 price, UInt128 collateral)
    {
        UInt128 each = Down(UInt128.Min(price, collateral), QuarrelPercent, Percent);
        return new Settlement
        {
            Refund = price - each,
            Burned = each + each,
            CollateralBack = collateral - each,
        };
    }

    private static UInt128 Down(UInt128 amount, uint numerator, uint denominator) => amount * numerator / denominator;

    private static UInt128 Up(UInt128 amount, uint numerator, uint denominator) => ((amount * numerator) + denominator - 1) / denominator;
}
