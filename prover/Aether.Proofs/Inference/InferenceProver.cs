using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Makes proofs. Deterministic: one proof for a statement, on every machine.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol.</remarks>
public sealed class InferenceProver
{
    private readonly ProofPlan _plan;
    private readonly InferenceStatement _statement;
    private readonly ProverSession _session;

    private InferenceProver(ProofPlan plan, InferenceStatement statement, ProverSession session) =>
        (_plan, _statement, _session) = (plan, statement, session);

    /// <param name="input">What the model was run on.</param>
    /// <param name="ciphertext">Words of a sealed output, by frame index; null for a public one.</param>
    /// <returns>The proof, without an envelope.</returns>
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static byte[] Prove(
        Witness witness,
        InferenceStatement statement,
        Tensor input,
        Fr[]? ciphertext,
        Srs srs,
        ProverOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(witness);
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(input);
        ProverSession session = new(srs, witness.Plan.CoordinateCount, options ?? ProverOptions.Default, cancellation);
        InferenceProver prover = new(witness.Plan, statement, session);
        prover.Load(witness, input, ciphertext);
        return prover.Run();
    }

    /// <summary>C_W and C_T of a model.</summary>
    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    public static VerifyingKey KeyOf(ProofPlan plan, Srs srs, ProverOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(srs);
        options ??= ProverOptions.Default;
        ProofPlan.RequirePowers(srs, plan.CoordinateCount);
        return new VerifyingKey(
            plan,
            options.Engine.Commit(srs, ModelColumns.Weights(plan), options.Threads, cancellation),
            options.Engine.Commit(srs, ModelColumns.Table(plan), options.Threads, cancellation)
        );
    }

    private void Load(Witness witness, Tensor input, Fr[]? ciphertext)
    {
        Dictionary<Column, Fr[]> columns = _session.Columns;
        columns[Column.Weights] = ModelColumns.Weights(_plan);
        columns[Column.Table] = ModelColumns.Table(_plan);
        columns[Column.Values] = Array.ConvertAll(witness.V, value => (Fr)value);
        columns[Column.Results] = Array.ConvertAll(witness.Y, value => (Fr)value);
        columns[Column.Remainders] = Array.ConvertAll(witness.R, value => (Fr)value);
        columns[Column.Counts] = Array.ConvertAll(witness.M, value => new Fr((long)value));
        if (_statement.IsInputByPoint)
            columns[Column.Input] = ModelColumns.Codes(input.Bytes);
        if (_statement.IsCiphertextByPoint)
            columns[Column.Ciphertext] = ciphertext ?? throw new ArgumentNullException(nameof(ciphertext));
    }

    private byte[] Run()
    {
        Transcript transcript = _session.Transcript;
        transcript.Absorb(Tags.Statement, _statement.Message());
        _session.Report(ProofStage.Columns);
        _session.Commit(Tags.Columns, Column.Values, Column.Results, Column.Remainders, Column.Counts);
        Fr[] drawn = transcript.Draw(Tags.Point, _plan.PointLog + 2);
        (Fr[] r, LookupEquation equation) = (drawn[..^2], new LookupEquation(_plan, drawn[^2], drawn[^1]));
        _session.Report(ProofStage.Lookups);
        LookupTables lookups = LookupTables.Of(_plan, equation, _session.Columns, _session.Engine);
        (_session.Columns[Column.Lookups], _session.Columns[Column.TableLookups]) = (lookups.Lookups, lookups.TableLookups);
        _session.Commit(Tags.Inverses, Column.Lookups, Column.TableLookups);

        _session.Report(ProofStage.Products);
        OperatorMessage operators = OperatorMessage.Walk(_plan, r, _statement.Values(_plan), _session.Writer);
        _session.Absorb(Tags.Operators);
        if (operators.Mismatch is string name)
            throw new InvalidOperationException($"the statement is not what the model gives: {name}");
        Fr lambda = transcript.Draw(Tags.Lambda);
        Fr[] x = TermRounds(r, lambda);
        TermMessage.Walk(_plan, r, x, _session.Writer);
        _session.Absorb(Tags.Terms);
        drawn = transcript.Draw(Tags.Tau, _plan.LookupLog + 1);
        _session.Report(ProofStage.LookupRounds);
        LookupSumcheck sumcheck = lookups.Sumcheck(
            _session.Columns[Column.Counts],
            drawn.AsSpan(..^1),
            drawn[^1],
            _session.Engine,
            _session.Threads
        );
        Fr[] z = _session.Rounds(_plan.LookupLog, Tags.LookupRound, Tags.LookupPoint, sumcheck);
        LookupValues.Walk(_plan, z, _session.Writer);
        _session.Absorb(Tags.Lookups);
        return _session.Finish(_plan.CoordinateCount, Tags.Finish, ColumnSet.Of(_statement));
    }

    private Fr[] TermRounds(Fr[] r, Fr lambda)
    {
        ProductSum sum = new(_plan.TermLog, _session.Engine, _session.Threads);
        Fr power = Fr.One;
        Dictionary<Column, Fr[]> columns = _session.Columns;
        foreach (
            (Fr[] tensor, Fr[] weight) in TermTables.Of(_plan, r, columns[Column.Results], columns[Column.Weights], _session.Engine.Field)
        )
        {
            sum.Add(power, tensor, weight, ProductSumExtension.Constant);
            power *= lambda;
        }
        return _session.Rounds(_plan.TermLog, Tags.TermRound, Tags.TermPoint, sum);
    }
}
