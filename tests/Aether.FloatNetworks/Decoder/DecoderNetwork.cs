namespace Aether.FloatNetworks;

/// <summary>A decoder-only transformer on a batch of sequences: mean cost of the next token, and its gradient.</summary>
internal sealed class DecoderNetwork
{
    private readonly DecoderWeights weights;
    private readonly int batch;
    private readonly float[] embedded;
    private readonly DecoderBlock[] blocks;
    private readonly RootMeanSquare norm;
    private readonly Dense head;
    private readonly float[] errors;
    private readonly float[] normErrors;

    /// <param name="batch">Sequences at once.</param>
    public DecoderNetwork(DecoderWeights weights, int batch)
    {
        (this.weights, this.batch) = (weights, batch);
        DecoderShape shape = weights.Shape;
        int rows = batch * shape.Length;
        embedded = new float[rows * shape.Width];
        blocks = [.. weights.Blocks.Select(parts => new DecoderBlock(weights, parts, batch))];
        norm = new RootMeanSquare(rows, shape.Width, shape.Centred);
        head = new Dense(rows, shape.Width, shape.Vocabulary);
        (errors, normErrors) = (new float[rows * shape.Width], new float[rows * shape.Width]);
    }

    /// <param name="sequences">As many as the batch, each one token longer than is read.</param>
    /// <returns>Mean negative logarithm of the probability of the next token.</returns>
    public double Cost(IReadOnlyList<ushort[]> sequences)
    {
        Forward(sequences);
        return ToErrors(sequences);
    }

    /// <param name="steps">Receives the gradient by all weights.</param>
    public double CostAndGradient(IReadOnlyList<ushort[]> sequences, float[] steps)
    {
        double cost = Cost(sequences);
        float[] values = weights.Values;
        Array.Clear(steps);
        Array.Clear(normErrors);
        head.Backward(norm.Result, weights.Head.Of(values), head.Result, normErrors, weights.Head.Of(steps));
        Array.Clear(errors);
        norm.Backward(normErrors, weights.Norm.Of(values), errors, weights.Norm.Of(steps));
        foreach (DecoderBlock block in blocks.Reverse())
            block.Backward(errors, steps);
        ToRows(
            sequences,
            (row, from) =>
            {
                Span<float> to = steps.AsSpan(from, weights.Shape.Width);
                for (int c = 0; c < to.Length; c++)
                    to[c] += errors[row * to.Length + c];
            }
        );
        return cost;
    }

    private void Forward(IReadOnlyList<ushort[]> sequences)
    {
        float[] values = weights.Values;
        Array.Clear(embedded);
        ToRows(
            sequences,
            (row, from) =>
            {
                Span<float> to = embedded.AsSpan(row * weights.Shape.Width, weights.Shape.Width);
                for (int c = 0; c < to.Length; c++)
                    to[c] += values[from + c];
            }
        );
        float[] x = embedded;
        foreach (DecoderBlock block in blocks)
        {
            block.Forward(x);
            x = block.Result;
        }
        norm.Forward(x, weights.Norm.Of(values));
        head.Forward(norm.Result, weights.Head.Of(values));
    }

    /// <summary>Calls for every row with where its token's and its position's weights begin.</summary>
    private void ToRows(IReadOnlyList<ushort[]> sequences, Action<int, int> each)
    {
        DecoderShape shape = weights.Shape;
        for (int row = 0; row < batch * shape.Length; row++)
        {
            each(row, weights.Embedding.Offset + sequences[row / shape.Length][row % shape.Length] * shape.Width);
            each(row, weights.Positions.Offset + row % shape.Length * shape.Width);
        }
    }

    /// <summary>Logits become the gradient of the mean cost by them.</summary>
    private double ToErrors(IReadOnlyList<ushort[]> sequences)
    {
        (int words, int length, _, _, _, _, _) = weights.Shape;
        double cost = 0;
        float share = 1f / (batch * length);
        for (int row = 0; row < batch * length; row++)
        {
            Span<float> logits = head.Result.AsSpan(row * words, words);
            int next = sequences[row / length][row % length + 1];
            float largest = float.NegativeInfinity;
            foreach (float logit in logits)
                largest = Math.Max(largest, logit);
            cost += largest - logits[next];
            double sum = 0;
            for (int n = 0; n < words; n++)
                sum += logits[n] = MathF.Exp(logits[n] - largest);
            cost += Math.Log(sum);
            float part = (float)(share / sum);
            for (int n = 0; n < words; n++)
                logits[n] *= part;
            logits[next] -= share;
        }
        return cost * share;
    }
}
