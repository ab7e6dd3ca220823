namespace Aether.Proofs;

/// <summary>The rounds of a sumcheck over the sides of a lookup argument.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 6; Registration, 3.</remarks>
/// <param name="degree">Of the round's polynomial; coefficients 0 and 2 to this are sent.</param>
internal sealed class LookupSumcheck(int degree, params IReadOnlyList<LookupRounds> sides) : ISumcheck
{
    private int _round;

    public Fr[] Round()
    {
        Fr[] sum = new Fr[5];
        foreach (LookupRounds side in sides)
            side.AddRound(_round, sum);
        return [sum[0], .. sum[2..(degree + 1)]];
    }

    public void Bind(Fr word)
    {
        _round++;
        foreach (LookupRounds side in sides)
            side.Bind(word);
    }

    public void Dispose()
    {
        foreach (LookupRounds side in sides)
            side.Dispose();
    }
}
