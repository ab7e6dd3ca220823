using System.Diagnostics.CodeAnalysis;

namespace Aether.Onnx;

/// <summary>An ONNX file, or something in it, cannot be imported. The message says which node and why; trying again changes nothing.</summary>
public sealed class OnnxRefusedException(string message) : Exception(message)
{
    private const int ShownMax = 80;

    /// <summary>Refuses unless the condition holds.</summary>
    internal static void Require([DoesNotReturnIf(false)] bool condition, FormattableString reason)
    {
        if (!condition)
            throw new OnnxRefusedException(FormattableString.Invariant(reason));
    }

    /// <summary>A name from a file as it may be shown: no control characters, at most 80 characters.</summary>
    internal static string Shown(string name)
    {
        string cut = name.Length <= ShownMax ? name : string.Concat(name.AsSpan(0, ShownMax), "...");
        return string.Concat(cut.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }
}
