namespace Aether.Proofs;

/// <summary>A sumcheck as the prover goes through it.</summary>
internal interface ISumcheck : IDisposable
{
    /// <summary>The coefficients of the round that comes, as they are sent.</summary>
    Fr[] Round();

    /// <summary>Binds the lowest coordinate that is left.</summary>
    void Bind(Fr word);
}
