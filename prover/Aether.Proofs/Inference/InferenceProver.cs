using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Makes proofs. Deterministic: one proof for a statement, on every machine.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol.</remarks>
public sealed class InferenceProver
{
    private readonly ProofPlan _plan;
    private readonly InferenceStatement _statement;
    private readonly Srs _srs;
    private readonly ProverOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly Transcript _transcript;
    private readonly Dictionary<Column, Fr[]> _columns = [];
    private readonly ClaimList _claims = new();
    private readonly MessageWriter _proof;

    private InferenceProver(ProofPlan plan, InferenceStatement statement, Srs srs, ProverOptions options, CancellationToken cancellation)
    {
        (_plan, _statement, _srs, _options, _cancellation) = (plan, statement, srs, options, cancellation);
        _transcript = options.Transcript ?? new Transcript();
        _proof = new MessageWriter(_claims, column => _columns[column]);
    }

    /// <param name="input">What the model was run on.</param>
    /// <param name="ciphertext">Words of a sealed output, by frame index; null for a public one.</param>
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
        ArgumentNullException.ThrowIfNull(input);
        InferenceProver prover = new(witness.Plan, statement, srs, options ?? ProverOptions.Default, cancellation);
        prover.Load(witness, input, ciphertext);
        return prover.Run();
    }

    /// <summary>C_W and C_T of a model.</summary>
    public static VerifyingKey KeyOf(ProofPlan plan, Srs srs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(srs);
        return new VerifyingKey(
            plan,
            srs.Commit(WeightsOf(plan), cancellation: cancellation),
            srs.Commit(TableOf(plan), cancellation: cancellation)
        );
    }

    private static Fr[] WeightsOf(ProofPlan plan)
    {
        Fr[] column = new Fr[1 << plan.WeightLog];
        ReadOnlySpan<byte> codes = plan.Model.Weights.Span;
        Fr[] values = Small();
        for (int i = 0; i < codes.Length; i++)
            column[i] = values[codes[i]];
        return column;
    }

    private static Fr[] TableOf(ProofPlan plan) => Array.ConvertAll(plan.Table.Outputs(plan.Model), value => (Fr)value);

    /// <summary>The element of every excess-128 code.</summary>
    private static Fr[] Small() => [.. Enumerable.Range(0, 256).Select(code => (Fr)(code - 128))];

    private void Load(Witness witness, Tensor input, Fr[]? ciphertext)
    {
        _columns[Column.Weights] = WeightsOf(_plan);
        _columns[Column.Table] = TableOf(_plan);
        _columns[Column.Values] = Array.ConvertAll(witness.V, value => (Fr)value);
        _columns[Column.Results] = Array.ConvertAll(witness.Y, value => (Fr)value);
        _columns[Column.Remainders] = Array.ConvertAll(witness.R, value => (Fr)value);
        _columns[Column.Counts] = Array.ConvertAll(witness.M, value => new Fr((long)value));
        if (_statement.IsInputByPoint)
            _columns[Column.Input] = Array.ConvertAll(input.Bytes.ToArray(), code => (Fr)(code - 128));
        if (_statement.IsCiphertextByPoint)
            _columns[Column.Ciphertext] = ciphertext ?? throw new ArgumentNullException(nameof(ciphertext));
    }

    private byte[] Run()
    {
        _transcript.Absorb(Tags.Statement, _statement.Message());
        Report(ProofStage.Columns);
        Commit(Tags.Columns, Column.Values, Column.Results, Column.Remainders, Column.Counts);
        Fr[] drawn = _transcript.Draw(Tags.Point, _plan.PointLog + 2);
        (Fr[] r, LookupEquation equation) = (drawn[..^2], new LookupEquation(_plan, drawn[^2], drawn[^1]));
        Report(ProofStage.Lookups);
        LookupTables lookups = LookupTables.Of(_plan, equation, _columns);
        (_columns[Column.Lookups], _columns[Column.TableLookups]) = (lookups.Lookups, lookups.TableLookups);
        Commit(Tags.Inverses, Column.Lookups, Column.TableLookups);

        Report(ProofStage.Products);
        OperatorMessage operators = OperatorMessage.Walk(_plan, r, _statement.Values(_plan), _proof);
        Absorb(Tags.Operators);
        if (operators.Mismatch is string name)
            throw new InvalidOperationException($"the statement is not what the model gives: {name}");
        Fr lambda = _transcript.Draw(Tags.Lambda);
        Fr[] x = TermRounds(r, lambda);
        TermMessage.Walk(_plan, r, x, _proof);
        Absorb(Tags.Terms);
        drawn = _transcript.Draw(Tags.Tau, _plan.LookupLog + 1);
        Report(ProofStage.LookupRounds);
        Fr[] z = LookupRounds(lookups, drawn[..^1], drawn[^1]);
        LookupValues.Walk(_plan, z, _proof);
        Absorb(Tags.Lookups);
        Report(ProofStage.Claims);
        Fr[] rho = ClaimRounds(_transcript.Draw(Tags.Gamma));
        Report(ProofStage.Opening);
        Open(rho);
        Report(ProofStage.Done);
        return _proof.ToArray();
    }

    private void Commit(byte tag, params ReadOnlySpan<Column> columns)
    {
        foreach (Column column in columns)
            _proof.Write(_srs.Commit(_columns[column], _options.Threads, _cancellation));
        Absorb(tag);
    }

    private Fr[] TermRounds(Fr[] r, Fr lambda)
    {
        ProductSum sum = new(_plan.TermLog);
        Fr power = Fr.One;
        foreach ((Fr[] tensor, Fr[] weight) in TermTables.Of(_plan, r, _columns[Column.Results], _columns[Column.Weights]))
        {
            sum.Add(power, tensor, weight, ProductSumExtension.Constant);
            power *= lambda;
        }
        return Rounds(_plan.TermLog, Tags.TermRound, Tags.TermPoint, () => Sent(sum.Round()), sum.Bind);
    }

    private Fr[] LookupRounds(LookupTables lookups, Fr[] tau, Fr mu)
    {
        LookupSumcheck sumcheck = new(_plan, lookups, _columns, tau, mu);
        return Rounds(_plan.LookupLog, Tags.LookupRound, Tags.LookupPoint, sumcheck.Round, sumcheck.Bind);
    }

    private Fr[] ClaimRounds(Fr gamma)
    {
        Dictionary<Column, Fr[]> weights = [];
        Fr power = Fr.One;
        foreach ((Claim claim, _) in _claims.Claims)
        {
            if (!weights.TryGetValue(claim.Column, out Fr[]? table))
                weights[claim.Column] = table = new Fr[_columns[claim.Column].Length];
            claim.AddWeight(power, table);
            power *= gamma;
        }
        ProductSum sum = new(_plan.CoordinateCount);
        foreach ((Column column, Fr[] weight) in weights)
            sum.Add(Fr.One, (Fr[])_columns[column].Clone(), weight, ProductSumExtension.Zero);
        return Rounds(_plan.CoordinateCount, Tags.ClaimRound, Tags.ClaimPoint, () => Sent(sum.Round()), sum.Bind);
    }

    private static Fr[] Sent((Fr C0, Fr C2) round) => [round.C0, round.C2];

    private void Open(Fr[] rho)
    {
        IReadOnlyList<(Column Column, int Log)> columns = ColumnSet.Of(_plan, _statement);
        Fr[] values = [.. columns.Select(entry => MultilinearTable.Evaluate(_columns[entry.Column], rho))];
        foreach (Fr value in values)
            _proof.Write(value);
        Absorb(Tags.Evaluations);
        Fr delta = _transcript.Draw(Tags.Delta);
        Fr[] combined = new Fr[1 << _plan.CoordinateCount];
        Fr power = Fr.One;
        for (int c = 0; c < columns.Count; c++)
        {
            Fr[] column = _columns[columns[c].Column];
            FieldVector<ScalarModulus>.Widest.AddScaled(combined.AsSpan(0, column.Length), column, power);
            power *= delta;
        }
        _proof.Write(MercuryProver.Open(_srs, combined, rho, _transcript, _options.Threads, cancellation: _cancellation));
    }

    private Fr[] Rounds(int count, byte absorbed, byte drawn, Func<Fr[]> round, Action<Fr> bind)
    {
        Fr[] point = new Fr[count];
        for (int j = 0; j < count; j++)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (Fr coefficient in round())
                _proof.Write(coefficient);
            Absorb(absorbed);
            point[j] = _transcript.Draw(drawn);
            bind(point[j]);
        }
        return point;
    }

    private void Report(ProofStage stage) => _options.Progress?.Report(stage);

    private void Absorb(byte tag) => _transcript.Absorb(tag, _proof.TakeMessage());
}
