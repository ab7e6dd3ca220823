using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>Adam on the mean cost of the next token. Source: D. Kingma and J. Ba, Adam, 2014; decay apart from the gradient as I. Loshchilov and F. Hutter, 2017.</summary>
internal static class DecoderTraining
{
    private const float Mean = 0.9f;
    private const float Square = 0.99f;
    private const float Epsilon = 1e-8f;
    private const double LargestNorm = 1;

    /// <param name="sequences">Training text.</param>
    /// <param name="progress">Is told the step and its cost.</param>
    /// <param name="stop">Ends behind so many steps of the recipe.</param>
    public static DecoderWeights Run(
        Recipe recipe,
        IReadOnlyList<ushort[]> sequences,
        Action<int, double>? progress = null,
        int? stop = null
    )
    {
        DecoderWeights weights = new(recipe.Shape);
        weights.Start(recipe.Seed);
        DecoderNetwork network = new(weights, recipe.Batch);
        float[] steps = new float[weights.Values.Length];
        float[] means = new float[steps.Length];
        float[] squares = new float[steps.Length];
        int[] order = [.. Enumerable.Range(0, sequences.Count)];
        int next = order.Length;
        int epoch = 0;
        for (int step = 0; step < (stop ?? recipe.Steps); step++)
        {
            List<ushort[]> batch = [];
            while (batch.Count < recipe.Batch)
            {
                if (next == order.Length)
                {
                    Shuffle(order, DeterministicRandom.For(recipe.Seed, 4, (ulong)epoch++));
                    next = 0;
                }
                batch.Add(sequences[order[next++]]);
            }
            double cost = network.CostAndGradient(batch, steps);
            progress?.Invoke(step, cost);
            double norm = Math.Sqrt(steps.Sum(value => (double)value * value));
            float clip = (float)Math.Min(1, LargestNorm / norm);
            Update(weights, steps, means, squares, clip, step + 1, recipe);
        }
        return weights;
    }

    private static void Update(DecoderWeights weights, float[] steps, float[] means, float[] squares, float clip, int count, Recipe recipe)
    {
        float rate = (float)recipe.RateAt(count - 1);
        float ofMean = 1 / (1 - MathF.Pow(Mean, count));
        float ofSquare = 1 / (1 - MathF.Pow(Square, count));
        foreach (DecoderWeights.Part part in weights.Parts)
        {
            float kept = part.Sizes.Length == 1 ? 1 : 1 - rate * (float)recipe.Decay;
            for (int i = part.Offset; i < part.Offset + part.Count; i++)
            {
                float step = steps[i] * clip;
                means[i] = Mean * means[i] + (1 - Mean) * step;
                squares[i] = Square * squares[i] + (1 - Square) * step * step;
                weights.Values[i] = kept * weights.Values[i] - rate * means[i] * ofMean / (MathF.Sqrt(squares[i] * ofSquare) + Epsilon);
            }
        }
    }

    private static void Shuffle(int[] order, DeterministicRandom random)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
