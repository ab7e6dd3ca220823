using Aether.Inference;

namespace Aether.Proofs;

/// <summary>What follows from a graph before any input: sizes of the columns, the table, the leaves of every tensor.</summary>
/// <remarks>Source: prover/PROOFS.md, Served models, Columns.</remarks>
public sealed class ProofPlan
{
    private const int OperatorsMax = 256;
    private const int CoordinatesMax = 32;
    private const int SealedLogMax = 9;

    private ProofPlan(Air8Model model, TableLayout table, IReadOnlyList<IReadOnlyList<TensorLeaf>> leaves)
    {
        (Model, Table, Leaves) = (model, table, leaves);
        SlotLog = LogOf(Blocks.Sum(op => 1L << op.Shape.FrameLog));
        WeightLog = LogOf(model.Header.WeightSlots);
        TermLog = model.Operators.Select((op, id) => IsTerm(op) ? SummedLog(id) : 0).Max();
        int largest = new[] { SlotLog, WeightLog, table.Log, model.InputShape.FrameLog, model.OutputShape.FrameLog, 2 }.Max();
        CoordinateCount = largest + (largest & 1);
        RequireCoordinates(CoordinateCount, "a column");
        RequireCoordinates(TermLog, "a sum of products");
        for (int id = 0; id < model.Operators.Count; id++)
            RequireCoordinates(model.Operators[id].Shape.FrameLog, $"the result of operator {id}");
    }

    public Air8Model Model { get; }

    public TableLayout Table { get; }

    /// <summary>Per operator the leaves of its result.</summary>
    public IReadOnlyList<IReadOnlyList<TensorLeaf>> Leaves { get; }

    /// <summary>nN: logarithm of V, Y, R and h.</summary>
    public int SlotLog { get; }

    /// <summary>nW: logarithm of W.</summary>
    public int WeightLog { get; }

    /// <summary>kmax: rounds of the first sumcheck.</summary>
    public int TermLog { get; }

    /// <summary>n2: rounds of the second sumcheck.</summary>
    public int LookupLog => Math.Max(SlotLog, Table.Log);

    /// <summary>n3: rounds of the third sumcheck, coordinates of the opening; even.</summary>
    public int CoordinateCount { get; }

    /// <summary>Memory that a proof takes at most beside the model and the reference string, bytes: columns, their weights and the opening.</summary>
    public long ProofBytes =>
        Fr.Bytes * ((16L << SlotLog) + (12L << Table.Log) + (4L << WeightLog) + (1L << CoordinateCount))
        + MercuryProver.BytesFor(CoordinateCount, Environment.ProcessorCount);

    /// <summary>Words of r: the largest frame of any tensor.</summary>
    public int PointLog => Model.Operators.Max(op => op.Shape.FrameLog);

    /// <summary>Operators that own a block of slots.</summary>
    public IEnumerable<Air8Operator> Blocks => Model.Operators.Where(HasBlock);

    /// <exception cref="ProofRefusedException">P-01, P-03, P-04: the model is outside what is proved.</exception>
    public static ProofPlan Of(Air8Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ProofRefusedException.Require(
            !model.Header.IsTrainingStep && !model.Header.IsDecodeLoop,
            ProofRule.Kind,
            $"a {(model.Header.IsDecodeLoop ? "decode loop" : "training step")} is not proved"
        );
        ProofRefusedException.Require(
            model.Operators.Count <= OperatorsMax,
            ProofRule.Kind,
            $"it has {model.Operators.Count} operators; at most {OperatorsMax} are proved"
        );
        for (int id = 0; id < model.Operators.Count; id++)
        {
            Air8Operator op = model.Operators[id];
            ProofRefusedException.Require(IsServed(op), ProofRule.Kind, $"operator {id}: {op.Opcode} is not proved");
        }
        return new ProofPlan(
            model,
            TableLayout.Of(model, model.Operators.Where(HasBlock).Select(op => op.Shift)),
            TensorLeaves.Of(model.Operators)
        );
    }

    /// <exception cref="ProofRefusedException">P-02: the reference string has fewer than 2^<paramref name="coordinates"/> powers.</exception>
    public static void RequirePowers(Srs srs, int coordinates)
    {
        ArgumentNullException.ThrowIfNull(srs);
        ProofRefusedException.Require(
            srs.Log >= coordinates,
            ProofRule.Columns,
            $"it needs a reference string of 2^{coordinates} powers; this one has 2^{srs.Log}"
        );
    }

    /// <exception cref="ProofRefusedException">P-05: a sealed output of this model is not proved.</exception>
    public void RequireSealable() =>
        ProofRefusedException.Require(
            Model.OutputShape.FrameLog <= SealedLogMax,
            ProofRule.SealedOutput,
            $"a sealed output has at most {1 << SealedLogMax} elements; this one has {Model.OutputShape.FrameCount}"
        );

    /// <summary>Its products are summed in the first sumcheck.</summary>
    public static bool IsTerm(Air8Operator op) => op.Opcode is Air8Opcode.Gemm or Air8Opcode.Conv2D or Air8Opcode.DepthwiseConv2D;

    public static bool HasBlock(Air8Operator op) =>
        op.Opcode is not (Air8Opcode.Output or Air8Opcode.Reshape or Air8Opcode.Transpose or Air8Opcode.Concat or Air8Opcode.Slice);

    /// <summary>k: logarithm of the sum of a term, over its weights' axes but the output's.</summary>
    public int SummedLog(int id)
    {
        Air8Operator op = Model.Operators[id];
        WeightBlock block = WeightBlock.Of(op, Model.Operators[op.Inputs[0]].Shape)!;
        int outputs = op.Opcode == Air8Opcode.DepthwiseConv2D ? 0 : op.Shape.Log(0);
        return block.Log - outputs;
    }

    private static bool IsServed(Air8Operator op) =>
        op.Opcode
            is Air8Opcode.Output
                or Air8Opcode.Gemm
                or Air8Opcode.Conv2D
                or Air8Opcode.DepthwiseConv2D
                or Air8Opcode.Add
                or Air8Opcode.Lut
                or Air8Opcode.AvgPool
                or Air8Opcode.PairMap
                or Air8Opcode.Map2
                or Air8Opcode.Reshape
                or Air8Opcode.Transpose
                or Air8Opcode.Concat
                or Air8Opcode.Slice
        || (op.Opcode == Air8Opcode.Input && op.Type == ElementType.Int8);

    private static void RequireCoordinates(int count, string of) =>
        ProofRefusedException.Require(
            count <= CoordinatesMax,
            ProofRule.Coordinates,
            $"{of} would have {count} coordinates; at most {CoordinatesMax} are proved"
        );

    private static int LogOf(long size)
    {
        int log = 0;
        while (1L << log < size)
            log++;
        return log;
    }
}
