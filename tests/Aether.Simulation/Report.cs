using System.Globalization;
using System.Text;

namespace Aether.Simulation;

/// <summary>The results as a table, for people.</summary>
internal sealed class Report(Scenario scenario, ulong seed)
{
    private const int NameWidth = 34;
    private const int CellWidth = 10;
    private readonly PriceExperiment _prices = new(scenario, seed);
    private readonly StringBuilder _text = new();

    /// <summary>A name for each way to sit, as the table calls it.</summary>
    public static string Name(SittingWay way) =>
        way switch
        {
            SittingWay.Decline => "decline at half time",
            SittingWay.Silence => "never answer",
            SittingWay.DemandAndDecline => "demand the input, decline",
            SittingWay.DemandAndReject => "demand the input, call it junk",
            _ => "demand the input, never answer",
        };

    public string Write()
    {
        PriceCurve curve = scenario.Curve;
        Line($"Request: {Dollars(curve.MinPrice)} to {Dollars(curve.MaxPrice)} dollars over {curve.RampSecs} s, open {curve.LockSecs} s.");
        Line(
            $"Costs: {Dollars(scenario.CostMin)} to {Dollars(scenario.CostMax)}, evenly; fee {scenario.FeeBps} bps. "
                + $"{PriceExperiment.Auctions} auctions a cell, seed {seed}."
        );
        Prices("Median price, maxPrice public", Market.WithPublicMaxPrice);
        Prices("Median price, maxPrice hidden", Market.WithHiddenMaxPrice);
        Profits();
        Sittings();
        return _text.ToString();
    }

    private void Prices(string title, IReadOnlyList<Market> markets)
    {
        Head(title, PriceExperiment.Providers.Select(count => count == 1 ? "1 provider" : $"{count}"));
        foreach (Market market in markets)
            Row(market.Name, _prices.Row(market).Select(Cell));
    }

    private void Profits()
    {
        Head("Mean profit of one, the others guess", PriceExperiment.Providers.Select(count => count == 1 ? "1 provider" : $"{count}"));
        foreach (Strategy mine in Enum.GetValues<Strategy>())
            Row($"it: {mine}", PriceExperiment.Providers.Select(count => Dollars(_prices.MeanProfit(mine, count))));
    }

    private void Sittings()
    {
        Head("Lock-and-sit: dollars an hour blocked", SittingExperiment.CollateralPercents.Select(percent => $"c {percent} %"));
        foreach (SittingWay way in SittingExperiment.Ways)
            Row(
                Name(way),
                SittingExperiment.CollateralPercents.Select(percent => Dollars(SittingExperiment.Of(scenario, way, percent).CostPerHour))
            );
        Head("... dollars each time (c 100 %)", ["sitter", "requester", "blocked s"]);
        foreach (SittingWay way in SittingExperiment.Ways)
        {
            var sitting = SittingExperiment.Of(scenario, way, 100);
            string loss = (sitting.RequesterLoss < 0 ? "+" : "-") + Dollars((UInt128)Int128.Abs(sitting.RequesterLoss));
            Row(Name(way), ["-" + Dollars(sitting.Cost), loss, $"{sitting.BlockedSecs}"]);
        }
        Line($"c in percent of maxPrice; exec {scenario.ExecSecs} s, G {scenario.GraceSecs} s; locked at once, at minPrice.");
    }

    private static string Cell(PricePoint point) =>
        point.Median is not { } median ? "none"
        : point.ServedPercent == 100 ? Dollars(median)
        : $"{Dollars(median)} {point.ServedPercent}%";

    private static string Dollars(UInt128 amount) => ((decimal)amount / Scenario.Dollar).ToString("0.00", CultureInfo.InvariantCulture);

    private void Head(string title, IEnumerable<string> columns)
    {
        Line("");
        Row(title, columns);
        Line(new string('-', NameWidth + (CellWidth * PriceExperiment.Providers.Count)));
    }

    private void Row(string name, IEnumerable<string> cells) =>
        Line(name.PadRight(NameWidth) + string.Concat(cells.Select(cell => cell.PadLeft(CellWidth))));

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');
}
