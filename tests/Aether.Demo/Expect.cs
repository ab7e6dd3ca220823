using System.Runtime.CompilerServices;
using Aether.Harness;

namespace Aether.Demo;

/// <summary>What the demo promises; a broken promise stops it.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new HarnessException($"{what}: expected {expected}, found {actual}");
    }

    public static void That(bool holds, string what, [CallerArgumentExpression(nameof(holds))] string expression = "")
    {
        if (!holds)
            throw new HarnessException($"{what} ({expression} does not hold)");
    }
}
