namespace Aether.Proofs;

/// <summary>The table f of an opening, b^2 values: what of the opening goes over all of it. Names are those of prover/PROOFS.md, Opening.</summary>
internal abstract class OpeningTable : IDisposable
{
    /// <summary>h_j = sum_i e1_i f_(jb + i).</summary>
    public abstract Fr[] RowProducts(Fr[] e1);

    /// <summary>Divides f by X^b - alpha and keeps the quotient q.</summary>
    /// <returns>g, what is left.</returns>
    public abstract Fr[] Divide(Fr alpha);

    /// <summary>C_q, behind <see cref="Divide"/>.</summary>
    public abstract G1Point CommitQuotient();

    /// <summary>Coefficients of X^1 .. X^(b-1) in g(X) E1(1/X) + g(1/X) E1(X) + gamma (h(X) E2(1/X) + h(1/X) E2(X)).</summary>
    public abstract Fr[] Symmetric(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma);

    /// <summary>C_K of K = (f + factor q - its value at z) / (X - z), behind <see cref="Divide"/>. Neither f nor q is there afterwards.</summary>
    public abstract G1Point CommitLinear(Fr factor, Fr z);

    public abstract void Dispose();
}
