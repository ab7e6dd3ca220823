namespace Aether.Proofs;

/// <summary>Proofs on processors, by vectors of one width or by none.</summary>
internal sealed class CpuProofEngine(FieldVector<ScalarModulus> scalars, FieldVector<BaseModulus> coordinates) : ProofEngine
{
    public override string Name => scalars.Name;

    internal override FieldVector<ScalarModulus> Field => scalars;

    internal override G1Point Commit(Srs srs, ReadOnlyMemory<Fr> coefficients, int threads, CancellationToken cancellation) =>
        Msm.Run(srs.Powers, coefficients, MsmPlan.For(coefficients.Span, threads), coordinates, null, cancellation);

    internal override void Invert(Span<Fr> values) => scalars.Invert(values, new Fr[values.Length]);

    internal override ProductTables Products(Fr[] left, Fr[] right, int threads) => new CpuProductTables(left, right, scalars, threads);

    internal override LookupRounds Lookups(LookupSide side, int threads) => new CpuLookupRounds(side, scalars, threads);

    internal override Fr Evaluate(ReadOnlyMemory<Fr> table, ReadOnlySpan<Fr> point) =>
        MultilinearTable.Evaluate(table.Span, point, scalars);

    internal override OpeningTable Open(
        Srs srs,
        IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts,
        int coordinateCount,
        int threads,
        CancellationToken cancellation
    )
    {
        Fr[] table = new Fr[1 << coordinateCount];
        foreach ((ReadOnlyMemory<Fr> values, Fr factor) in parts)
            scalars.AddScaled(table.AsSpan(0, values.Length), values.Span, factor);
        return new CpuOpening(table, scalars, polynomial => Commit(srs, polynomial, threads, cancellation));
    }
}
