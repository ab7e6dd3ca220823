namespace Aether.Inference;

/// <summary>Computes a box of one operator's result.</summary>
internal delegate void Kernel(KernelCall call);

/// <summary>One operator about to run: what it reads, and where its result goes.</summary>
/// <remarks>In a decode loop the tensors hold the whole sequence, zero at positions not yet reached, which is what the formulas want.</remarks>
internal sealed class KernelCall
{
    public required Air8Model Model { get; init; }

    public required Air8Operator Op { get; init; }

    /// <summary>Tensors read, in order.</summary>
    public required Tensor[] Inputs { get; init; }

    /// <summary>Zero before the call, outside the box also after it.</summary>
    public required Tensor Result { get; init; }

    /// <summary>Elements of the result to compute.</summary>
    public required Box Box { get; init; }

    public required CancellationToken CancellationToken { get; init; }

    public Frame Out => new(Result);

    /// <summary>Codes of the operator's weights block and everything behind it.</summary>
    public ReadOnlySpan<byte> Weights => Model.Weights.Span[(int)Op.WeightOffset..];

    public Lut Lut => new(Model.Tables.Span.Slice(Op.Table * GraphHeader.LutSize, GraphHeader.LutSize), Op.Shift);

    /// <summary>Entries of the exponential table, two bytes each.</summary>
    public ReadOnlySpan<byte> ExpTable
    {
        get
        {
            int luts = Model.Header.LutCount;
            return Model.Tables.Span.Slice(luts * GraphHeader.LutSize + (Op.Table - luts) * GraphHeader.ExpSize, GraphHeader.ExpSize);
        }
    }

    public Frame In(int i) => new(Inputs[i]);

    /// <summary>Bias of output n in accumulator units; 0 for an operator without.</summary>
    public int Bias(int n) =>
        Op.Biased ? BiasDigits.Read(Model.Weights.Span.Slice((int)Op.BiasOffset + BiasDigits.Count * n, BiasDigits.Count)) : 0;
}

/// <summary>y = LUT[requantise(acc, s)], the end of most operators.</summary>
internal readonly ref struct Lut(ReadOnlySpan<byte> table, int shift)
{
    private readonly ReadOnlySpan<byte> table = table;

    /// <returns>The result's byte, excess-128.</returns>
    public byte Of(long accumulator) => table[Requantise.Saturated(accumulator, shift) + 32768];
}
