namespace Aether.Onnx;

/// <summary>What an import may be told.</summary>
public sealed record ImportOptions
{
    /// <summary>Most samples that are read, 1 to 1,000,000; default 500.</summary>
    public int SamplesMax { get; init; } = 500;

    /// <summary>Real value of a step of the int8 input, above 0; default: 1/128 for images, else the samples' largest magnitude / 127.</summary>
    public double? InputScale { get; init; }

    /// <summary>Makes a model of tokens a decode loop that generates at most so many, 1 to its length; default: a single pass.</summary>
    public int? DecodeTokens { get; init; }

    /// <summary>Token behind which a decode loop ends, 0 to 65,535; default: none.</summary>
    public int? EndToken { get; init; }

    /// <exception cref="InvalidOperationException">A value is out of range.</exception>
    public void Validate()
    {
        if (SamplesMax is < 1 or > 1_000_000)
            throw new InvalidOperationException($"SamplesMax is {SamplesMax}; it must be 1 to 1000000");
        if (DecodeTokens is < 1 or > 1 << 24)
            throw new InvalidOperationException($"DecodeTokens is {DecodeTokens}; it must be at least 1");
        if (EndToken is < 0 or > ushort.MaxValue || (EndToken is not null && DecodeTokens is null))
            throw new InvalidOperationException($"EndToken is {EndToken}; it must be 0 to 65535, of a decode loop");
        if (InputScale is double scale && !(scale > 0 && double.IsFinite(scale)))
            throw new InvalidOperationException($"InputScale is {scale}; it must be above 0");
    }
}
