namespace Aether.FloatNetworks;

/// <summary>Predicts a word from the one before it, by counting: what a model must beat to have learned more than neighbours.</summary>
internal sealed class BigramModel
{
    // Share of the estimate that is left to a word's own frequency, and of that to all words alike.
    private const double Backing = 0.01;

    private readonly double[] words;
    private readonly double[] before;
    private readonly double[] pairs;
    private readonly int vocabulary;
    private readonly double total;

    public BigramModel(IReadOnlyList<ushort[]> sequences, int vocabulary)
    {
        this.vocabulary = vocabulary;
        words = new double[vocabulary];
        before = new double[vocabulary];
        pairs = new double[vocabulary * vocabulary];
        foreach (ushort[] sequence in sequences)
        {
            for (int i = 1; i < sequence.Length; i++)
            {
                words[sequence[i]]++;
                before[sequence[i - 1]]++;
                pairs[sequence[i - 1] * vocabulary + sequence[i]]++;
            }
        }
        total = words.Sum();
    }

    /// <summary>Mean negative logarithm of the probability of every token but the first.</summary>
    public double Cost(IReadOnlyList<ushort[]> sequences) =>
        sequences.Average(sequence =>
            Enumerable.Range(1, sequence.Length - 1).Average(i => -Math.Log(Probability(sequence[i - 1], sequence[i])))
        );

    private double Probability(int word, int next)
    {
        double alone = (1 - Backing) * words[next] / total + Backing / vocabulary;
        double seen = before[word] == 0 ? alone : pairs[word * vocabulary + next] / before[word];
        return (1 - Backing) * seen + Backing * alone;
    }
}
