using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Aether.Harness;

namespace Aether.Simulation.Tests;

/// <summary>What the README shows is what the program computes.</summary>
public sealed class PlotTests
{
    private static readonly string s_section = Section("What the auction cannot prevent");

    [Fact]
    public void CheckedInPlot_IsWhatTheSeedGives() =>
        Assert.Equal(Plot.Draw(Scenario.Standard, Plot.DefaultSeed), File.ReadAllText(Repository.PathOf("contracts", "auction.svg")));

    [Fact]
    public void Plot_DependsOnTheSeedAlone_AndIsXml()
    {
        string other = Plot.Draw(Scenario.Standard, Plot.DefaultSeed + 1);
        Assert.Equal(other, Plot.Draw(Scenario.Standard, Plot.DefaultSeed + 1));
        Assert.NotEqual(other, Plot.Draw(Scenario.Standard, Plot.DefaultSeed));
        Assert.Equal(10, XDocument.Parse(other).Descendants().Count(element => element.Name.LocalName == "polyline"));
    }

    [Fact]
    public void Readme_FiguresAreMeasured()
    {
        var prices = new PriceExperiment(Scenario.Standard, Plot.DefaultSeed);
        string Median(Market market, int providers) => Dollars(prices.Point(market, providers).Median!.Value);
        string Cost(SittingWay way) => Dollars(SittingExperiment.Of(Scenario.Standard, way, 100).Cost);
        string[] said =
        [
            $"one provider got {Median(Market.Guess, 1)}",
            $"two {Median(Market.Guess, 2)}, three {Median(Market.Guess, 3)}, eight {Median(Market.Guess, 8)} and 32 {Median(Market.Guess, 32)}",
            $"{Median(Market.CostPlus, 1)} at cost plus 5 %",
            $"all of them {Median(Market.FullRing, 32)} again",
            $"two of three {Median(Market.Pair, 3)}, half of eight {Median(Market.HalfRing, 8)}",
            $"paid a lone provider {Median(Market.FixedPrice, 1)}",
            $"a ring of all {Median(Market.SealedBatchRing, 32)}, eight independent ones {Median(Market.SealedBatch, 8)}",
            $"({100 - prices.Point(Market.FixedPrice, 2).ServedPercent} % of them, with two providers)",
            $"{Cost(SittingWay.Decline)} to give back at half time, {Cost(SittingWay.Silence)} to stay silent",
            $"{Cost(SittingWay.DemandAndReject)} to demand the input and call it junk",
        ];
        Assert.All(said, sentence => Assert.Contains(sentence, s_section, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_HelpsRefusesAndWrites()
    {
        (int code, string text) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--seed", text, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("--sead", "1")).Code);
        Assert.Equal(1, (await RunAsync("--out", Path.Combine(Path.GetTempPath(), "no such folder", "plot.svg"))).Code);

        string file = Path.GetTempFileName();
        try
        {
            (code, text) = await RunAsync("--seed", "7", "--out", file);
            Assert.Equal(0, code);
            Assert.StartsWith(new Report(Scenario.Standard, 7).Write(), text, StringComparison.Ordinal);
            Assert.Equal(Plot.Draw(Scenario.Standard, 7), await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Repository.OnPath("dotnet")!,
            [Repository.Program("Aether.Simulation", "aether-simulation.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>A section of contracts/README.md as one line.</summary>
    private static string Section(string title)
    {
        string text = File.ReadAllText(Repository.PathOf("contracts", "README.md"));
        int from = text.IndexOf($"## {title}\n", StringComparison.Ordinal);
        int to = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return string.Join(' ', text[from..to].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Dollars(UInt128 amount) => ((decimal)amount / Scenario.Dollar).ToString("0.00", CultureInfo.InvariantCulture);
}
