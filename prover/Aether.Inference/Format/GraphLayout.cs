namespace Aether.Inference;

/// <summary>Where the blocks of a graph stand in the proof's columns and in the weights section.</summary>
internal sealed class GraphLayout
{
    /// <summary>Largest block that <see cref="BlockPacking"/> places.</summary>
    private const int BlockLogMax = 47;

    private readonly long[] slots;
    private readonly long[] weights;
    private readonly long[] biases;

    private GraphLayout(long[] slots, long[] weights, long[] biases, long weightSlots)
    {
        (this.slots, this.weights, this.biases) = (slots, weights, biases);
        WeightSlots = weightSlots;
    }

    /// <summary>Length of the weights section.</summary>
    public long WeightSlots { get; }

    /// <summary>First slot of the operator's result; 0 when it owns no block.</summary>
    public long Slot(int id) => slots[id];

    /// <summary>First slot of the operator's weights; 0 when it has none.</summary>
    public long Weight(int id) => weights[id];

    /// <summary>First slot of the operator's bias digits; 0 when it has none.</summary>
    public long Bias(int id) => biases[id];

    /// <param name="operators">Inputs and shapes must have been checked: frames of at most 2^32, inputs before their reader.</param>
    public static GraphLayout Of(IReadOnlyList<Air8Operator> operators)
    {
        List<(int Id, int Log)> slotBlocks = [];
        List<(int Id, bool Bias, int Log)> weightBlocks = [];
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            if (!OpcodeTraits.Of(op.Opcode).Borrowed)
                slotBlocks.Add((id, op.Shape.FrameLog));
            if (op.Inputs.Count == 0 || WeightBlock.Of(op, operators[op.Inputs[0]].Shape) is not WeightBlock block)
                continue;
            Air8RefusedException.Require(
                block.Log <= BlockLogMax,
                Air8Rule.WeightOffset,
                $"operator {id}: weights of 2^{block.Log} slots; an offset has 48 bits"
            );
            weightBlocks.Add((id, false, block.Log));
            if (op.Biased)
                weightBlocks.Add((id, true, BiasDigits.CountLog + op.Shape.Log(0)));
        }

        long[] slotOffsets = new long[operators.Count];
        long[] weightOffsets = new long[operators.Count];
        long[] biasOffsets = new long[operators.Count];
        (long[] offsets, _) = BlockPacking.Pack([.. slotBlocks.Select(block => block.Log)]);
        for (int i = 0; i < offsets.Length; i++)
            slotOffsets[slotBlocks[i].Id] = offsets[i];
        (offsets, long total) = BlockPacking.Pack([.. weightBlocks.Select(block => block.Log)]);
        for (int i = 0; i < offsets.Length; i++)
            (weightBlocks[i].Bias ? biasOffsets : weightOffsets)[weightBlocks[i].Id] = offsets[i];
        return new GraphLayout(slotOffsets, weightOffsets, biasOffsets, total);
    }
}
