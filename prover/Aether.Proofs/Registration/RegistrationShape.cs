namespace Aether.Proofs;

/// <summary>Sizes and equations that both sides of a registration share.</summary>
/// <remarks>Source: prover/PROOFS.md, Registration.</remarks>
internal sealed class RegistrationShape(ProofPlan plan)
{
    /// <summary>Logarithm of the table of int8: row i is i - 128.</summary>
    public const int RowLog = 8;

    public static readonly IReadOnlyList<Column> Order =
    [
        Column.Weights,
        Column.Table,
        Column.WeightInverses,
        Column.TableInverses,
        Column.ValueFractions,
        Column.Counts,
    ];

    public int WeightLog => plan.WeightLog;

    public int TableLog => plan.Table.Log;

    /// <summary>n: rounds of the sumcheck.</summary>
    public int RoundCount => Math.Max(Math.Max(WeightLog, TableLog), RowLog);

    /// <summary>n3': coordinates of the opening, even.</summary>
    public int CoordinateCount => RoundCount + (RoundCount & 1);

    /// <summary>The six claims of message 4, in order.</summary>
    public IEnumerable<Claim> Claims(Fr[] z) =>
        [
            At(Column.WeightInverses, z, WeightLog),
            At(Column.Weights, z, WeightLog),
            At(Column.TableInverses, z, TableLog),
            At(Column.Table, z, TableLog),
            At(Column.ValueFractions, z, RowLog),
            At(Column.Counts, z, RowLog),
        ];

    /// <summary>The seventh: no value is -128.</summary>
    public static Claim NoLowest() => At(Column.Counts, new Fr[RowLog], RowLog);

    /// <summary>What the sumcheck ends in.</summary>
    /// <param name="values">Those of <see cref="Claims"/>.</param>
    public Fr EndAt(Fr alpha, Fr[] z, Fr[] tau, Fr mu, IReadOnlyList<Fr> values)
    {
        Fr row = Fr.Zero;
        for (int i = RowLog - 1; i >= 0; i--)
            row = row + row + z[i];
        Fr cube = mu * mu * mu;
        Fr Part(int log, Fr scale, Fr relation, Fr share) =>
            LookupEquation.HalfPower(RoundCount - log)
            * ((scale * MultilinearTable.Eq(tau.AsSpan(0, log), z.AsSpan(0, log)) * relation) + share);
        return Part(WeightLog, Fr.One, (values[0] * (alpha + values[1])) - Fr.One, cube * values[0])
            + Part(TableLog, mu, (values[2] * (alpha + values[3])) - Fr.One, cube * values[2])
            + Part(RowLog, mu * mu, (values[4] * (alpha + row - 128)) - values[5], -cube * values[4]);
    }

    private static Claim At(Column column, Fr[] z, int log) => Claim.OfBlock(column, log, 0, PointFactor.Of(z.AsSpan(0, log)));
}
