namespace Aether.Proofs;

/// <summary>Slots: eq (h A B - A - B) + share h, so that h = 1/A + 1/B at each.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 6.</remarks>
internal sealed class SlotSide(Fr[] eq, Fr[] lookups, Fr[] values, Fr[] remainders, Fr share)
    : LookupSide(share, eq, lookups, values, remainders)
{
    protected override void Add(ReadOnlySpan<Fr> e, Span<Fr> sum)
    {
        (Fr q0, Fr q1, Fr h0, Fr h1) = (e[0], e[1], e[2], e[3]);
        (Fr a0, Fr a1, Fr b0, Fr b1) = (e[4], e[5], e[6], e[7]);
        // h A B
        (Fr p0, Fr p1, Fr p2) = (a0 * b0, (a0 * b1) + (a1 * b0), a1 * b1);
        (Fr c0, Fr c1, Fr c2, Fr c3) = (h0 * p0, (h0 * p1) + (h1 * p0), (h0 * p2) + (h1 * p1), h1 * p2);
        c0 -= a0 + b0;
        c1 -= a1 + b1;
        sum[0] += (q0 * c0) + (Share * h0);
        sum[2] += (q0 * c2) + (q1 * c1);
        sum[3] += (q0 * c3) + (q1 * c2);
        sum[4] += q1 * c3;
    }
}
