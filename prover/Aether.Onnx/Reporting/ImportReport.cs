namespace Aether.Onnx;

/// <summary>What an import made, and how near it comes to the float model on the samples.</summary>
public sealed record ImportReport
{
    /// <summary>What a user should know: nodes dropped, axes fixed.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>H of the AIR8 model: its name.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required int FileBytes { get; init; }

    /// <summary>Multiply-adds of one run.</summary>
    public required long MultiplyAdds { get; init; }

    public required TensorReport Input { get; init; }

    public required TensorReport Output { get; init; }

    /// <summary>Samples whose values chose the scales.</summary>
    public required int CalibrationSamples { get; init; }

    public required AccuracyReport Accuracy { get; init; }

    public required IReadOnlyList<LayerReport> Layers { get; init; }
}

/// <summary>How an end of the model is to be read: real = offset + scale x int8.</summary>
/// <param name="Shape">Live box of the tensor: channels, x, y, batch.</param>
/// <param name="Axes">For every axis of the ONNX value the tensor's axes it is made of, outermost first.</param>
public sealed record TensorReport(
    string Name,
    string Type,
    string Shape,
    IReadOnlyList<IReadOnlyList<int>> Axes,
    double Scale,
    double Offset
);

/// <summary>One operator.</summary>
/// <param name="Operator">Number in the AIR8 graph.</param>
/// <param name="Node">The ONNX node it came from; "" for the input.</param>
/// <param name="SignalToNoiseDb">Against the float value, on the first samples; null where it stands for none.</param>
/// <param name="ClippedShare">Share of elements whose float value lies outside what int8 holds at this scale.</param>
public sealed record LayerReport(
    int Operator,
    string Opcode,
    string Node,
    string Shape,
    int Shift,
    double Scale,
    double? SignalToNoiseDb,
    double? ClippedShare
);
