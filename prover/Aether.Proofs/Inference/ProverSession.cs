namespace Aether.Proofs;

/// <summary>A proof as it is made: columns, claims on them, messages in the order of the transcript.</summary>
/// <remarks>Source: prover/PROOFS.md, Transcript; Protocol, 8 to 10.</remarks>
internal sealed class ProverSession
{
    private readonly Srs _srs;
    private readonly ProverOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly ClaimList _claims = new();

    /// <exception cref="ProofRefusedException">P-02: the reference string is too short.</exception>
    public ProverSession(Srs srs, int coordinates, ProverOptions options, CancellationToken cancellation)
    {
        ProofPlan.RequirePowers(srs, coordinates);
        (_srs, _options, _cancellation) = (srs, options, cancellation);
        Transcript = options.Transcript ?? new Transcript();
        Writer = new MessageWriter(_claims, column => Columns[column], options.Engine.Field);
    }

    public Dictionary<Column, Fr[]> Columns { get; } = [];

    public Transcript Transcript { get; }

    public MessageWriter Writer { get; }

    public ProofEngine Engine => _options.Engine;

    public int Threads => _options.Threads;

    public void Report(ProofStage stage) => _options.Progress?.Report(stage);

    public void Commit(byte tag, params ReadOnlySpan<Column> columns)
    {
        foreach (Column column in columns)
            Writer.Write(Engine.Commit(_srs, Columns[column], Threads, _cancellation));
        Absorb(tag);
    }

    public void Absorb(byte tag) => Transcript.Absorb(tag, Writer.TakeMessage());

    /// <summary>A sumcheck, from its rounds to the point it ends at; it is disposed.</summary>
    public Fr[] Rounds(int count, byte absorbed, byte drawn, ISumcheck sumcheck)
    {
        using ISumcheck owned = sumcheck;
        Fr[] point = new Fr[count];
        for (int j = 0; j < count; j++)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (Fr coefficient in sumcheck.Round())
                Writer.Write(coefficient);
            Absorb(absorbed);
            point[j] = Transcript.Draw(drawn);
            sumcheck.Bind(point[j]);
        }
        return point;
    }

    /// <summary>Brings all claims to one point and opens the columns there.</summary>
    /// <returns>The proof.</returns>
    public byte[] Finish(int coordinates, FinishTags tags, IReadOnlyList<Column> order)
    {
        Report(ProofStage.Claims);
        Fr[] rho = ClaimRounds(coordinates, tags);
        Report(ProofStage.Opening);
        foreach (Column column in order)
            Writer.Write(Engine.Evaluate(Columns[column], rho));
        Absorb(tags.Evaluations);
        Fr delta = Transcript.Draw(tags.Delta);
        List<(ReadOnlyMemory<Fr>, Fr)> parts = [];
        Fr power = Fr.One;
        foreach (Column column in order)
        {
            parts.Add((Columns[column], power));
            power *= delta;
        }
        Writer.Write(MercuryProver.Open(_srs, parts, rho, Transcript, _options, _cancellation));
        Report(ProofStage.Done);
        return Writer.ToArray();
    }

    private Fr[] ClaimRounds(int coordinates, FinishTags tags)
    {
        Fr gamma = Transcript.Draw(tags.Gamma);
        Dictionary<Column, Fr[]> weights = [];
        Fr power = Fr.One;
        foreach ((Claim claim, _) in _claims.Claims)
        {
            if (!weights.TryGetValue(claim.Column, out Fr[]? table))
                weights[claim.Column] = table = new Fr[Columns[claim.Column].Length];
            claim.AddWeight(power, table, Engine.Field);
            power *= gamma;
        }
        ProductSum sum = new(coordinates, Engine, Threads);
        foreach ((Column column, Fr[] weight) in weights)
            sum.Add(Fr.One, (Fr[])Columns[column].Clone(), weight, ProductSumExtension.Zero);
        return Rounds(coordinates, tags.ClaimRound, tags.ClaimPoint, sum);
    }
}
