namespace Aether.Inference;

/// <summary>What decides a training run, and therefore every byte of the model it yields.</summary>
public sealed record DigitsTrainingOptions
{
    /// <summary>Any number. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Images drawn in the training styles: 100 to 200,000. Default 40,000.</summary>
    public int TrainingCount { get; init; } = 40_000;

    /// <summary>Images drawn in the styles held out: 20 to 100,000. Default 4,000.</summary>
    public int HeldOutCount { get; init; } = 4_000;

    /// <summary>Passes over the training images: 1 to 100. Default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Hidden units: a multiple of 8, 8 to 1,024. Default 128.</summary>
    public int Hidden { get; init; } = 128;

    /// <exception cref="ArgumentOutOfRangeException">A figure is outside its range.</exception>
    internal void Validate()
    {
        Require(TrainingCount, 100, 200_000, nameof(TrainingCount));
        Require(HeldOutCount, 20, 100_000, nameof(HeldOutCount));
        Require(Epochs, 1, 100, nameof(Epochs));
        Require(Hidden / 8, 1, 128, "Hidden / 8");
        Require(Hidden % 8, 0, 0, "Hidden modulo 8");
    }

    private static void Require(int value, int low, int high, string name)
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, $"must be {low} to {high}");
    }
}
