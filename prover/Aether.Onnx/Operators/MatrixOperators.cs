namespace Aether.Onnx;

/// <summary>Products of matrices.</summary>
internal static class MatrixOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "Gemm" => Gemm(call),
            "MatMul" => MatMul(call),
            OwnOperators.Dense => Dense(call),
            OwnOperators.ChannelAffine => ChannelAffine(call),
            _ => null,
        };

    private static Prepared Gemm(OperatorCall call)
    {
        float alpha = call.Float("alpha", 1);
        float beta = call.Float("beta", 1);
        bool turnedA = call.Int("transA", 0) != 0;
        bool turnedB = call.Int("transB", 0) != 0;
        ValueType a = call.Input(0);
        ValueType b = call.Input(1);
        call.Require(a.Rank == 2 && b.Rank == 2, $"Gemm wants matrices, not {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)}");
        int rows = a.Sizes[turnedA ? 1 : 0];
        int depth = a.Sizes[turnedA ? 0 : 1];
        int columns = b.Sizes[turnedB ? 0 : 1];
        call.Require(b.Sizes[turnedB ? 1 : 0] == depth, $"shapes {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)} do not agree");
        int[] sizes = [rows, columns];
        if (call.Has(2))
            call.Require(
                NdShape.Broadcast(call.Input(2).Sizes, sizes) is int[] both && both.SequenceEqual(sizes),
                $"the bias {NdShape.Text(call.Input(2).Sizes)} does not agree with {NdShape.Text(sizes)}"
            );
        ValueType result = call.Result(OnnxType.Float, sizes);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                if (inputs.Length > 2 && inputs[2] is NdArray bias)
                {
                    values = NdShape.Gather(bias.Values, sizes, NdShape.BroadcastStrides(bias.Sizes, 2));
                    for (int i = 0; i < values.Length; i++)
                        values[i] *= beta;
                }
                AddProduct(
                    inputs[0]!.Values,
                    inputs[1]!.Values,
                    values,
                    (rows, depth, columns),
                    turnedA ? (1, rows) : (depth, 1),
                    turnedB ? (1, depth) : (columns, 1),
                    alpha
                );
                return NdArray.Of(sizes, values);
            },
            (long)rows * depth * columns
        );
    }

    private static Prepared MatMul(OperatorCall call)
    {
        ValueType a = call.Input(0);
        ValueType b = call.Input(1);
        call.Require(
            a.Rank >= 2 && b.Rank >= 2,
            $"MatMul of a vector is not supported: {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)}"
        );
        (int rows, int depth, int columns) = (a.Sizes[^2], a.Sizes[^1], b.Sizes[^1]);
        int[] outerA = [.. a.Sizes.SkipLast(2)];
        int[] outerB = [.. b.Sizes.SkipLast(2)];
        int[]? outer = NdShape.Broadcast(outerA, outerB);
        call.Require(b.Sizes[^2] == depth && outer is not null, $"shapes {NdShape.Text(a.Sizes)} and {NdShape.Text(b.Sizes)} do not agree");
        ValueType result = call.Result(OnnxType.Float, [.. outer!, rows, columns]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                NdShape.Walk(
                    outer!,
                    NdShape.BroadcastStrides(outerA, outer!.Length),
                    NdShape.BroadcastStrides(outerB, outer.Length),
                    (i, first, second) =>
                        AddProduct(
                            inputs[0]!.Values.AsSpan(first * rows * depth, rows * depth),
                            inputs[1]!.Values.AsSpan(second * depth * columns, depth * columns),
                            values.AsSpan(i * rows * columns, rows * columns),
                            (rows, depth, columns),
                            (depth, 1),
                            (columns, 1),
                            1
                        )
                );
                return NdArray.Of(result.Sizes, values);
            },
            (long)result.Count * depth
        );
    }

    private static Prepared Dense(OperatorCall call)
    {
        ValueType x = call.Input(0);
        (int depth, int columns) = (call.Input(1).Sizes[0], call.Input(1).Sizes[1]);
        ValueType result = call.Result(OnnxType.Float, [.. x.Sizes.SkipLast(1), columns]);
        int rows = result.Count / columns;
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                for (int row = 0; row < rows; row++)
                    inputs[2]!.Values.CopyTo(values, row * columns);
                AddProduct(inputs[0]!.Values, inputs[1]!.Values, values, (rows, depth, columns), (depth, 1), (columns, 1), 1);
                return NdArray.Of(result.Sizes, values);
            },
            (long)rows * depth * columns
        );
    }

    private static Prepared ChannelAffine(OperatorCall call)
    {
        ValueType x = call.Input(0);
        int axis = call.Int("axis", 1);
        int inner = NdShape.Count([.. x.Sizes.Skip(axis + 1)]);
        return Prepared.One(
            x,
            inputs =>
            {
                float[] values = new float[x.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    int c = i / inner % x.Sizes[axis];
                    values[i] = inputs[0]!.Values[i] * inputs[1]!.Values[c] + inputs[2]!.Values[c];
                }
                return inputs[0]!.With(values);
            }
        );
    }

    private static void AddProduct(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> to,
        (int Rows, int Depth, int Columns) size,
        (int Row, int Depth) strideA,
        (int Depth, int Column) strideB,
        float factor
    )
    {
        for (int i = 0; i < size.Rows; i++)
        {
            for (int j = 0; j < size.Columns; j++)
            {
                double sum = 0;
                for (int d = 0; d < size.Depth; d++)
                    sum += (double)a[i * strideA.Row + d * strideA.Depth] * b[d * strideB.Depth + j * strideB.Column];
                to[i * size.Columns + j] += (float)(factor * sum);
            }
        }
    }
}
