namespace Aether.Simulation;

/// <summary>How an auction ended.</summary>
/// <param name="Winner">Index of the provider.</param>
/// <param name="Second">Seconds since the start.</param>
/// <param name="Price">What the job pays.</param>
internal readonly record struct Lock(int Winner, ulong Second, UInt128 Price);
