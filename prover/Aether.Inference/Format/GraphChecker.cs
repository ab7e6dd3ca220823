namespace Aether.Inference;

/// <summary>Accepts exactly the well-formed graphs of this version: one function, one layout, nothing left over.</summary>
/// <remarks>Source: prover/AIR8.md, Validity rules. Weights and tables have checkers of their own.</remarks>
internal static class GraphChecker
{
    /// <summary>Longest reduction of one accumulator.</summary>
    public const int ReductionMax = 1 << 17;

    /// <param name="graph">Graph section.</param>
    /// <param name="header">Its header, already checked.</param>
    /// <exception cref="Air8RefusedException">Names the first rule broken.</exception>
    public static IReadOnlyList<Air8Operator> Check(ReadOnlySpan<byte> graph, GraphHeader header)
    {
        List<Air8Operator> operators = new(header.OperatorCount);
        for (int id = 0; id < header.OperatorCount; id++)
            operators.Add(Air8Operator.Read(graph.Slice(GraphHeader.Size + id * Air8Operator.RecordSize, Air8Operator.RecordSize), id));
        CheckEnds(operators);
        for (int id = 0; id < operators.Count; id++)
            CheckOperator(operators, id, header.LutCount);
        CheckUses(operators, header.LutCount);
        CheckLayout(operators, header.WeightSlots);
        return operators;
    }

    private static void CheckEnds(List<Air8Operator> operators)
    {
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Opcode opcode = operators[id].Opcode;
            Air8RefusedException.Require(
                opcode == Air8Opcode.Input == (id == 0) && opcode == Air8Opcode.Output == (id == operators.Count - 1),
                Air8Rule.Ends,
                $"operator {id} is {opcode}; the first alone is Input and the last alone is Output"
            );
        }
    }

    private static void CheckOperator(List<Air8Operator> operators, int id, int lutCount)
    {
        Air8Operator op = operators[id];
        OpcodeTraits traits = OpcodeTraits.Executed(op.Opcode)!.Value;
        Air8RefusedException.Require(
            op.Inputs.Count == traits.InputCount,
            Air8Rule.TensorIds,
            $"operator {id}: {op.Opcode} reads {traits.InputCount} tensors, not {op.Inputs.Count}"
        );
        Air8RefusedException.Require(
            traits.NeedsTable ? op.Table < lutCount : op.Table == Air8Operator.Unused,
            Air8Rule.Table,
            $"operator {id}: table {op.Table} with {lutCount} tables in the model; {op.Opcode} {(traits.NeedsTable ? "needs one" : "has none")}"
        );
        Air8RefusedException.Require(
            traits.NeedsTable || op.Shift == 0,
            Air8Rule.Shift,
            $"operator {id}: {op.Opcode} does not shift, yet its shift is {op.Shift}"
        );
        byte flags = traits.HasWeights ? Air8Operator.HasBias : (byte)0;
        Air8RefusedException.Require((op.Flags & ~flags) == 0, Air8Rule.Flags, $"operator {id}: flags 0x{op.Flags:x2} of {op.Opcode}");
        Air8Operator? input = op.Inputs.Count > 0 ? operators[op.Inputs[0]] : null;
        CheckTypes(op, input, id);
        CheckShapes(op, input, id);
    }

    private static void CheckTypes(Air8Operator op, Air8Operator? input, int id)
    {
        bool holds = op.Opcode switch
        {
            Air8Opcode.Input => op.Type == ElementType.Int8,
            Air8Opcode.Gemm => op.Type == ElementType.Int8 && input!.Type == ElementType.Int8,
            Air8Opcode.ArgMax => op.Type == ElementType.UInt16 && input!.Type == ElementType.Int8,
            _ => op.Type == input!.Type,
        };
        Air8RefusedException.Require(
            holds,
            Air8Rule.ElementTypes,
            $"operator {id}: {op.Opcode} from {input?.Type.ToString() ?? "nothing"} to {op.Type}"
        );
    }

    private static void CheckShapes(Air8Operator op, Air8Operator? input, int id)
    {
        if (input is null)
            return;
        TensorShape source = input.Shape;
        TensorShape expected = op.Opcode switch
        {
            Air8Opcode.Gemm => source with { Channels = op.Shape.Channels },
            Air8Opcode.ArgMax => source with { Channels = 1 },
            _ => source,
        };
        Air8RefusedException.Require(op.Shape == expected, Air8Rule.Shapes, $"operator {id}: {op.Opcode} from {source} to {op.Shape}");
        Air8RefusedException.Require(
            op.Opcode != Air8Opcode.Gemm || source.Channels <= ReductionMax,
            Air8Rule.Reduction,
            $"operator {id}: a sum over {source.Channels} products; at most {ReductionMax}"
        );
        Air8RefusedException.Require(
            op.Opcode != Air8Opcode.ArgMax || source.Channels <= 1 << 16,
            Air8Rule.Shapes,
            $"operator {id}: an index among {source.Channels} does not fit 16 bits"
        );
    }

    private static void CheckUses(List<Air8Operator> operators, int lutCount)
    {
        bool[] read = new bool[operators.Count];
        bool[] tables = new bool[lutCount];
        foreach (Air8Operator op in operators)
        {
            foreach (int tensor in op.Inputs)
                read[tensor] = true;
            if (op.Table != Air8Operator.Unused)
                tables[op.Table] = true;
        }
        int unread = Array.IndexOf(read, false);
        Air8RefusedException.Require(unread == operators.Count - 1, Air8Rule.UnusedTensor, $"no operator reads tensor {unread}");
        int unused = Array.IndexOf(tables, false);
        Air8RefusedException.Require(unused < 0, Air8Rule.UnusedTable, $"no operator uses table {unused}");
    }

    private static void CheckLayout(List<Air8Operator> operators, long weightSlots)
    {
        GraphLayout layout = GraphLayout.Of(operators);
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            Air8RefusedException.Require(
                op.SlotOffset == layout.Slot(id),
                Air8Rule.SlotOffset,
                $"operator {id}: slot offset {op.SlotOffset}; its place is {layout.Slot(id)}"
            );
            Air8RefusedException.Require(
                op.WeightOffset == layout.Weight(id) && op.BiasOffset == layout.Bias(id),
                Air8Rule.WeightOffset,
                $"operator {id}: weights at {op.WeightOffset} and bias at {op.BiasOffset}; their places are {layout.Weight(id)} and {layout.Bias(id)}"
            );
        }
        Air8RefusedException.Require(
            layout.WeightSlots == weightSlots,
            Air8Rule.WeightOffset,
            $"{weightSlots} weight slots; the operators have {layout.WeightSlots}"
        );
    }
}
