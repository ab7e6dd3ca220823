namespace Aether.Proofs;

/// <summary>The words of a message, claim by claim: a prover computes them, a verifier reads them.</summary>
internal interface IClaimWords
{
    /// <summary>The next word: the value of the claim, which is made by it.</summary>
    Fr Word(Claim claim);

    /// <summary>The next word: a value that is claimed later.</summary>
    Fr Value(Claim claim);

    /// <summary>A claim whose value is known to both sides.</summary>
    void Known(Claim claim, Fr value);
}
