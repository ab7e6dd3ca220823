using System.Numerics;

namespace Aether.Prover.Policy;

/// <summary>The rising price of a Request: minPrice until the exclusive window is over, then linear to maxPrice, then flat.</summary>
/// <remarks>The arithmetic of JobMarket.priceAt, to the unit: 96-bit amounts, rounding down.</remarks>
public readonly record struct PriceCurve(
    UInt128 MinPrice,
    UInt128 MaxPrice,
    ulong RampStart,
    uint RampSecs,
    uint ExclusiveSecs,
    uint LockSecs
)
{
    /// <summary>Last second at which the Request can be locked.</summary>
    public ulong LockBy => RampStart + LockSecs;

    public UInt128 PriceAt(ulong time)
    {
        var risesFrom = RampStart + ExclusiveSecs;
        if (time <= risesFrom)
            return MinPrice;
        var elapsed = time - risesFrom;
        if (elapsed >= RampSecs)
            return MaxPrice;
        var rise = (BigInteger)(MaxPrice - MinPrice) * elapsed / RampSecs;
        return MinPrice + (UInt128)rise;
    }

    /// <summary>First second in the auction, not before <paramref name="notBefore"/>, at which the price is at least <paramref name="wanted"/>.</summary>
    /// <returns>Null when the auction ends first.</returns>
    public ulong? FirstTimeAtLeast(UInt128 wanted, ulong notBefore)
    {
        var low = Math.Max(notBefore, RampStart);
        var high = LockBy;
        if (low > high || PriceAt(high) < wanted)
            return null;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (PriceAt(middle) >= wanted)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
