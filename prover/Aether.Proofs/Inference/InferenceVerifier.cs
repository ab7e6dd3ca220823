namespace Aether.Proofs;

/// <summary>Checks a proof that an inference was computed. Native: no chain, no gas.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol. Written message by message; the equations are where the page has them.</remarks>
public sealed class InferenceVerifier
{
    private readonly ProofPlan _plan;
    private readonly InferenceStatement _statement;
    private readonly ClaimList _claims = new();
    private readonly MessageReader _proof;
    private readonly Transcript _transcript;

    private InferenceVerifier(ProofPlan plan, InferenceStatement statement, ReadOnlyMemory<byte> proof, Transcript transcript)
    {
        (_plan, _statement, _transcript) = (plan, statement, transcript);
        _proof = new MessageReader(proof, _claims);
    }

    /// <param name="proof">Exactly the proof.</param>
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
        try
        {
            return new InferenceVerifier(key.Plan, statement, proof, transcript ?? new Transcript()).Run(key, tauG2);
        }
        catch (FieldFormatException malformed)
        {
            return malformed.Message;
        }
    }

    private string? Run(VerifyingKey key, G2Point tauG2)
    {
        _transcript.Absorb(Tags.Statement, _statement.Message());
        Dictionary<Column, G1Point> points = new() { [Column.Weights] = key.WeightsPoint, [Column.Table] = key.TablePoint };
        if (_statement.IsInputByPoint)
            points[Column.Input] = _statement.InputPoint;
        if (_statement.IsCiphertextByPoint)
            points[Column.Ciphertext] = _statement.CiphertextPoint;

        foreach (Column column in new[] { Column.Values, Column.Results, Column.Remainders, Column.Counts })
            points[column] = _proof.Point();
        Absorb(Tags.Columns);
        Fr[] drawn = _transcript.Draw(Tags.Point, _plan.PointLog + 2);
        (Fr[] r, LookupEquation lookups) = (drawn[..^2], new LookupEquation(_plan, drawn[^2], drawn[^1]));

        foreach (Column column in new[] { Column.Lookups, Column.TableLookups })
            points[column] = _proof.Point();
        Absorb(Tags.Inverses);

        OperatorMessage operators = OperatorMessage.Walk(_plan, r, _statement.Values(_plan), _proof);
        Absorb(Tags.Operators);
        if (operators.Mismatch is string operatorName)
            return $"the values of {operatorName} do not fit its formula";
        Fr lambda = _transcript.Draw(Tags.Lambda);

        (Fr claim, Fr[] x) = TermRounds(TermSums.Claim(_plan, operators.TermSums, lambda));
        IReadOnlyList<(Fr Tensor, Fr Weight)> terms = TermMessage.Walk(_plan, r, x, _proof);
        Absorb(Tags.Terms);
        if (TermSums.Products(terms, lambda) != claim)
            return "the products of the first sumcheck do not fit its claim";
        drawn = _transcript.Draw(Tags.Tau, _plan.LookupLog + 1);
        (Fr[] tau, Fr mu) = (drawn[..^1], drawn[^1]);

        (claim, Fr[] z) = LookupRounds();
        LookupValues values = LookupValues.Walk(_plan, z, _proof);
        Absorb(Tags.Lookups);
        if (lookups.EndAt(z, tau, mu, values) != claim)
            return "a lookup is no row of the table";
        Fr gamma = _transcript.Draw(Tags.Gamma);

        (claim, Fr[] rho) = ClaimRounds(_claims.Sum(gamma));
        return End(points, gamma, claim, rho, tauG2);
    }

    private string? End(Dictionary<Column, G1Point> points, Fr gamma, Fr claim, Fr[] rho, G2Point tauG2)
    {
        Dictionary<Column, Fr> evaluations = [];
        IReadOnlyList<(Column Column, int Log)> columns = ColumnSet.Of(_plan, _statement);
        foreach ((Column column, _) in columns)
            evaluations[column] = _proof.Word();
        Absorb(Tags.Evaluations);
        Fr sum = Fr.Zero;
        Fr power = Fr.One;
        foreach ((Claim one, _) in _claims.Claims)
        {
            sum += power * one.WeightAt(rho) * evaluations[one.Column];
            power *= gamma;
        }
        if (sum != claim)
            return "the columns do not fit the claims on them";
        Fr delta = _transcript.Draw(Tags.Delta);
        G1Jacobian point = default;
        Fr value = Fr.Zero;
        for (int c = columns.Count - 1; c >= 0; c--)
        {
            point = G1Jacobian.Multiply(point.ToAffine(), delta) + points[columns[c].Column].ToJacobian();
            value = (value * delta) + evaluations[columns[c].Column];
        }
        return MercuryVerifier.Verify(tauG2, point.ToAffine(), rho, value, _proof.Rest().Span, _transcript)
            ? null
            : "the columns are not those that were committed to";
    }

    private (Fr Claim, Fr[] Point) TermRounds(Fr claim) => Rounds(claim, _plan.TermLog, Tags.TermRound, Tags.TermPoint, QuadraticRound);

    private (Fr Claim, Fr[] Point) ClaimRounds(Fr claim) =>
        Rounds(claim, _plan.CoordinateCount, Tags.ClaimRound, Tags.ClaimPoint, QuadraticRound);

    private (Fr Claim, Fr[] Point) LookupRounds() => Rounds(Fr.Zero, _plan.LookupLog, Tags.LookupRound, Tags.LookupPoint, QuarticRound);

    private (Fr Claim, Fr[] Point) Rounds(Fr claim, int count, byte absorbed, byte drawn, Func<Fr, Fr[]> round)
    {
        Fr[] point = new Fr[count];
        for (int j = 0; j < count; j++)
        {
            Fr[] coefficients = round(claim);
            Absorb(absorbed);
            point[j] = _transcript.Draw(drawn);
            claim = Fr.Zero;
            for (int k = coefficients.Length - 1; k >= 0; k--)
                claim = (claim * point[j]) + coefficients[k];
        }
        return (claim, point);
    }

    /// <summary>Coefficients 0 and 2 are sent; both ends sum to the claim.</summary>
    private Fr[] QuadraticRound(Fr claim)
    {
        (Fr c0, Fr c2) = (_proof.Word(), _proof.Word());
        return [c0, claim - c0 - c0 - c2, c2];
    }

    private Fr[] QuarticRound(Fr claim)
    {
        (Fr c0, Fr c2, Fr c3, Fr c4) = (_proof.Word(), _proof.Word(), _proof.Word(), _proof.Word());
        return [c0, claim - c0 - c0 - c2 - c3 - c4, c2, c3, c4];
    }

    private void Absorb(byte tag) => _transcript.Absorb(tag, _proof.TakeMessage());
}
