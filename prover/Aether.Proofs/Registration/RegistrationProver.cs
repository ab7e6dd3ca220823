namespace Aether.Proofs;

/// <summary>Proves once for a model that every weight and every table output is an int8 other than -128.</summary>
/// <remarks>Source: prover/PROOFS.md, Registration.</remarks>
public static class RegistrationProver
{
    /// <param name="contentHash">32 bytes: H of the model's file header and roots, as registered.</param>
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static byte[] Prove(
        ProofPlan plan,
        ReadOnlySpan<byte> contentHash,
        Srs srs,
        ProverOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        RegistrationShape shape = new(plan);
        ProverSession session = new(srs, shape.CoordinateCount, options ?? ProverOptions.Default, cancellation);
        Dictionary<Column, Fr[]> columns = session.Columns;
        columns[Column.Weights] = ModelColumns.Weights(plan);
        columns[Column.Table] = ModelColumns.Table(plan);
        Fr[] counts = columns[Column.Counts] = Counts(plan);

        session.Report(ProofStage.Columns);
        session.Transcript.Absorb(RegistrationTags.Model, contentHash);
        session.Commit(RegistrationTags.Counts, Column.Counts);
        Fr alpha = session.Transcript.Draw(RegistrationTags.Alpha);
        session.Report(ProofStage.Lookups);
        Fr[] rows = [.. Enumerable.Range(-128, 256).Select(value => alpha + value)];
        Fr[] inverses = (Fr[])rows.Clone();
        session.Engine.Invert(inverses);
        columns[Column.WeightInverses] = Inverses(plan.Model.Weights.Span, 1 << plan.WeightLog, inverses);
        columns[Column.TableInverses] = Array.ConvertAll(plan.Table.Outputs(plan.Model), value => inverses[value + 128]);
        columns[Column.ValueFractions] = [.. counts.Zip(inverses, (count, inverse) => count * inverse)];
        session.Commit(RegistrationTags.Fractions, Column.WeightInverses, Column.TableInverses, Column.ValueFractions);

        Fr[] drawn = session.Transcript.Draw(RegistrationTags.Tau, shape.RoundCount + 1);
        Fr[] tau = drawn[..^1];
        Fr mu = drawn[^1];
        Fr cube = mu * mu * mu;
        session.Report(ProofStage.LookupRounds);
        ProofEngine engine = session.Engine;
        LookupRounds Side(Fr[] eq, Fr[] fractions, Fr[] values, Fr[]? counted, Fr share) =>
            engine.Lookups(new RowSide(eq, fractions, values, counted, share), session.Threads);
        LookupSumcheck sumcheck = new(
            3,
            Side(
                MultilinearTable.EqTable(tau.AsSpan(0, shape.WeightLog), Fr.One, engine.Field),
                columns[Column.WeightInverses],
                Plus(alpha, columns[Column.Weights]),
                null,
                cube
            ),
            Side(
                MultilinearTable.EqTable(tau.AsSpan(0, shape.TableLog), mu, engine.Field),
                columns[Column.TableInverses],
                Plus(alpha, columns[Column.Table]),
                null,
                cube
            ),
            Side(
                MultilinearTable.EqTable(tau.AsSpan(0, RegistrationShape.RowLog), mu * mu, engine.Field),
                columns[Column.ValueFractions],
                rows,
                counts,
                -cube
            )
        );
        Fr[] z = session.Rounds(shape.RoundCount, RegistrationTags.Round, RegistrationTags.Point, sumcheck);
        foreach (Claim claim in shape.Claims(z))
            session.Writer.Word(claim);
        session.Absorb(RegistrationTags.Values);
        session.Writer.Known(RegistrationShape.NoLowest(), Fr.Zero);
        return session.Finish(shape.CoordinateCount, RegistrationTags.Finish, RegistrationShape.Order);
    }

    // How often each int8 stands in both columns, filled up as they are.
    private static Fr[] Counts(ProofPlan plan)
    {
        long[] counts = new long[1 << RegistrationShape.RowLog];
        foreach (byte code in plan.Model.Weights.Span)
            counts[code]++;
        counts[128] += (1L << plan.WeightLog) - plan.Model.Weights.Length;
        foreach (sbyte value in plan.Table.Outputs(plan.Model))
            counts[value + 128]++;
        return Array.ConvertAll(counts, count => new Fr(count));
    }

    private static Fr[] Inverses(ReadOnlySpan<byte> codes, int size, Fr[] inverses)
    {
        Fr[] column = new Fr[size];
        for (int i = 0; i < codes.Length; i++)
            column[i] = inverses[codes[i]];
        column.AsSpan(codes.Length).Fill(inverses[128]);
        return column;
    }

    private static Fr[] Plus(Fr alpha, Fr[] values) => Array.ConvertAll(values, value => alpha + value);
}
