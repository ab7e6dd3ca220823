using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Every tensor of a graph as a sum of leaves: layout operators only move index bits.</summary>
/// <remarks>Source: prover/PROOFS.md, Tensors as sums of leaves. Rule G-17 keeps the moved parts powers of two.</remarks>
internal static class TensorLeaves
{
    /// <summary>A tensor may be a sum of so many (P-03).</summary>
    public const int Max = 8;

    /// <returns>Per operator the leaves of its result, in their order.</returns>
    /// <exception cref="ProofRefusedException">P-03.</exception>
    public static IReadOnlyList<IReadOnlyList<TensorLeaf>> Of(IReadOnlyList<Air8Operator> operators)
    {
        List<IReadOnlyList<TensorLeaf>> all = [];
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            IReadOnlyList<TensorLeaf> leaves = op.Opcode switch
            {
                Air8Opcode.Output or Air8Opcode.Reshape => all[op.Inputs[0]],
                Air8Opcode.Transpose => Transposed(op, operators[op.Inputs[0]].Shape, all[op.Inputs[0]]),
                Air8Opcode.Slice => Sliced(op, operators[op.Inputs[0]].Shape, all[op.Inputs[0]]),
                Air8Opcode.Concat => Joined(op, operators, all),
                _ => [TensorLeaf.Whole(id, op.Shape.FrameLog)],
            };
            ProofRefusedException.Require(
                leaves.Count <= Max,
                ProofRule.Leaves,
                $"operator {id}: its tensor is a sum of {leaves.Count} blocks; at most {Max} are proved"
            );
            all.Add(leaves);
        }
        return all;
    }

    private static IReadOnlyList<TensorLeaf> Transposed(Air8Operator op, TensorShape input, IReadOnlyList<TensorLeaf> leaves)
    {
        int[] bits = new int[input.FrameLog];
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            int from = op.Parameters[axis];
            for (int i = 0; i < input.Log(from); i++)
                bits[input.Bit(from) + i] = op.Shape.Bit(axis) + i;
        }
        return Moved(leaves, bit => BitSource.Of(bits[bit]), []);
    }

    private static IReadOnlyList<TensorLeaf> Sliced(Air8Operator op, TensorShape input, IReadOnlyList<TensorLeaf> leaves)
    {
        int axis = op.Parameters[0];
        long start = op.Parameters.Number;
        return Moved(
            leaves,
            bit =>
            {
                int place = bit - input.Bit(axis);
                if (place < 0)
                    return BitSource.Of(bit);
                if (place >= input.Log(axis))
                    return BitSource.Of(bit - input.Log(axis) + op.Shape.Log(axis));
                return place < op.Shape.Log(axis) ? BitSource.Of(bit) : BitSource.Fixed(((start >> place) & 1) == 1);
            },
            []
        );
    }

    private static List<TensorLeaf> Joined(Air8Operator op, IReadOnlyList<Air8Operator> operators, List<IReadOnlyList<TensorLeaf>> all)
    {
        int axis = op.Parameters[0];
        List<TensorLeaf> joined = [];
        long start = 0;
        foreach (int input in op.Inputs)
        {
            TensorShape part = operators[input].Shape;
            (int bit, int log, int more) = (part.Bit(axis), part.Log(axis), op.Shape.Log(axis) - part.Log(axis));
            long at = start;
            joined.AddRange(
                Moved(
                    all[input],
                    from => BitSource.Of(from < bit + log ? from : from + more),
                    Enumerable.Range(log, more).Select(place => (bit + place, ((at >> place) & 1) == 1))
                )
            );
            start += part.Live(axis);
        }
        return joined;
    }

    private static IReadOnlyList<TensorLeaf> Moved(
        IReadOnlyList<TensorLeaf> leaves,
        Func<int, BitSource> bitOf,
        IEnumerable<(int TensorBit, bool Value)> held
    ) => [.. leaves.Select(leaf => leaf.Moved(bitOf, held)).OfType<TensorLeaf>()];
}
