namespace Aether.Proofs;

/// <summary>Proves the value of a committed table at a point: 768 bytes whatever its size.</summary>
/// <remarks>
/// Names are those of prover/PROOFS.md, Opening. Two multi-scalar multiplications of the table's size, the rest goes with its root.
/// Deterministic. Source: Eagen and Gabizon, "Mercury", ePrint 2025/385; Boneh, Drake, Fisch, Gabizon, ePrint 2020/081.
/// </remarks>
public static class MercuryProver
{
    /// <summary>Bytes allocated at most at once for a table of 2^<paramref name="variables"/> values, beside table and powers.</summary>
    public static long BytesFor(int variables, int threads = 1) =>
        (3L << variables) * Fr.Bytes + MsmPlan.For(1 << variables, threads: threads).Bytes + (32L << (variables / 2)) * Fr.Bytes;

    /// <param name="table">2^n values, n even and at least 2.</param>
    /// <param name="point">n coordinates, lowest bit first.</param>
    /// <param name="transcript">In the state where the commitment, the point and the value are bound by what was absorbed before.</param>
    /// <returns>768 bytes.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or the powers do not reach.</exception>
    public static byte[] Open(
        Srs srs,
        ReadOnlyMemory<Fr> table,
        ReadOnlySpan<Fr> point,
        Transcript transcript,
        int threads = 1,
        CancellationToken cancellation = default
    )
    {
        RequireSizes(table.Length, point.Length, srs);
        return Open(srs, [(table, Fr.One)], point, transcript, new ProverOptions { Threads = threads }, cancellation);
    }

    /// <param name="parts">The table is the sum of their values times their factors; zeros are behind those that are shorter.</param>
    internal static byte[] Open(
        Srs srs,
        IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts,
        ReadOnlySpan<Fr> point,
        Transcript transcript,
        ProverOptions options,
        CancellationToken cancellation
    )
    {
        RequireSizes(Math.Max(1 << point.Length, parts.Max(part => part.Values.Length)), point.Length, srs);
        ProofEngine engine = options.Engine;
        FieldVector<ScalarModulus> field = engine.Field;
        using OpeningTable table = engine.Open(srs, parts, point.Length, options.Threads, cancellation);
        int half = 1 << (point.Length / 2);
        Fr[] e1 = MultilinearTable.EqTable(point[..(point.Length / 2)], Fr.One, field);
        Fr[] e2 = MultilinearTable.EqTable(point[(point.Length / 2)..], Fr.One, field);
        G1Point Commit(Fr[] polynomial) => engine.Commit(srs, polynomial, options.Threads, cancellation);
        MercuryProof proof = new();

        Fr[] h = table.RowProducts(e1);
        proof.H = Commit(h);
        Fr alpha = proof.DrawAlpha(transcript);

        Fr[] g = table.Divide(alpha);
        proof.Q = table.CommitQuotient();
        proof.G = Commit(g);
        Fr gamma = proof.DrawGamma(transcript);

        Fr[] s = table.Symmetric(g, e1, h, e2, gamma);
        Fr[] d = [.. g.Reverse()];
        proof.S = Commit(s);
        proof.D = Commit(d);
        Fr z = proof.DrawZ(transcript);

        Fr inverse = z.Inverse();
        proof.K = table.CommitLinear(alpha - z.Power(half), z);
        proof.GAtZ = Polynomial.Evaluate(g, z);
        proof.GAtInverse = Polynomial.Evaluate(g, inverse);
        proof.HAtZ = Polynomial.Evaluate(h, z);
        proof.HAtInverse = Polynomial.Evaluate(h, inverse);
        proof.SAtInverse = Polynomial.Evaluate(s, inverse);
        proof.HAtAlpha = Polynomial.Evaluate(h, alpha);
        Fr beta = proof.DrawBeta(transcript);

        (Fr[] Polynomial, Fr[] At)[] opened = [(g, [z, inverse]), (h, [z, inverse, alpha]), (s, [z, inverse]), (d, [z])];
        Fr[] e = new Fr[half];
        Fr weight = Fr.One;
        foreach ((Fr[] polynomial, Fr[] at) in opened)
        {
            Fr[] quotient = polynomial;
            foreach (Fr x in at)
                quotient = Polynomial.Divide(quotient, x);
            field.AddScaled(e.AsSpan(0, quotient.Length), quotient, weight);
            weight *= beta;
        }
        proof.E = Commit(e);
        Fr y = proof.DrawY(transcript);

        // Z / Z_i at y: the factors of the points that polynomial i is not opened at.
        Fr[] last = new Fr[half];
        Fr atAlpha = y - alpha;
        Fr atInverse = y - inverse;
        Fr[] cofactors = [atAlpha, Fr.One, atAlpha, atAlpha * atInverse];
        weight = Fr.One;
        for (int i = 0; i < opened.Length; i++)
        {
            field.AddScaled(last.AsSpan(0, opened[i].Polynomial.Length), opened[i].Polynomial, weight * cofactors[i]);
            weight *= beta;
        }
        field.AddScaled(last, e, -((y - z) * atInverse * atAlpha));
        proof.F = Commit(Polynomial.Divide(last, y));
        proof.DrawDelta(transcript);
        proof.InverseOfZ = inverse;
        proof.InverseOfDifferences = ((inverse - z) * (alpha - z) * (alpha - inverse)).Inverse();
        return proof.ToBytes();
    }

    private static void RequireSizes(int table, int point, Srs srs)
    {
        if (point < 2 || int.IsOddInteger(point) || point > Srs.LogMax || table != 1 << point)
            throw new ArgumentException(
                $"A table of {table} values cannot be opened at {point} coordinates: an even number n, 2^n values.",
                nameof(table)
            );
        if (table > srs.Powers.Length)
            throw new ArgumentException($"The reference string has 2^{srs.Log} powers, too few for {table} values.", nameof(srs));
    }
}
