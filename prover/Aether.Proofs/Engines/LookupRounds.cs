namespace Aether.Proofs;

/// <summary>A side of a lookup argument as a sumcheck binds it.</summary>
internal abstract class LookupRounds : IDisposable
{
    /// <summary>Adds the coefficients 0, 2, 3 and 4 of round <paramref name="round"/> to a sum of five.</summary>
    public abstract void AddRound(int round, Fr[] sum);

    /// <summary>Binds the lowest coordinate that is left.</summary>
    public abstract void Bind(Fr word);

    public abstract void Dispose();
}
