namespace Aether.Simulation;

/// <summary>What lock-and-sit costs against price, collateral and time.</summary>
internal static class SittingExperiment
{
    /// <summary>Collateral, in percent of maxPrice.</summary>
    public static IReadOnlyList<uint> CollateralPercents { get; } = [10, 25, 50, 100, 200];

    public static IReadOnlyList<SittingWay> Ways { get; } = Enum.GetValues<SittingWay>();

    /// <summary>With the scenario's times, locked in the first block.</summary>
    public static Sitting Of(Scenario scenario, SittingWay way, uint collateralPercent) =>
        Sitting.Of(way, scenario.Curve.MinPrice, scenario.Curve.MaxPrice * collateralPercent / 100, scenario.ExecSecs, scenario.GraceSecs);
}
