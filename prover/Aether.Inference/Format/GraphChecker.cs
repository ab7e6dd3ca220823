namespace Aether.Inference;

/// <summary>Accepts exactly the well-formed graphs: one function, one layout, nothing left over.</summary>
/// <remarks>Source: prover/AIR8.md, Validity rules. Weights and tables have checkers of their own.</remarks>
internal static class GraphChecker
{
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
        {
            CheckFields(operators[id], id, header);
            TypeRules.Check(operators, id);
            ParameterRules.Check(operators[id], id);
            ShapeRules.Check(operators, id);
        }
        TrainingRules.Check(operators, header);
        PositionRules.Check(operators, header);
        CheckUses(operators, header);
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

    private static void CheckFields(Air8Operator op, int id, GraphHeader header)
    {
        OpcodeTraits traits = OpcodeTraits.Of(op.Opcode);
        Air8RefusedException.Require(
            (op.Flags & ~traits.Flags) == 0,
            Air8Rule.Flags,
            $"operator {id}: flags 0x{op.Flags:x2} of {op.Opcode}"
        );
        int least = op.Opcode switch
        {
            Air8Opcode.MatMul => op.Biased ? 3 : 2,
            Air8Opcode.Update => op.IsVariant ? 2 : 3,
            _ => traits.InputsMin,
        };
        int most = op.Opcode == Air8Opcode.Concat ? traits.InputsMax : least;
        Air8RefusedException.Require(
            op.Inputs.Count >= least && op.Inputs.Count <= most,
            Air8Rule.TensorIds,
            $"operator {id}: {op.Opcode} reads {least} to {most} tensors, not {op.Inputs.Count}"
        );
        (int from, int to) = traits.Table switch
        {
            TableKind.Lut => (0, header.LutCount),
            TableKind.Exp => (header.LutCount, header.LutCount + header.ExpCount),
            _ => (Air8Operator.Unused, Air8Operator.Unused + 1),
        };
        Air8RefusedException.Require(
            op.Table >= from && op.Table < to,
            Air8Rule.Table,
            $"operator {id}: table {op.Table} of {op.Opcode}, which takes {(traits.Table == TableKind.None ? "none" : $"{from} to {to - 1}")}"
        );
        Air8RefusedException.Require(
            traits.Shifts || op.Shift == 0,
            Air8Rule.Shift,
            $"operator {id}: {op.Opcode} does not shift, yet its shift is {op.Shift}"
        );
    }

    private static void CheckUses(List<Air8Operator> operators, GraphHeader header)
    {
        bool[] read = new bool[operators.Count];
        bool[] tables = new bool[header.LutCount + header.ExpCount];
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            foreach (int tensor in op.Inputs)
            {
                read[tensor] = true;
                Air8RefusedException.Require(
                    operators[tensor].Opcode != Air8Opcode.Exp || op.Opcode == Air8Opcode.SoftmaxDivide,
                    Air8Rule.Ranges,
                    $"operator {id}: {op.Opcode} reads the Exp of operator {tensor}; only SoftmaxDivide may"
                );
            }
            if (op.Table != Air8Operator.Unused)
                tables[op.Table] = true;
        }
        for (int id = 0; id < operators.Count - 1; id++)
        {
            Air8RefusedException.Require(
                read[id] || operators[id].Opcode == Air8Opcode.StateOutput,
                Air8Rule.UnusedTensor,
                $"no operator reads tensor {id}"
            );
        }
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
