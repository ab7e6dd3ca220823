namespace Aether.FloatNetworks;

/// <summary>x + attention(norm x), then that + dense(norm of it), with its gradient.</summary>
internal sealed class DecoderBlock
{
    private readonly DecoderWeights weights;
    private readonly DecoderWeights.BlockParts parts;
    private readonly RootMeanSquare norm1;
    private readonly RootMeanSquare norm2;
    private readonly Dense query;
    private readonly Dense key;
    private readonly Dense value;
    private readonly Attention attention;
    private readonly Dense joined;
    private readonly Dense up;
    private readonly Dense down;
    private readonly float[] middle;
    private readonly float[] curved;
    private readonly float[] innerErrors;
    private readonly float[] normErrors;
    private readonly float[] mixedErrors;
    private readonly (float[] Query, float[] Key, float[] Value) headErrors;

    public DecoderBlock(DecoderWeights weights, DecoderWeights.BlockParts parts, int batch)
    {
        (this.weights, this.parts) = (weights, parts);
        (_, int length, int width, _, _, int inner, bool centred) = weights.Shape;
        int rows = batch * length;
        (norm1, norm2) = (new RootMeanSquare(rows, width, centred), new RootMeanSquare(rows, width, centred));
        (query, key, value) = (new Dense(rows, width, width), new Dense(rows, width, width), new Dense(rows, width, width));
        attention = new Attention(weights.Shape, batch);
        (joined, up, down) = (new Dense(rows, width, width), new Dense(rows, width, inner), new Dense(rows, inner, width));
        (middle, Result) = (new float[rows * width], new float[rows * width]);
        (curved, innerErrors) = (new float[rows * inner], new float[rows * inner]);
        (normErrors, mixedErrors) = (new float[rows * width], new float[rows * width]);
        headErrors = (new float[rows * width], new float[rows * width], new float[rows * width]);
    }

    public float[] Result { get; }

    public void Forward(float[] x)
    {
        float[] values = weights.Values;
        norm1.Forward(x, parts.Norm1.Of(values));
        query.Forward(norm1.Result, parts.Query.Of(values));
        key.Forward(norm1.Result, parts.Key.Of(values));
        value.Forward(norm1.Result, parts.Value.Of(values));
        attention.Forward(query.Result, key.Result, value.Result);
        joined.Forward(attention.Result, parts.Joined.Of(values));
        Sum(x, joined.Result, middle);
        norm2.Forward(middle, parts.Norm2.Of(values));
        up.Forward(norm2.Result, parts.Up.Of(values), parts.UpBias.Of(values));
        Gelu.Forward(up.Result, curved);
        down.Forward(curved, parts.Down.Of(values));
        Sum(middle, down.Result, Result);
    }

    /// <param name="back">Gradient by the result; becomes that by x.</param>
    /// <param name="steps">Gradient by all weights, added to.</param>
    public void Backward(float[] back, float[] steps)
    {
        float[] values = weights.Values;
        Array.Clear(innerErrors);
        down.Backward(curved, parts.Down.Of(values), back, innerErrors, parts.Down.Of(steps));
        Gelu.Backward(up.Result, innerErrors);
        Array.Clear(normErrors);
        up.Backward(norm2.Result, parts.Up.Of(values), innerErrors, normErrors, parts.Up.Of(steps), parts.UpBias.Of(steps));
        norm2.Backward(normErrors, parts.Norm2.Of(values), back, parts.Norm2.Of(steps));

        Array.Clear(mixedErrors);
        joined.Backward(attention.Result, parts.Joined.Of(values), back, mixedErrors, parts.Joined.Of(steps));
        attention.Backward((query.Result, key.Result, value.Result), mixedErrors, headErrors);
        Array.Clear(normErrors);
        query.Backward(norm1.Result, parts.Query.Of(values), headErrors.Query, normErrors, parts.Query.Of(steps));
        key.Backward(norm1.Result, parts.Key.Of(values), headErrors.Key, normErrors, parts.Key.Of(steps));
        value.Backward(norm1.Result, parts.Value.Of(values), headErrors.Value, normErrors, parts.Value.Of(steps));
        norm1.Backward(normErrors, parts.Norm1.Of(values), back, parts.Norm1.Of(steps));
    }

    private static void Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = a[i] + b[i];
    }
}
