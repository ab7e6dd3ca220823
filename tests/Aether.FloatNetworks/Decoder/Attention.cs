namespace Aether.FloatNetworks;

/// <summary>Causal attention of several heads: softmax(q k / sqrt(width of a head)) v for every sequence of a batch, with its gradient.</summary>
internal sealed class Attention(DecoderShape shape, int batch)
{
    private readonly int length = shape.Length;
    private readonly int wide = shape.HeadWidth;
    private readonly float scale = 1 / MathF.Sqrt(shape.HeadWidth);
    private readonly float[] shares = new float[batch * shape.Heads * shape.Length * shape.Length];
    private readonly float[] query = new float[shape.Length * shape.HeadWidth];
    private readonly float[] key = new float[shape.Length * shape.HeadWidth];
    private readonly float[] value = new float[shape.Length * shape.HeadWidth];
    private readonly float[] turned = new float[shape.Length * shape.HeadWidth];
    private readonly float[] mixed = new float[shape.Length * shape.HeadWidth];
    private readonly float[] made = new float[shape.Length * shape.HeadWidth];
    private readonly float[] errors = new float[shape.Length * shape.Length];
    private readonly float[] turnedShares = new float[shape.Length * shape.Length];

    /// <summary>(batch x length, width), the heads beside each other.</summary>
    public float[] Result { get; } = new float[batch * shape.Length * shape.Width];

    public void Forward(float[] queries, float[] keys, float[] values)
    {
        for (int head = 0; head < batch * shape.Heads; head++)
        {
            Take(queries, query, head);
            Take(keys, key, head);
            Take(values, value, head);
            Span<float> own = shares.AsSpan(head * length * length, length * length);
            Products.Transpose(key, turned, length, wide);
            Products.Multiply(query, turned, own, length, wide, length);
            for (int row = 0; row < length; row++)
                Softmax(own.Slice(row * length, length), row + 1);
            Products.Multiply(own, value, mixed, length, length, wide);
            Put(mixed, Result, head);
        }
    }

    /// <param name="back">Gradient by the result; the others receive the gradients by what was read.</param>
    public void Backward((float[] Query, float[] Key, float[] Value) read, float[] back, (float[] Query, float[] Key, float[] Value) before)
    {
        for (int head = 0; head < batch * shape.Heads; head++)
        {
            Take(read.Query, query, head);
            Take(read.Key, key, head);
            Take(read.Value, value, head);
            Take(back, mixed, head);
            ReadOnlySpan<float> own = shares.AsSpan(head * length * length, length * length);
            Products.Transpose(own, turnedShares, length, length);
            Products.Multiply(turnedShares, mixed, made, length, length, wide);
            Put(made, before.Value, head);
            Products.Transpose(value, turned, length, wide);
            Products.Multiply(mixed, turned, errors, length, wide, length);
            ThroughSoftmax(own);
            Products.Multiply(errors, key, made, length, length, wide);
            Put(made, before.Query, head);
            Products.Transpose(errors, turnedShares, length, length);
            Products.Multiply(turnedShares, query, made, length, length, wide);
            Put(made, before.Key, head);
        }
    }

    /// <summary>Errors of the shares become those of the products of queries and keys.</summary>
    private void ThroughSoftmax(ReadOnlySpan<float> own)
    {
        for (int row = 0; row < length; row++)
        {
            ReadOnlySpan<float> share = own.Slice(row * length, length);
            Span<float> error = errors.AsSpan(row * length, length);
            float mean = 0;
            for (int j = 0; j <= row; j++)
                mean += share[j] * error[j];
            for (int j = 0; j < length; j++)
                error[j] = share[j] * (error[j] - mean) * scale;
        }
    }

    private void Softmax(Span<float> row, int known)
    {
        float largest = float.NegativeInfinity;
        foreach (float score in row[..known])
            largest = Math.Max(largest, score);
        float sum = 0;
        for (int j = 0; j < known; j++)
            sum += row[j] = MathF.Exp((row[j] - largest) * scale);
        for (int j = 0; j < known; j++)
            row[j] /= sum;
        row[known..].Clear();
    }

    private void Take(float[] from, float[] to, int head)
    {
        int start = Start(head);
        for (int row = 0; row < length; row++)
            from.AsSpan(start + row * shape.Width, wide).CopyTo(to.AsSpan(row * wide));
    }

    private void Put(float[] from, float[] to, int head)
    {
        int start = Start(head);
        for (int row = 0; row < length; row++)
            from.AsSpan(row * wide, wide).CopyTo(to.AsSpan(start + row * shape.Width));
    }

    private int Start(int head) => head / shape.Heads * length * shape.Width + head % shape.Heads * wide;
}
