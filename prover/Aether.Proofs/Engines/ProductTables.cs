namespace Aether.Proofs;

/// <summary>Two tables whose product is summed, as a sumcheck binds them.</summary>
internal abstract class ProductTables : IDisposable
{
    /// <summary>Values of each that are left, a power of two.</summary>
    public abstract int Length { get; }

    /// <summary>The sums of l0 r0 and of (l1 - l0)(r1 - r0) over pairs of neighbours; there is one at least.</summary>
    public abstract (Fr C0, Fr C2) Sums();

    /// <summary>Binds the lowest coordinate.</summary>
    public abstract void Fold(Fr word);

    /// <summary>What is left at the end, or the first values before it.</summary>
    public abstract (Fr Left, Fr Right) Values();

    public abstract void Dispose();
}
