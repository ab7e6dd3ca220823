using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aether.Onnx;

/// <summary>An ONNX file, or something in it, cannot be imported. The message says which node and why; trying again changes nothing.</summary>
public sealed class OnnxRefusedException(string message) : Exception(message)
{
    private const int ShownMax = 80;

    /// <summary>Refuses unless the condition holds.</summary>
    /// <param name="reason">Formatted only when it does not: checks run once per number of a file.</param>
    internal static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref Reason reason
    )
    {
        if (!condition)
            throw new OnnxRefusedException(reason.ToStringAndClear());
    }

    /// <summary>A name from a file as it may be shown: no control characters, at most 80 characters.</summary>
    internal static string Shown(string name)
    {
        string cut = name.Length <= ShownMax ? name : string.Concat(name.AsSpan(0, ShownMax), "...");
        return string.Concat(cut.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }

    /// <summary>An interpolated string that is built only for a refusal.</summary>
    [InterpolatedStringHandler]
    internal ref struct Reason
    {
        private DefaultInterpolatedStringHandler text;

        public Reason(int literalLength, int formattedCount, bool condition, out bool enabled)
        {
            enabled = !condition;
            text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string value) => text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

        public string ToStringAndClear() => text.ToStringAndClear();
    }
}
