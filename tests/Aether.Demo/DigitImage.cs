using System.Globalization;
using Aether.Inference;

namespace Aether.Demo;

/// <summary>Draws a digit into a PNG file: the input a requester would bring.</summary>
public static class DigitImage
{
    /// <param name="style">Index into the training styles, or past them into the two held out ones.</param>
    public static string Write(string folder, int digit, int style, int seed)
    {
        DigitStyle[] styles = [.. DigitStyle.Training, .. DigitStyle.HeldOut];
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"digit-{digit}-{style}-{seed}.png"));
        ImageFile.SavePng(file, DigitRenderer.Render(digit, styles[style], (ulong)seed));
        return file;
    }
}
