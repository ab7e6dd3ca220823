using System.Globalization;

namespace Aether.Demo;

/// <summary>What the contracts pay to whom, computed apart from them, and how amounts are said. In the token's smallest unit.</summary>
internal static class Amounts
{
    private const int FeeBps = 100;
    private const int Whole = 10_000;

    /// <summary>Rounds up.</summary>
    public static long Fee(long price) => (price * FeeBps + Whole - 1) / Whole;

    /// <summary>Rounds down.</summary>
    public static long Royalties(long price) => price * Market.RoyaltyBps / Whole;

    public static long Parse(string dollars) => (long)(decimal.Parse(dollars, CultureInfo.InvariantCulture) * Market.Dollar);

    public static string Dollars(long amount) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount / (decimal)Market.Dollar:0.00####} tUSD");
}
