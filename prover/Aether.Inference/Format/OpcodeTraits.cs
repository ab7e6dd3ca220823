namespace Aether.Inference;

/// <summary>What the checker needs to know about an operator before it looks at the shapes.</summary>
/// <param name="InputCount">Tensors it reads.</param>
/// <param name="OwnsBlock">Its result has a block of slots in the proof's columns.</param>
/// <param name="HasWeights">It owns a block of weights.</param>
/// <param name="NeedsTable">It names a table.</param>
internal readonly record struct OpcodeTraits(int InputCount, bool OwnsBlock, bool HasWeights, bool NeedsTable)
{
    /// <summary>Traits of the operators that this version executes; null for those it only knows.</summary>
    public static OpcodeTraits? Executed(Air8Opcode opcode) =>
        opcode switch
        {
            Air8Opcode.Input => new(0, OwnsBlock: true, HasWeights: false, NeedsTable: false),
            Air8Opcode.Gemm => new(1, OwnsBlock: true, HasWeights: true, NeedsTable: true),
            Air8Opcode.ArgMax => new(1, OwnsBlock: false, HasWeights: false, NeedsTable: false),
            Air8Opcode.Output => new(1, OwnsBlock: false, HasWeights: false, NeedsTable: false),
            _ => null,
        };
}
