namespace Aether.Proofs;

/// <summary>The rounds of a sumcheck over the sides of a lookup argument.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 6; Registration, 3.</remarks>
/// <param name="degree">Of the round's polynomial; coefficients 0 and 2 to this are sent.</param>
internal sealed class LookupSumcheck(int degree, int threads, params IReadOnlyList<LookupSide> sides)
{
    private int _round;

    /// <summary>The coefficients that are sent.</summary>
    public Fr[] Round()
    {
        Fr[] sum = new Fr[5];
        foreach (LookupSide side in sides)
            side.AddRound(_round, threads, sum);
        return [sum[0], .. sum[2..(degree + 1)]];
    }

    public void Bind(Fr word)
    {
        _round++;
        foreach (LookupSide side in sides)
            side.Bind(word);
    }
}
