using Aether.Inference;

namespace Aether.Onnx.Tests;

/// <summary>The float trainer that the import is measured with computes what it says.</summary>
public sealed class DecoderNetworkTests
{
    private static readonly DecoderShape Tiny = new(Vocabulary: 11, Length: 6, Width: 16, Heads: 2, Blocks: 2, Inner: 40);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CostAndGradient_EveryTensor_IsTheSlopeOfTheCost(bool centred)
    {
        const float Reach = 4e-3f;
        DecoderWeights weights = Started(centred);
        DecoderNetwork network = new(weights, 3);
        IReadOnlyList<ushort[]> batch = Sequences(3);
        float[] gradient = new float[weights.Values.Length];
        network.CostAndGradient(batch, gradient);
        foreach (DecoderWeights.Part part in weights.Parts)
        {
            // Along the gradient of one tensor the cost rises by the gradient's length.
            float[] direction = part.Of(gradient).ToArray();
            double length = Math.Sqrt(direction.Sum(value => (double)value * value));
            Assert.True(length > 1e-4, $"{part.Name} has no gradient");
            double slope = (CostAt(Reach) - CostAt(-Reach)) / (2 * Reach);
            Assert.InRange(slope / length, 0.98, 1.02);
            // Along any other direction by their product.
            DeterministicRandom random = DeterministicRandom.For(1, 1, (ulong)part.Offset);
            direction = [.. direction.Select(value => (float)(value + 0.7 * length / Math.Sqrt(direction.Length) * random.NextNormal()))];
            double product = part.Of(gradient).ToArray().Zip(direction, (a, b) => (double)a * b).Sum();
            length = Math.Sqrt(direction.Sum(value => (double)value * value));
            slope = (CostAt(Reach) - CostAt(-Reach)) / (2 * Reach);
            Assert.InRange(slope * length / product, 0.97, 1.03);

            double CostAt(float reach)
            {
                float[] kept = part.Of(weights.Values).ToArray();
                Span<float> values = part.Of(weights.Values);
                for (int i = 0; i < values.Length; i++)
                    values[i] += (float)(reach * direction[i] / length);
                double cost = network.Cost(batch);
                kept.CopyTo(values);
                return cost;
            }
        }
    }

    [Fact]
    public void Gelu_Backward_IsTheSlopeOfForward()
    {
        const float Reach = 1e-2f;
        float[] x = [.. Enumerable.Range(-40, 80).Select(i => i / 10f)];
        float[] slope = [.. x.Select(_ => 1f)];
        Gelu.Backward(x, slope);
        (float[] above, float[] below) = (new float[x.Length], new float[x.Length]);
        Gelu.Forward([.. x.Select(value => value + Reach)], above);
        Gelu.Forward([.. x.Select(value => value - Reach)], below);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal((above[i] - below[i]) / (2 * Reach), slope[i], 1e-3);
        // The exact function, x times the share of a normal distribution below x, is this near.
        Assert.Equal(0.8413, above[Array.IndexOf(x, 1)] - Reach, 2e-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cost_LaterTokens_ChangeNothingBefore(bool centred)
    {
        DecoderWeights weights = Started(centred);
        DecoderNetwork network = new(weights, 1);
        ushort[] sequence = Sequences(1)[0];
        float[] logits = LogitsOf(weights, sequence);
        ushort[] other = [.. sequence];
        other[4] = (ushort)((other[4] + 1) % Tiny.Vocabulary);
        float[] changed = LogitsOf(weights, other);
        Assert.Equal(logits[..(4 * Tiny.Vocabulary)], changed[..(4 * Tiny.Vocabulary)]);
        Assert.NotEqual(logits, changed);
        // The same logits by the graph that is exported, priced by hand, are what the network says it costs.
        double cost = 0;
        for (int i = 0; i < Tiny.Length; i++)
        {
            double[] row = [.. logits[(i * Tiny.Vocabulary)..((i + 1) * Tiny.Vocabulary)].Select(value => Math.Exp(value))];
            cost -= Math.Log(row[sequence[i + 1]] / row.Sum());
        }
        Assert.Equal(cost / Tiny.Length, network.Cost([sequence]), 1e-4);
    }

    [Fact]
    public void Run_Twice_MakesTheSameWeights()
    {
        Recipe recipe = new(Tiny, 5, 8, 6, 4, 1e-2, 0.1);
        IReadOnlyList<ushort[]> sequences = Sequences(8);
        List<double> costs = [];
        DecoderWeights once = DecoderTraining.Run(recipe, sequences, (_, cost) => costs.Add(cost));
        Assert.Equal(once.Values, DecoderTraining.Run(recipe, sequences).Values);
        Assert.True(costs[^1] < costs[0], $"the cost went from {costs[0]} to {costs[^1]}");
    }

    [Fact]
    public void Train_KeptWeights_AreReadForTheSameRecipeAndTextOnly()
    {
        string folder = Directory.CreateTempSubdirectory("aether-weights-").FullName;
        try
        {
            WeightStore store = new(folder);
            Recipe recipe = new(Tiny, 5, 8, 6, 4, 1e-2, 0.1);
            IReadOnlyList<ushort[]> sequences = Sequences(8);
            int steps = 0;
            DecoderWeights first = store.Train(recipe, sequences, (_, _) => steps++);
            Assert.Equal(6, steps);
            Assert.Equal(first.Values, store.Train(recipe, sequences, (_, _) => steps++).Values);
            Assert.Equal(6, steps);
            store.Train(recipe with { Rate = 2e-2 }, sequences, (_, _) => steps++);
            store.Train(recipe, Sequences(9), (_, _) => steps++);
            Assert.Equal(18, steps);
            foreach (string file in Directory.EnumerateFiles(folder))
                File.WriteAllBytes(file, [1, 2, 3]);
            Assert.Equal(first.Values, store.Train(recipe, sequences, (_, _) => steps++).Values);
            Assert.Equal(24, steps);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(8, 5, 32)]
    [InlineData(7, 3, 37)]
    [InlineData(3, 9, 5)]
    public void Multiply_AnySize_IsTheSumInOrder(int rows, int inner, int columns)
    {
        DeterministicRandom random = new(3);
        float[] a = [.. Enumerable.Range(0, rows * inner).Select(_ => (float)random.NextNormal())];
        float[] b = [.. Enumerable.Range(0, inner * columns).Select(_ => (float)random.NextNormal())];
        float[] c = new float[rows * columns];
        Products.Multiply(a, b, c, rows, inner, columns);
        float[] expected = new float[c.Length];
        for (int i = 0; i < c.Length; i++)
        {
            for (int k = 0; k < inner; k++)
                expected[i] = MathF.FusedMultiplyAdd(a[i / columns * inner + k], b[k * columns + i % columns], expected[i]);
        }
        Assert.Equal(expected, c);
        Products.Multiply(a, b, c, rows, inner, columns, add: true);
        Assert.Equal(expected.Select(value => value + value), c);
    }

    private static DecoderWeights Started(bool centred)
    {
        DecoderWeights weights = new(Tiny with { Centred = centred });
        weights.Start(9);
        DeterministicRandom random = new(4);
        // Gains and biases away from what they start as.
        for (int i = 0; i < weights.Values.Length; i++)
            weights.Values[i] += (float)(0.2 * random.NextNormal());
        return weights;
    }

    private static IReadOnlyList<ushort[]> Sequences(int count)
    {
        DeterministicRandom random = new(7);
        return [.. Enumerable.Range(0, count).Select(_ => Drawn(random))];
    }

    private static ushort[] Drawn(DeterministicRandom random) =>
        [.. Enumerable.Range(0, Tiny.Length + 1).Select(_ => (ushort)random.Next(Tiny.Vocabulary))];

    private static float[] LogitsOf(DecoderWeights weights, ushort[] sequence)
    {
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(DecoderExport.Write(weights).File()), []);
        return graph.Run([LanguageFidelity.TokensOf(sequence, Tiny.Length)])[0].Values;
    }
}
