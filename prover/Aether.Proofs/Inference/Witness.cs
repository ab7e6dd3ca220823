using Aether.Inference;

namespace Aether.Proofs;

/// <summary>The integers that a proof of one run commits to: V, Y and R by slot, M by row of the table.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns. Computed over whole frames, padding included, as the equations ask for it.</remarks>
public sealed class Witness
{
    private Witness(ProofPlan plan)
    {
        Plan = plan;
        int slots = 1 << plan.SlotLog;
        (V, Y, R, M) = (new short[slots], new sbyte[slots], new ushort[slots], new uint[1 << plan.Table.Log]);
    }

    public ProofPlan Plan { get; }

    /// <summary>Requantised sums.</summary>
    public short[] V { get; }

    /// <summary>Results.</summary>
    public sbyte[] Y { get; }

    /// <summary>Remainders: acc + half(s) - 2^s V.</summary>
    public ushort[] R { get; }

    /// <summary>How often each row of the table is looked up.</summary>
    public uint[] M { get; }

    /// <param name="input">Of the model's type and shape.</param>
    /// <param name="cancellationToken">Looked at once per row of a result.</param>
    /// <exception cref="Air8RefusedException">X-04: the input has another shape.</exception>
    public static Witness Of(ProofPlan plan, Tensor input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RunInputs.Require(plan.Model, [input]);
        Witness witness = new(plan);
        IReadOnlyList<Air8Operator> operators = plan.Model.Operators;
        for (int id = 0; id < operators.Count; id++)
        {
            if (!ProofPlan.HasBlock(operators[id]))
                continue;
            int[] sums =
                operators[id].Opcode == Air8Opcode.Input
                    ? InputSums(input)
                    : FrameSums.Of(plan.Model, id, [.. operators[id].Inputs.Select(witness.TensorOf)], cancellationToken);
            witness.Write(id, sums);
        }
        // Slots of no block look up the first row of no block, twice.
        long used = plan.Blocks.Sum(op => op.Shape.FrameCount);
        witness.M[plan.Table.Blocks.Sum(block => 1L << block.Log)] += checked((uint)(2 * (witness.V.Length - used)));
        return witness;
    }

    /// <summary>The whole frame of an operator's result, padding as it was computed.</summary>
    public sbyte[] TensorOf(int id)
    {
        IReadOnlyList<TensorLeaf> leaves = Plan.Leaves[id];
        Air8Operator op = Plan.Model.Operators[id];
        sbyte[] frame = new sbyte[op.Shape.FrameCount];
        if (ProofPlan.HasBlock(op))
        {
            Y.AsSpan((int)op.SlotOffset, frame.Length).CopyTo(frame);
            return frame;
        }
        foreach (TensorLeaf leaf in leaves)
        {
            long offset = Plan.Model.Operators[leaf.Operator].SlotOffset;
            for (int element = 0; element < frame.Length; element++)
            {
                // No two leaves hold the same element.
                if (leaf.IndexOf(element) is long index)
                    frame[element] = Y[offset + index];
            }
        }
        return frame;
    }

    private static int[] InputSums(Tensor input)
    {
        int[] sums = new int[input.Bytes.Length];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = input.Bytes[i] - 128;
        return sums;
    }

    private void Write(int id, int[] sums)
    {
        Air8Operator op = Plan.Model.Operators[id];
        TableBlock values = Plan.Table.ValuesOf(op);
        TableBlock range = Plan.Table.RangeOf(op.Shift);
        ReadOnlySpan<byte> lut =
            op.Opcode == Air8Opcode.Input ? [] : Plan.Model.Tables.Span.Slice(op.Table * GraphHeader.LutSize, GraphHeader.LutSize);
        int half = op.Shift == 0 ? 0 : 1 << (op.Shift - 1);
        for (int i = 0; i < sums.Length; i++)
        {
            long slot = op.SlotOffset + i;
            // Rule W-05 keeps the sum in 32 bits and the value in 16, for whatever int8 the padding holds.
            int sum = checked(sums[i] + half);
            short value = checked((short)(sum >> op.Shift));
            int remainder = sum - (value << op.Shift);
            (V[slot], R[slot]) = (value, (ushort)remainder);
            Y[slot] = op.Opcode == Air8Opcode.Input ? (sbyte)value : (sbyte)(lut[value + 32768] - 128);
            M[values.Offset + value - values.First]++;
            M[range.Offset + remainder]++;
        }
    }
}
