using System.Runtime.CompilerServices;

namespace Aether.Inference;

/// <summary>A model file, a graph or a tensor breaks a rule of AIR8. Trying again does not help.</summary>
/// <param name="rule">Number of the rule in prover/AIR8.md.</param>
/// <param name="reason">What was found, with the figures.</param>
public sealed class Air8RefusedException(string rule, string reason) : Exception($"{rule}: {reason}")
{
    /// <summary>For example "G-05"; see <see cref="Air8Rule"/>.</summary>
    public string Rule { get; } = rule;

    /// <param name="reason">Formatted only when the rule is broken: checks run once per byte.</param>
    internal static void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Reason reason)
    {
        if (!holds)
            throw new Air8RefusedException(rule, reason.ToStringAndClear());
    }

    /// <summary>An interpolated string that is built only for a refusal.</summary>
    [InterpolatedStringHandler]
    internal ref struct Reason
    {
        private DefaultInterpolatedStringHandler text;

        public Reason(int literalLength, int formattedCount, bool holds, out bool enabled)
        {
            enabled = !holds;
            text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => text.AppendFormatted(value, format);

        public string ToStringAndClear() => text.ToStringAndClear();
    }
}
