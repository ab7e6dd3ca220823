namespace Aether.Proofs;

/// <summary>The second sumcheck's rounds: both sides of the lookup argument and their sums in one polynomial of degree 4.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 6. A side that has run out of coordinates is constant in the others.</remarks>
internal sealed class LookupSumcheck(ProofPlan plan, LookupTables tables, IReadOnlyDictionary<Column, Fr[]> columns, Fr[] tau, Fr mu)
{
    private readonly Fr[][] _slots =
    [
        PointFactor.Of(tau.AsSpan(0, plan.SlotLog)).Table(),
        tables.Lookups,
        tables.Values,
        tables.Remainders,
    ];

    private readonly Fr[][] _rows =
    [
        PointFactor.Of(tau.AsSpan(0, plan.Table.Log)).Table(),
        tables.TableLookups,
        tables.Rows,
        columns[Column.Counts],
    ];

    private readonly Fr _square = mu * mu;
    private int _round;

    /// <summary>Coefficients 0, 2, 3 and 4 of the round.</summary>
    public Fr[] Round()
    {
        Fr[] sum = new Fr[5];
        AddSide(sum, _slots, plan.SlotLog, Slot);
        AddSide(sum, _rows, plan.Table.Log, Row);
        return [sum[0], sum[2], sum[3], sum[4]];
    }

    public void Bind(Fr word)
    {
        _round++;
        foreach (Fr[][] side in new[] { _slots, _rows })
        {
            if (side[0].Length == 1)
                continue;
            for (int t = 0; t < side.Length; t++)
            {
                // Not in place: some are columns, which are opened later.
                Fr[] half = new Fr[side[t].Length / 2];
                FieldVector<ScalarModulus>.Widest.FoldPairs(side[t], word, half);
                side[t] = half;
            }
        }
    }

    private void AddSide(Fr[] sum, Fr[][] side, int log, Action<Fr[], Fr[]> add)
    {
        Fr[] own = new Fr[5];
        Fr[] ends = new Fr[8];
        if (side[0].Length == 1)
        {
            for (int t = 0; t < side.Length; t++)
                ends[2 * t] = side[t][0];
            add(ends, own);
            // The constant over what is left of the cube, as a share of it.
            sum[0] += own[0] * LookupEquation.HalfPower(_round + 1 - log);
            return;
        }
        for (int i = 0; i < side[0].Length; i += 2)
        {
            for (int t = 0; t < side.Length; t++)
                (ends[2 * t], ends[2 * t + 1]) = (side[t][i], side[t][i + 1] - side[t][i]);
            add(ends, own);
        }
        for (int k = 0; k < own.Length; k++)
            sum[k] += own[k];
    }

    /// <summary>eq (h A B - A - B) + mu^2 h; every factor is its value at 0 and its slope.</summary>
    private void Slot(Fr[] e, Fr[] sum)
    {
        (Fr q0, Fr q1, Fr h0, Fr h1) = (e[0], e[1], e[2], e[3]);
        (Fr a0, Fr a1, Fr b0, Fr b1) = (e[4], e[5], e[6], e[7]);
        // h A B
        (Fr p0, Fr p1, Fr p2) = (a0 * b0, (a0 * b1) + (a1 * b0), a1 * b1);
        (Fr c0, Fr c1, Fr c2, Fr c3) = (h0 * p0, (h0 * p1) + (h1 * p0), (h0 * p2) + (h1 * p1), h1 * p2);
        c0 -= a0 + b0;
        c1 -= a1 + b1;
        sum[0] += (q0 * c0) + (_square * h0);
        sum[2] += (q0 * c2) + (q1 * c1);
        sum[3] += (q0 * c3) + (q1 * c2);
        sum[4] += q1 * c3;
    }

    /// <summary>mu eq (g D - M) - mu^2 g.</summary>
    private void Row(Fr[] e, Fr[] sum)
    {
        (Fr q0, Fr q1, Fr g0, Fr g1) = (e[0] * mu, e[1] * mu, e[2], e[3]);
        (Fr d0, Fr d1, Fr m0, Fr m1) = (e[4], e[5], e[6], e[7]);
        (Fr c0, Fr c1, Fr c2) = ((g0 * d0) - m0, (g0 * d1) + (g1 * d0) - m1, g1 * d1);
        sum[0] += (q0 * c0) - (_square * g0);
        sum[2] += (q0 * c2) + (q1 * c1);
        sum[3] += q1 * c2;
    }
}
