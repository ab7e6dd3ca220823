namespace Aether.Simulation;

/// <summary>The median price with so many providers.</summary>
/// <param name="Median">Of the auctions in which somebody took the job; null if nobody ever did.</param>
/// <param name="ServedPercent">How many of the auctions those are, rounded down.</param>
internal readonly record struct PricePoint(int Providers, UInt128? Median, int ServedPercent);
