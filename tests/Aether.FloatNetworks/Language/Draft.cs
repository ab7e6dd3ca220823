using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>A text while it is drawn: its tokens, and what the choices cost that led to each.</summary>
/// <remarks>The cost of a choice is the negative logarithm of its probability, counted with the first word after it.</remarks>
internal sealed class Draft(DeterministicRandom random)
{
    private double pending;

    public List<ushort> Tokens { get; } = [];

    /// <summary>One per token, natural units.</summary>
    public List<double> Costs { get; } = [];

    public void Say(string word)
    {
        Tokens.Add(Vocabulary.TokenOf(word));
        Costs.Add(pending);
        pending = 0;
    }

    public void Say(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
            Say(word);
    }

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability)
    {
        bool happens = random.NextDouble() < probability;
        pending -= Math.Log(happens ? probability : 1 - probability);
        return happens;
    }

    /// <summary>A number from 0 on, all alike.</summary>
    public int Even(int count)
    {
        pending += Math.Log(count);
        return random.Next(count);
    }

    /// <summary>One of a list whose first entries are the frequent ones: entry i weighs 1 / (i + 3).</summary>
    public T Pick<T>(IReadOnlyList<T> from)
    {
        double total = 0;
        for (int i = 0; i < from.Count; i++)
            total += 1.0 / (i + 3);
        double at = random.NextDouble() * total;
        int chosen = 0;
        while (chosen < from.Count - 1 && (at -= 1.0 / (chosen + 3)) >= 0)
            chosen++;
        pending += Math.Log(total * (chosen + 3));
        return from[chosen];
    }

    /// <summary>Goes back to an earlier state, to say it otherwise.</summary>
    public void Return(int length, double cost)
    {
        Tokens.RemoveRange(length, Tokens.Count - length);
        Costs.RemoveRange(length, Costs.Count - length);
        pending = cost;
    }

    /// <summary>Cost of choices that no word followed yet.</summary>
    public double Pending => pending;
}
