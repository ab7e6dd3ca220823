namespace Aether.Simulation;

/// <summary>What a Request asks over time: RequestRules._priceAt of the contracts, to the unit.</summary>
/// <param name="MinPrice">Price through the exclusive window, in the token's smallest unit.</param>
/// <param name="MaxPrice">Price when the ramp has ended.</param>
/// <param name="ExclusiveSecs">Length of the exclusive window, from the start of the auction.</param>
/// <param name="RampSecs">How long the price rises, counted from the end of the exclusive window.</param>
/// <param name="LockSecs">Length of the auction; the last second counts.</param>
internal sealed record PriceCurve(UInt128 MinPrice, UInt128 MaxPrice, uint ExclusiveSecs, uint RampSecs, uint LockSecs)
{
    /// <param name="second">Seconds since rampStart.</param>
    public UInt128 At(ulong second)
    {
        if (second <= ExclusiveSecs)
            return MinPrice;
        ulong elapsed = second - ExclusiveSecs;
        if (elapsed >= RampSecs)
            return MaxPrice;
        return MinPrice + ((MaxPrice - MinPrice) * elapsed / RampSecs);
    }
}
