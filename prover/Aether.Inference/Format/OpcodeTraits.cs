namespace Aether.Inference;

/// <summary>Kind of table an operator names.</summary>
internal enum TableKind
{
    None,
    Lut,
    Exp,
}

/// <summary>What the checker needs to know about an operator before it looks at its neighbours.</summary>
/// <param name="InputsMin">Fewest tensors it reads.</param>
/// <param name="InputsMax">Most tensors it reads.</param>
/// <param name="Parameters">Bit k: parameter byte k is used.</param>
internal readonly record struct OpcodeTraits(int InputsMin, int InputsMax, int Parameters = 0)
{
    private const int Number = 0xf0;
    private const int Word = 0x03;

    /// <summary>Table it names.</summary>
    public TableKind Table { get; init; }

    /// <summary>It requantises with a shift.</summary>
    public bool Shifts { get; init; }

    /// <summary>Flags it may carry.</summary>
    public byte Flags { get; init; }

    /// <summary>It owns a block of weights.</summary>
    public bool HasWeights { get; init; }

    /// <summary>Its result has no block of slots in the proof's columns: the elements are another tensor's.</summary>
    public bool Borrowed { get; init; }

    /// <summary>It stands in training steps only.</summary>
    public bool Training { get; init; }

    public static OpcodeTraits Of(Air8Opcode opcode)
    {
        const byte Bias = Air8Operator.HasBias;
        const byte Variant = Air8Operator.Variant;
        return opcode switch
        {
            Air8Opcode.Input => new(0, 0),
            Air8Opcode.Output => new(1, 1) { Borrowed = true },
            Air8Opcode.Gemm => Weighted(1, 0x01, Bias),
            Air8Opcode.Conv2D or Air8Opcode.DepthwiseConv2D => Weighted(1, 0xff, Bias),
            Air8Opcode.MatMul => Requantised(2, 3, 0x01) with { Flags = Bias },
            Air8Opcode.Add => Requantised(2, 2, 0x03) with { Flags = Variant },
            Air8Opcode.Lut => Requantised(1, 1, 0) with { Shifts = false },
            Air8Opcode.AvgPool => Requantised(1, 1, 0x03),
            Air8Opcode.PairMap => Requantised(1, 1, 0x01) with { Shifts = false },
            Air8Opcode.Map2 => Requantised(2, 2, 0) with { Shifts = false },
            Air8Opcode.Reshape => new(1, 1) { Borrowed = true },
            Air8Opcode.Transpose => new(1, 1, 0x0f) { Borrowed = true },
            Air8Opcode.Concat => new(2, 4, 0x01) { Borrowed = true },
            Air8Opcode.Slice => new(1, 1, 0x01 | Number) { Borrowed = true },
            Air8Opcode.ArgMax => new(1, 1) { Borrowed = true },
            Air8Opcode.Embedding => new(1, 1, Number) { Flags = Variant, HasWeights = true },
            Air8Opcode.CausalMask => new(1, 1),
            Air8Opcode.Exp => new(1, 1) { Table = TableKind.Exp },
            Air8Opcode.SoftmaxDivide => new(1, 1),
            Air8Opcode.RmsScale => new(1, 1, 0x01 | Number),
            Air8Opcode.Normalise => Weighted(2, 0x01, Bias),
            Air8Opcode.Centre => Requantised(1, 1, 0),
            Air8Opcode.Label => new(0, 0) { Training = true },
            Air8Opcode.State => new(0, 0, Word) { Training = true },
            Air8Opcode.View8 => new(1, 1) { Training = true },
            Air8Opcode.Update => new(2, 3, Word)
            {
                Shifts = true,
                Flags = Variant,
                Training = true,
            },
            Air8Opcode.StateOutput => new(1, 1, Word) { Borrowed = true, Training = true },
            _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "no operator"),
        };
    }

    private static OpcodeTraits Requantised(int inputsMin, int inputsMax, int parameters) =>
        new(inputsMin, inputsMax, parameters) { Table = TableKind.Lut, Shifts = true };

    private static OpcodeTraits Weighted(int inputs, int parameters, byte flags) =>
        Requantised(inputs, inputs, parameters) with
        {
            Flags = flags,
            HasWeights = true,
        };
}
