namespace Aether.Proofs;

/// <summary>The columns of a proof, in the order of message 9.</summary>
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
}
