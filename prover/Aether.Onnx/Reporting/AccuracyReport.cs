namespace Aether.Onnx;

/// <summary>The AIR8 model against the float model.</summary>
public sealed record AccuracyReport
{
    /// <summary>Samples that were compared.</summary>
    public required int Samples { get; init; }

    /// <summary>Answers compared: rows of the output, one or more a sample.</summary>
    public required int Answers { get; init; }

    /// <summary>Answers whose largest output is the same.</summary>
    public required int Top1Agreements { get; init; }

    /// <summary>Answers of samples that chose no scale, and agreements among them.</summary>
    public required int HeldOutAnswers { get; init; }

    public required int HeldOutAgreements { get; init; }

    /// <summary>Answers with a label, and how many each model has right; 0 without labels.</summary>
    public required int Labelled { get; init; }

    public required int FloatCorrect { get; init; }

    public required int Air8Correct { get; init; }

    /// <summary>Pairs of answers that occurred, most frequent first; at most 10,000.</summary>
    public required IReadOnlyList<Confusion> Confusions { get; init; }

    /// <summary>Errors in real units, per output; empty where the output is an index, at most 1,000.</summary>
    public required IReadOnlyList<OutputError> Outputs { get; init; }

    /// <summary>Largest magnitude of an error, and their mean, over all outputs.</summary>
    public required double LargestError { get; init; }

    public required double MeanError { get; init; }

    public double Top1Percent => Answers == 0 ? 0 : 100.0 * Top1Agreements / Answers;
}

/// <summary>How often the float model answered one thing and AIR8 another (or the same).</summary>
public sealed record Confusion(int Float, int Air8, int Count);

/// <summary>Error of one output over all samples, in real units.</summary>
public sealed record OutputError(int Output, double Largest, double Mean);
