namespace Aether.Proofs;

/// <summary>Fractions count / row: eq (g D - M) + share g, so that g = M / D at each.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 6; Registration, 3.</remarks>
/// <param name="eq">Weights of the equations, a factor of all included.</param>
/// <param name="counts">M; null where every row counts once.</param>
internal sealed class RowSide(Fr[] eq, Fr[] fractions, Fr[] rows, Fr[]? counts, Fr share)
    : LookupSide(share, counts is null ? [eq, fractions, rows] : [eq, fractions, rows, counts])
{
    private readonly bool _counted = counts is not null;

    protected override void Add(ReadOnlySpan<Fr> e, Span<Fr> sum)
    {
        (Fr q0, Fr q1, Fr g0, Fr g1, Fr d0, Fr d1) = (e[0], e[1], e[2], e[3], e[4], e[5]);
        (Fr m0, Fr m1) = _counted ? (e[6], e[7]) : (Fr.One, Fr.Zero);
        (Fr c0, Fr c1, Fr c2) = ((g0 * d0) - m0, (g0 * d1) + (g1 * d0) - m1, g1 * d1);
        sum[0] += (q0 * c0) + (Share * g0);
        sum[2] += (q0 * c2) + (q1 * c1);
        sum[3] += q1 * c2;
    }
}
