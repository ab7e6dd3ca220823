using Aether.Inference;
using Aether.Onnx;

namespace Aether.FloatNetworks;

/// <summary>How well an imported decoder predicts text, beside the float graph it came from.</summary>
/// <param name="Tokens">Predicted by both.</param>
/// <param name="FloatCost">Mean negative logarithm of the probability of the next token.</param>
/// <param name="FloatRight">Tokens that float held for the likeliest, rightly.</param>
/// <param name="Agreements">Tokens for which both hold the same word for the likeliest.</param>
/// <param name="Lead">Where they do not, by how much float holds its word likelier than the other: mean difference of probabilities.</param>
internal sealed record LanguageFidelity(
    int Tokens,
    double FloatCost,
    double Air8Cost,
    int FloatRight,
    int Air8Right,
    int Agreements,
    double Lead
)
{
    public double FloatPerplexity => Math.Exp(FloatCost);

    public double Air8Perplexity => Math.Exp(Air8Cost);

    public double Ratio => Math.Exp(Air8Cost - FloatCost);

    public double FloatPercent => 100.0 * FloatRight / Tokens;

    public double Air8Percent => 100.0 * Air8Right / Tokens;

    public double AgreementPercent => 100.0 * Agreements / Tokens;

    /// <summary>Reads sequences with both.</summary>
    /// <param name="imported">
    /// Its int8 logits become probabilities as its report says they are to be read: p = softmax(offset + scale x int8).
    /// </param>
    /// <param name="sequences">Each one token longer than the model reads.</param>
    public static LanguageFidelity Measure(FloatGraph graph, ImportResult imported, IReadOnlyList<ushort[]> sequences)
    {
        (double scale, double offset) = (imported.Report.Output.Scale, imported.Report.Output.Offset);
        using IModelSession session = CpuBackends.Widest.Open(imported.Model, RunLimits.Default);
        int words = imported.Model.OutputShape.Channels;
        int length = imported.Model.OutputShape.Width;
        (double floatCost, double air8Cost, double leads) = (0, 0, 0);
        (int floatRight, int air8Right, int agreements) = (0, 0, 0);
        foreach (ushort[] sequence in sequences)
        {
            float[] logits = graph.Run([TokensOf(sequence, length)])[0].Values;
            Tensor tokens = Tensor.FromUInt16(new TensorShape(1, length), sequence.AsSpan(0, length));
            sbyte[] steps = session.Run([tokens], new RunOptions { Boundaries = false }, default).Output.ToInt8();
            for (int i = 0; i < length; i++)
            {
                double[] exact = [.. logits.AsSpan(i * words, words).ToArray().Select(logit => (double)logit)];
                double[] rounded = [.. steps.AsSpan(i * words, words).ToArray().Select(step => offset + scale * step)];
                floatCost += CostOf(exact, sequence[i + 1]);
                air8Cost += CostOf(rounded, sequence[i + 1]);
                (int first, int second) = (Array.IndexOf(exact, exact.Max()), Array.IndexOf(rounded, rounded.Max()));
                floatRight += first == sequence[i + 1] ? 1 : 0;
                air8Right += second == sequence[i + 1] ? 1 : 0;
                agreements += first == second ? 1 : 0;
                leads += Math.Exp(-CostOf(exact, first)) - Math.Exp(-CostOf(exact, second));
            }
        }
        int count = sequences.Count * length;
        return new LanguageFidelity(
            count,
            floatCost / count,
            air8Cost / count,
            floatRight,
            air8Right,
            agreements,
            agreements == count ? 0 : leads / (count - agreements)
        );
    }

    /// <summary>The first tokens of a sequence as the float graph reads them.</summary>
    public static NdArray TokensOf(ushort[] sequence, int length) =>
        new(OnnxType.Int64, [1, length], [.. sequence.Take(length).Select(token => (float)token)]);

    private static double CostOf(double[] logits, int next)
    {
        double largest = logits.Max();
        return Math.Log(logits.Sum(logit => Math.Exp(logit - largest))) + largest - logits[next];
    }
}
