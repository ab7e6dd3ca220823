using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Message 5: both factors of every product that the first sumcheck sums, at its point.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 4 and 5.</remarks>
internal static class TermMessage
{
    /// <param name="x">Words of the first sumcheck; term i uses its first k_i.</param>
    /// <returns>Per term a_i and w_i.</returns>
    public static IReadOnlyList<(Fr Tensor, Fr Weight)> Walk(ProofPlan plan, Fr[] r, Fr[] x, IClaimWords words)
    {
        List<(Fr, Fr)> terms = [];
        for (int id = 0; id < plan.Model.Operators.Count; id++)
        {
            Air8Operator op = plan.Model.Operators[id];
            if (!ProofPlan.IsTerm(op))
                continue;
            int summed = plan.SummedLog(id);
            InputTensor input = new(plan, op.Inputs[0]);
            Fr tensor = input.Sum(Read(op, input.Shape, r, x[..summed]), words);
            bool depthwise = op.Opcode == Air8Opcode.DepthwiseConv2D;
            Factor[] block = depthwise
                ? [PointFactor.Of(x.AsSpan(0, summed))]
                : [PointFactor.Of(x.AsSpan(0, summed)), PointFactor.Of(r.AsSpan(0, op.Shape.Log(0)))];
            terms.Add((tensor, words.Word(Claim.OfBlock(Column.Weights, plan.WeightLog, op.WeightOffset, block))));
        }
        return terms;
    }

    /// <summary>How a term reads its tensor: what is summed at x, the rest as the result's r says.</summary>
    internal static Functional Read(Air8Operator op, TensorShape input, Fr[] r, Fr[] x)
    {
        TensorShape shape = op.Shape;
        if (op.Opcode == Air8Opcode.Gemm)
            return new Functional(PointFactor.Of(x), PointFactor.Of(r.AsSpan(shape.Log(0), shape.FrameLog - shape.Log(0))));
        Window2D window = Window2D.Of(op.Parameters);
        int channels = input.Log(0);
        int tapsX = channels + TensorShape.LogOf(window.Width);
        Factor ofChannels =
            op.Opcode == Air8Opcode.DepthwiseConv2D
                ? new TripleFactor(r[..channels], x[..channels])
                : PointFactor.Of(x.AsSpan(0, channels));
        return new Functional(
            ofChannels,
            new BoxFactor(
                Words(r, shape, 1),
                x[channels..tapsX],
                input.Log(1),
                window.StrideLogX,
                window.Left,
                window.Left + window.Right > 0 ? input.Width : null
            ),
            new BoxFactor(
                Words(r, shape, 2),
                x[tapsX..],
                input.Log(2),
                window.StrideLogY,
                window.Top,
                window.Top + window.Bottom > 0 ? input.Height : null
            ),
            PointFactor.Of(Words(r, shape, 3))
        );
    }

    private static Fr[] Words(Fr[] r, TensorShape shape, int axis) => r[shape.Bit(axis)..(shape.Bit(axis) + shape.Log(axis))];
}
