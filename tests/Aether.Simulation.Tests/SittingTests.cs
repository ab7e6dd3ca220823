using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Simulation.Tests;

/// <summary>M-52: what it costs to lock and sit, over the whole domain of prices, collaterals and times.</summary>
public sealed class SittingTests(ITestOutputHelper output)
{
    private const int Cases = 20_000;
    private readonly SplitMix64 _random = new((ulong)Seed.Choose(output.WriteLine));

    [Fact]
    public void M52_InputNotOwed_CostsATenthOfTheCollateral_AndIsOverByExecAndGrace()
    {
        for (int i = 0; i < Cases; i++)
        {
            (UInt128 price, UInt128 collateral, ulong exec, ulong grace) = Draw();
            foreach (SittingWay way in (SittingWay[])[SittingWay.Decline, SittingWay.Silence])
            {
                var sitting = Sitting.Of(way, price, collateral, exec, grace);
                Assert.True(sitting.Cost * 10 >= collateral, $"{way}: {sitting.Cost} of {collateral}");
                // expire is legal from the second after.
                Assert.True(sitting.BlockedSecs <= exec + grace + 1, $"{way}: {sitting.BlockedSecs} of {exec} + {grace}");
                Assert.True(sitting.RequesterLoss <= 0);
            }
        }
    }

    // M-52 does not hold beyond this: a provider that may demand the input may sit for half a term more, and for the price of a Quarrel.
    [Fact]
    public void M52_InputOwed_CostsAQuarrel_AndIsOverByHalfATermMore()
    {
        for (int i = 0; i < Cases; i++)
        {
            (UInt128 price, UInt128 collateral, ulong exec, ulong grace) = Draw();
            UInt128 quarrel = UInt128.Min(price, collateral) * 5 / 100;
            foreach (SittingWay way in SittingExperiment.Ways)
            {
                var sitting = Sitting.Of(way, price, collateral, exec, grace);
                Assert.True(sitting.Cost >= (way == SittingWay.DemandAndReject ? quarrel : collateral / 10));
                Assert.True(sitting.BlockedSecs <= exec + (exec + 1) / 2 + grace + 1);
                Assert.True(sitting.RequesterLoss <= (way == SittingWay.DemandAndReject ? (Int128)quarrel : 0));
            }
        }
        Assert.Equal((UInt128)0, Sitting.Of(SittingWay.DemandAndReject, 0, 16 * Scenario.Dollar, 3600, 600).Cost);
    }

    [Fact]
    public void M52_MoreCollateral_NeverCostsTheSitterLess()
    {
        foreach (SittingWay way in SittingExperiment.Ways)
            for (int i = 1; i < SittingExperiment.CollateralPercents.Count; i++)
                Assert.True(
                    SittingExperiment.Of(Scenario.Standard, way, SittingExperiment.CollateralPercents[i - 1]).Cost
                        <= SittingExperiment.Of(Scenario.Standard, way, SittingExperiment.CollateralPercents[i]).Cost
                );
    }

    // Amounts of up to 2^64, terms of up to 7 days (RequestRules.EXEC_SECS_MAX), a grace of up to a day.
    private (UInt128 Price, UInt128 Collateral, ulong Exec, ulong Grace) Draw() =>
        (
            _random.Below(ulong.MaxValue >> (int)_random.Below(64)),
            _random.Below(ulong.MaxValue >> (int)_random.Below(64)),
            1 + _random.Below(604_800),
            _random.Below(86_401)
        );
}
