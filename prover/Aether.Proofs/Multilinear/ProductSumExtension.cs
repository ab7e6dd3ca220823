namespace Aether.Proofs;

/// <summary>What a table is in the coordinates it does not have.</summary>
internal enum ProductSumExtension
{
    /// <summary>It does not depend on them: the product counts twice for each.</summary>
    Constant,

    /// <summary>Both tables are 0 but where they are 0: each is times 1 - x.</summary>
    Zero,
}
