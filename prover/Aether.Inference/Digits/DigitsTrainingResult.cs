namespace Aether.Inference;

/// <summary>A trained model and how well it does, in floating point and as AIR8, on the same images.</summary>
public sealed record DigitsTrainingResult
{
    /// <summary>The AIR8 file.</summary>
    public required ReadOnlyMemory<byte> File { get; init; }

    /// <summary>The same, loaded and checked.</summary>
    public required Air8Model Model { get; init; }

    /// <summary>What was asked for.</summary>
    public required DigitsTrainingOptions Options { get; init; }

    /// <summary>Styles never seen in training.</summary>
    public required DigitsAccuracy HeldOut { get; init; }

    /// <summary>Fresh images in the styles of the training.</summary>
    public required DigitsAccuracy KnownStyles { get; init; }
}
