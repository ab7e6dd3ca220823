using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>Text of the grammar in sequences of one length, each of whole texts up to its end.</summary>
/// <param name="Sequences">Tokens, each sequence one longer than a model reads, so that every token but the first is predicted.</param>
/// <param name="GrammarCost">What the grammar's own choices cost per predicted token, natural units: about the least that a model can reach.</param>
internal sealed record Corpus(IReadOnlyList<ushort[]> Sequences, double GrammarCost)
{
    /// <summary>Draws text from one of two halves of all sentences, so that no sentence is in both.</summary>
    /// <param name="length">Tokens that a model reads at once.</param>
    public static Corpus Draw(ulong seed, bool heldOut, int count, int length)
    {
        Grammar grammar = new(DeterministicRandom.For(seed, heldOut ? 2UL : 1UL, 0), sentence => IsHeldOut(sentence) == heldOut);
        List<ushort[]> sequences = [];
        double cost = 0;
        for (int i = 0; i < count; i++)
        {
            List<ushort> tokens = [];
            List<double> costs = [];
            while (tokens.Count <= length)
            {
                (IReadOnlyList<ushort> said, IReadOnlyList<double> each) = grammar.Text();
                tokens.AddRange(said);
                costs.AddRange(each);
            }
            sequences.Add([.. tokens.Take(length + 1)]);
            cost += costs.Take(length + 1).Skip(1).Sum();
        }
        return new Corpus(sequences, cost / ((long)count * length));
    }

    /// <summary>The half that a sentence belongs to: a bit of a hash of its words.</summary>
    public static bool IsHeldOut(ReadOnlySpan<ushort> sentence)
    {
        unchecked
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (ushort token in sentence)
                hash = (hash ^ token) * 0x100000001b3;
            return (hash * 0x9e3779b97f4a7c15) >> 63 != 0;
        }
    }
}
