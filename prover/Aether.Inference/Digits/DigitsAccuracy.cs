namespace Aether.Inference;

/// <summary>Images classified rightly by the float network and by the AIR8 model made of it.</summary>
/// <param name="Images">Images shown to both.</param>
/// <param name="FloatCorrect">Right answers in floating point.</param>
/// <param name="Air8Correct">Right answers in AIR8.</param>
public sealed record DigitsAccuracy(int Images, int FloatCorrect, int Air8Correct)
{
    /// <summary>Per cent.</summary>
    public double FloatPercent => 100.0 * FloatCorrect / Images;

    /// <summary>Per cent.</summary>
    public double Air8Percent => 100.0 * Air8Correct / Images;

    /// <summary>Percentage points lost by quantisation; negative when the AIR8 model does better.</summary>
    public double DropPoints => Math.Round(FloatPercent - Air8Percent, 3);
}
