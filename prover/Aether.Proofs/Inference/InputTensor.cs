using Aether.Inference;

namespace Aether.Proofs;

/// <summary>A tensor that an operator reads, as claims on the blocks it is a sum of.</summary>
internal sealed class InputTensor(ProofPlan plan, int id)
{
    public TensorShape Shape { get; } = plan.Model.Operators[id].Shape;

    /// <summary>The sum of its leaves under a functional, a word for each.</summary>
    public Fr Sum(Functional functional, IClaimWords words)
    {
        Fr sum = Fr.Zero;
        foreach (TensorLeaf leaf in plan.Leaves[id])
        {
            long offset = plan.Model.Operators[leaf.Operator].SlotOffset;
            sum += words.Word(new Claim(Column.Results, plan.SlotLog, offset, leaf, functional));
        }
        return sum;
    }
}
