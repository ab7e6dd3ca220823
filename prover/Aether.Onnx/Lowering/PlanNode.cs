using Aether.Inference;

namespace Aether.Onnx;

/// <summary>An operator of AIR8 before scales are chosen: numbers are still real.</summary>
internal sealed class PlanNode(PlanKind kind, FloatNode? from, TensorShape shape, params PlanNode[] inputs)
{
    public PlanKind Kind => kind;

    /// <summary>The node it stands for; null for the input.</summary>
    public FloatNode? From => from;

    public TensorShape Shape => shape;

    public IReadOnlyList<PlanNode> Inputs => inputs;

    /// <summary>Scale of the result.</summary>
    public required ScaleClass Class { get; init; }

    /// <summary>Value of the float graph that the result stands for; null for one that it does not have.</summary>
    public string? Value { get; set; }

    /// <summary>From what the operator sums up to the result.</summary>
    public Func<double, double> Function { get; set; } = value => value;

    /// <summary>Function of two operands, for PairTable.</summary>
    public Func<double, double, double>? Pair { get; init; }

    /// <summary>In the order that the builder takes.</summary>
    public float[]? Weights { get; init; }

    /// <summary>One per output.</summary>
    public float[]? Bias { get; init; }

    public Window2D Window { get; init; }

    /// <summary>Meaning per kind: axes of a Transpose; axis, start and size of a Slice; axis of a Concat or PairMax; logs of an AveragePool; further axes of a
    /// Dense; vocabulary of an Embedding.</summary>
    public IReadOnlyList<int> Numbers { get; init; } = [];

    /// <summary>In real units, for RmsScale.</summary>
    public double Epsilon { get; init; }

    /// <summary>Mean square of the input on the calibration samples, for RmsScale.</summary>
    public double MeanSquare { get; init; }

    public bool Subtract { get; init; }

    /// <summary>The input is a list of tokens, not of numbers.</summary>
    public bool TakesTokens { get; init; }

    /// <summary>Zeros stand for what lies outside the tensor, so its table must hold nothing below.</summary>
    public bool MustNotBeNegative { get; set; }

    /// <summary>Images are kept above -127, which a mask alone may give.</summary>
    public bool IsScore { get; set; }

    /// <summary>The operator ends with a table of 16-bit rows, so that a function costs nothing.</summary>
    public bool HasTable =>
        kind
            is PlanKind.Dense
                or PlanKind.Conv
                or PlanKind.Depthwise
                or PlanKind.MatMul
                or PlanKind.Add
                or PlanKind.Table
                or PlanKind.AveragePool
                or PlanKind.PairTable
                or PlanKind.Normalise
                or PlanKind.Centre;
}
