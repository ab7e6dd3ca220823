using System.Globalization;

namespace Aether.Harness;

/// <summary>Random is fine when the seed is printed: AETHER_SEED replays a run.</summary>
public static class Seed
{
    public static int Choose(Action<string> print)
    {
        var text = Environment.GetEnvironmentVariable("AETHER_SEED");
        var seed = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        print(string.Create(CultureInfo.InvariantCulture, $"seed {seed}; replay with AETHER_SEED={seed}"));
        return seed;
    }

    /// <summary>The long forms of random suites: scripts/test --deep.</summary>
    public static bool Deep => string.Equals(Environment.GetEnvironmentVariable("AETHER_DEEP"), "yes", StringComparison.Ordinal);
}
