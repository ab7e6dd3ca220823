namespace Aether.Proofs;

/// <summary>Columns of proofs.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns.</remarks>
internal enum Column
{
    Weights,
    Table,
    Input,
    Ciphertext,
    Results,
    Values,
    Remainders,
    Counts,
    Lookups,
    TableLookups,

    /// <summary>hW of a registration.</summary>
    WeightInverses,

    /// <summary>hT of a registration.</summary>
    TableInverses,

    /// <summary>g of a registration.</summary>
    ValueFractions,
}
