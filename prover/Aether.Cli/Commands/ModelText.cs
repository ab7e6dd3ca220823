using System.Globalization;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary>A model's output as people read it.</summary>
internal static class ModelText
{
    /// <summary>The index of the largest score, or the number itself where the model ends in an ArgMax.</summary>
    public static string AnswerOf(Tensor output) =>
        output.Type == ElementType.Int8
            ? LargestOf(output.ToInt8()).ToString(CultureInfo.InvariantCulture)
            : string.Join(' ', output.ToUInt16().Select(value => value.ToString(CultureInfo.InvariantCulture)));

    public static int[]? ScoresOf(Tensor output) =>
        output.Type == ElementType.Int8 ? [.. output.ToInt8().Select(score => (int)score)] : null;

    /// <summary>The first of the largest, as AIR8's ArgMax counts.</summary>
    private static int LargestOf(sbyte[] scores) => Array.IndexOf(scores, scores.Max());
}
