using System.Globalization;
using System.Text;

namespace Aether.Simulation;

/// <summary>The plot of contracts/README.md: prices against providers on the left, the cost of sitting on the right.</summary>
internal static class Plot
{
    public const ulong DefaultSeed = 51;
    private const uint Dollar = Scenario.Dollar;

    public static string Draw(Scenario scenario, ulong seed)
    {
        var prices = new PriceExperiment(scenario, seed);
        var left = new Chart(60, 60, 400, 300)
        {
            Title = "Price reached",
            Across = "providers that serve the model",
            Up = "median price, % of maxPrice",
            Marks = [.. PriceExperiment.Providers.Select(count => $"{count}")],
            Top = 110,
            Step = 20,
        };
        (Market Market, string Colour, string Dash)[] lines =
        [
            (Market.FullRing, "#b2182b", ""),
            (Market.HalfRing, "#ef8a62", "6 3"),
            (Market.Pair, "#8c6d31", "2 3"),
            (Market.Guess, "#2166ac", ""),
            (Market.CostPlus, "#67a9cf", "6 3"),
            (Market.FixedPrice, "#1b7837", ""),
            (Market.SealedBatch, "#7fbf7b", "2 3"),
        ];
        foreach ((Market market, string colour, string dash) in lines)
        {
            string hidden = Market.WithHiddenMaxPrice.Contains(market) ? " (maxPrice hidden)" : "";
            left.Add(
                market.Name + hidden,
                colour,
                dash,
                prices.Row(market).Select(point => (decimal)(point.Median ?? 0) * 100 / (decimal)scenario.Curve.MaxPrice)
            );
        }

        var right = new Chart(560, 60, 400, 300)
        {
            Title = "Lock-and-sit",
            Across = "collateral, % of maxPrice",
            Up = "dollars an hour blocked",
            Marks = [.. SittingExperiment.CollateralPercents.Select(percent => $"{percent}")],
            Top = 7,
            Step = 1,
        };
        (SittingWay Way, string Colour, string Dash)[] ways =
        [
            (SittingWay.Decline, "#2166ac", ""),
            (SittingWay.DemandAndDecline, "#67a9cf", "6 3"),
            (SittingWay.DemandAndReject, "#b2182b", ""),
        ];
        foreach ((SittingWay way, string colour, string dash) in ways)
            right.Add(
                Report.Name(way),
                colour,
                dash,
                SittingExperiment.CollateralPercents.Select(percent =>
                    (decimal)SittingExperiment.Of(scenario, way, percent).CostPerHour / Dollar
                )
            );

        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 560" font-family="sans-serif" font-size="12" fill="#222">
            <title>What the auction reaches, and what sitting on a lock costs</title>
            <rect width="1000" height="560" fill="#fff"/>

            """
        );
        left.Draw(svg);
        right.Draw(svg);
        return svg.Append("</svg>\n").ToString().ReplaceLineEndings("\n");
    }
}
