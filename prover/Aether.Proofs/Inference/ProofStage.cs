namespace Aether.Proofs;

/// <summary>What a prover is at, in order.</summary>
public enum ProofStage
{
    /// <summary>Commitments to values, results, remainders and counts.</summary>
    Columns = 1,

    /// <summary>Inverses of the lookups and the commitments to them.</summary>
    Lookups = 2,

    /// <summary>The first sumcheck: products of weights and activations.</summary>
    Products = 3,

    /// <summary>The second sumcheck: lookups.</summary>
    LookupRounds = 4,

    /// <summary>The third sumcheck: all claims on columns at one point.</summary>
    Claims = 5,

    /// <summary>The opening at that point.</summary>
    Opening = 6,

    /// <summary>The proof is there.</summary>
    Done = 7,
}

/// <summary>Shares of a proof's time.</summary>
public static class ProofStages
{
    /// <summary>What is done in it, in words.</summary>
    public static string Text(this ProofStage stage) =>
        stage switch
        {
            ProofStage.Columns => "committing to the run",
            ProofStage.Lookups => "inverting the lookups",
            ProofStage.Products => "proving the products",
            ProofStage.LookupRounds => "proving the lookups",
            ProofStage.Claims => "bringing all claims to one point",
            ProofStage.Opening => "opening the commitments",
            _ => "proved",
        };

    /// <summary>How much of the whole is done when a stage begins, from 0 to 1: an estimate, from measured proofs.</summary>
    public static double ShareBefore(this ProofStage stage) =>
        stage switch
        {
            ProofStage.Columns => 0,
            ProofStage.Lookups => 0.03,
            ProofStage.Products => 0.15,
            ProofStage.LookupRounds => 0.17,
            ProofStage.Claims => 0.28,
            ProofStage.Opening => 0.36,
            _ => 1,
        };
}
