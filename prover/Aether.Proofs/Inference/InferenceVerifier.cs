namespace Aether.Proofs;

/// <summary>Checks a proof that an inference was computed. Native: no chain, no gas.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol. Written message by message; the equations are where the page has them.</remarks>
public static class InferenceVerifier
{
    /// <param name="proof">Exactly the proof, without its envelope.</param>
    /// <param name="tauG2">[tau]_2 of the reference string that the model's points were made with.</param>
    /// <param name="transcript">A new one; give one with a trace to compare two verifiers.</param>
    /// <returns>Null when the proof holds; otherwise what does not, in words.</returns>
    public static string? Verify(
        VerifyingKey key,
        InferenceStatement statement,
        ReadOnlyMemory<byte> proof,
        G2Point tauG2,
        Transcript? transcript = null
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(statement);
        string? refused = Reduce(key, statement, proof, transcript ?? new Transcript(), out PairingSides sides);
        return refused ?? (sides.Hold(tauG2) ? null : VerifierSession.Unopened);
    }

    /// <summary>All but the pairing.</summary>
    internal static string? Reduce(
        VerifyingKey key,
        InferenceStatement statement,
        ReadOnlyMemory<byte> proof,
        Transcript transcript,
        out PairingSides sides
    )
    {
        sides = default;
        try
        {
            return Run(key, statement, new VerifierSession(proof, transcript), out sides);
        }
        catch (FieldFormatException malformed)
        {
            return malformed.Message;
        }
    }

    private static string? Run(VerifyingKey key, InferenceStatement statement, VerifierSession session, out PairingSides sides)
    {
        sides = default;
        ProofPlan plan = key.Plan;
        Transcript transcript = session.Transcript;
        transcript.Absorb(Tags.Statement, statement.Message());
        session.Points[Column.Weights] = key.WeightsPoint;
        session.Points[Column.Table] = key.TablePoint;
        if (statement.IsInputByPoint)
            session.Points[Column.Input] = statement.InputPoint;
        if (statement.IsCiphertextByPoint)
            session.Points[Column.Ciphertext] = statement.CiphertextPoint;

        session.ReadPoints(Tags.Columns, Column.Values, Column.Results, Column.Remainders, Column.Counts);
        Fr[] drawn = transcript.Draw(Tags.Point, plan.PointLog + 2);
        (Fr[] r, LookupEquation lookups) = (drawn[..^2], new LookupEquation(plan, drawn[^2], drawn[^1]));
        session.ReadPoints(Tags.Inverses, Column.Lookups, Column.TableLookups);

        OperatorMessage operators = OperatorMessage.Walk(plan, r, statement.Values(plan), session.Reader);
        session.Absorb(Tags.Operators);
        if (operators.Mismatch is string operatorName)
            return $"the values of {operatorName} do not fit its formula";
        Fr lambda = transcript.Draw(Tags.Lambda);

        Fr claim = TermSums.Claim(plan, operators.TermSums, lambda);
        (claim, Fr[] x) = session.Rounds(claim, plan.TermLog, 2, Tags.TermRound, Tags.TermPoint);
        IReadOnlyList<(Fr Tensor, Fr Weight)> terms = TermMessage.Walk(plan, r, x, session.Reader);
        session.Absorb(Tags.Terms);
        if (TermSums.Products(terms, lambda) != claim)
            return "the products of the first sumcheck do not fit its claim";
        drawn = transcript.Draw(Tags.Tau, plan.LookupLog + 1);

        (claim, Fr[] z) = session.Rounds(Fr.Zero, plan.LookupLog, 4, Tags.LookupRound, Tags.LookupPoint);
        LookupValues values = LookupValues.Walk(plan, z, session.Reader);
        session.Absorb(Tags.Lookups);
        if (lookups.EndAt(z, drawn.AsSpan(..^1), drawn[^1], values) != claim)
            return "a lookup is no row of the table";
        return session.Finish(plan.CoordinateCount, Tags.Finish, ColumnSet.Of(statement), out sides);
    }
}
