using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Both factors of every product as tables over what is summed, with the results' coordinates bound to r.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 4: a_i(x) = sum over tensor elements of its functional at corner x, w_i(x) the weights at (x, r).</remarks>
internal static class TermTables
{
    public static List<(Fr[] Tensor, Fr[] Weight)> Of(ProofPlan plan, Fr[] r, Fr[] results, Fr[] weights, FieldVector<ScalarModulus> field)
    {
        List<(Fr[], Fr[])> terms = [];
        for (int id = 0; id < plan.Model.Operators.Count; id++)
        {
            Air8Operator op = plan.Model.Operators[id];
            if (!ProofPlan.IsTerm(op))
                continue;
            int summed = plan.SummedLog(id);
            TensorShape shape = plan.Model.Operators[op.Inputs[0]].Shape;
            Fr[] input = Values(plan, op.Inputs[0], results);
            Fr[] tensor = op.Opcode == Air8Opcode.Gemm ? Rows(op, summed, r, input, field) : Windows(op, shape, summed, r, input, field);
            terms.Add((tensor, Columns(op, summed, r, weights, field)));
        }
        return terms;
    }

    /// <summary>w(x) = sum over n of eq(r, n) W(x, n).</summary>
    private static Fr[] Columns(Air8Operator op, int summed, Fr[] r, Fr[] weights, FieldVector<ScalarModulus> field)
    {
        int size = 1 << summed;
        Fr[] table = new Fr[size];
        if (op.Opcode == Air8Opcode.DepthwiseConv2D)
        {
            weights.AsSpan((int)op.WeightOffset, size).CopyTo(table);
            return table;
        }
        Fr[] eq = PointFactor.Of(r.AsSpan(0, op.Shape.Log(0))).Table();
        for (int n = 0; n < op.Shape.Channels; n++)
            field.AddScaled(table, weights.AsSpan((int)op.WeightOffset + (n * size), size), eq[n]);
        return table;
    }

    /// <summary>a(k) = sum over rows of eq(r, row) In(k, row).</summary>
    private static Fr[] Rows(Air8Operator op, int summed, Fr[] r, Fr[] input, FieldVector<ScalarModulus> field)
    {
        Fr[] table = new Fr[1 << summed];
        int channels = op.Shape.Log(0);
        Fr[] eq = PointFactor.Of(r.AsSpan(channels, op.Shape.FrameLog - channels)).Table();
        for (int row = 0; row < eq.Length; row++)
            field.AddScaled(table, input.AsSpan(row << summed, table.Length), eq[row]);
        return table;
    }

    /// <summary>A(c, kx, ky) = sum over results of eq(r, result) In(c, what the tap reads), times eq(r, c) for a depthwise one.</summary>
    private static Fr[] Windows(Air8Operator op, TensorShape input, int summed, Fr[] r, Fr[] values, FieldVector<ScalarModulus> field)
    {
        TensorShape shape = op.Shape;
        Window2D window = Window2D.Of(op.Parameters);
        int channels = 1 << input.Log(0);
        int tapsX = 1 << TensorShape.LogOf(window.Width);
        int tapsY = 1 << TensorShape.LogOf(window.Height);
        int edgeX = window.Left + window.Right > 0 ? input.Width : 1 << input.Log(1);
        int edgeY = window.Top + window.Bottom > 0 ? input.Height : 1 << input.Log(2);
        Fr[] table = new Fr[1 << summed];
        Fr[] eq = PointFactor.Of(r.AsSpan(shape.Log(0), shape.FrameLog - shape.Log(0))).Table();
        for (int result = 0; result < eq.Length; result++)
        {
            int ox = result & ((1 << shape.Log(1)) - 1);
            int oy = (result >> shape.Log(1)) & ((1 << shape.Log(2)) - 1);
            int batch = result >> (shape.Log(1) + shape.Log(2));
            for (int ky = 0; ky < tapsY; ky++)
            for (int kx = 0; kx < tapsX; kx++)
            {
                int x = (ox << window.StrideLogX) + kx - window.Left;
                int y = (oy << window.StrideLogY) + ky - window.Top;
                if (x < 0 || x >= edgeX || y < 0 || y >= edgeY)
                    continue;
                int from = (batch << input.Bit(3)) + (y << input.Bit(2)) + (x << input.Bit(1));
                Span<Fr> tap = table.AsSpan(((ky * tapsX) + kx) * channels, channels);
                field.AddScaled(tap, values.AsSpan(from, channels), eq[result]);
            }
        }
        if (op.Opcode == Air8Opcode.DepthwiseConv2D)
        {
            Fr[] own = PointFactor.Of(r.AsSpan(0, shape.Log(0))).Table();
            for (int i = 0; i < table.Length; i++)
                table[i] *= own[i & (channels - 1)];
        }
        return table;
    }

    /// <summary>A tensor's frame in field elements.</summary>
    private static Fr[] Values(ProofPlan plan, int id, Fr[] results)
    {
        Fr[] frame = new Fr[plan.Model.Operators[id].Shape.FrameCount];
        foreach (TensorLeaf leaf in plan.Leaves[id])
        {
            long offset = plan.Model.Operators[leaf.Operator].SlotOffset;
            for (int element = 0; element < frame.Length; element++)
            {
                if (leaf.IndexOf(element) is long index)
                    frame[element] += results[offset + index];
            }
        }
        return frame;
    }
}
