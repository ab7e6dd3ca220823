namespace Aether.Proofs;

/// <summary>A multilinear function of some neighbouring coordinates of a block or tensor.</summary>
/// <remarks>Source: prover/PROOFS.md, Functionals. The table is what a prover sums over, the value at a point what a verifier needs.</remarks>
internal abstract class Factor
{
    /// <summary>Number of coordinates.</summary>
    public abstract int Count { get; }

    /// <param name="z">Its coordinates, lowest first.</param>
    public abstract Fr At(ReadOnlySpan<Fr> z);

    /// <summary>Its values at all corners, in index order.</summary>
    public abstract Fr[] Table();

    /// <summary>eq(p, x) = p x + (1 - p)(1 - x).</summary>
    protected static Fr Eq(Fr p, Fr x)
    {
        Fr product = p * x;
        return Fr.One - p - x + product + product;
    }
}
