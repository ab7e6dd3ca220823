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
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <returns>768 bytes.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or the powers do not reach.</exception>
    public static byte[] Open(
        Srs srs,
        ReadOnlyMemory<Fr> table,
        ReadOnlySpan<Fr> point,
        Transcript transcript,
        int threads = 1,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        RequireSizes(table.Length, point.Length, srs);
        var field = FieldVector<ScalarModulus>.Widest;
        int half = 1 << (point.Length / 2);
        Fr[] e1 = MultilinearTable.EqTable(point[..(point.Length / 2)]);
        Fr[] e2 = MultilinearTable.EqTable(point[(point.Length / 2)..]);
        G1Point Commit(Fr[] polynomial) => srs.Commit(polynomial, threads, cancellation);
        MercuryProof proof = new();

        Fr[] h = new Fr[half];
        for (int j = 0; j < half; j++)
            h[j] = field.Dot(e1, table.Span.Slice(j * half, half));
        proof.H = Commit(h);
        Fr alpha = proof.DrawAlpha(transcript);

        (Fr[] q, Fr[] g) = DivideByBlock(table.Span, alpha, half, field);
        proof.Q = Commit(q);
        progress?.Report(0.45);
        proof.G = Commit(g);
        Fr gamma = proof.DrawGamma(transcript);

        Fr[] s = Symmetric(g, e1, h, e2, gamma, field);
        Fr[] d = [.. g.Reverse()];
        proof.S = Commit(s);
        proof.D = Commit(d);
        Fr z = proof.DrawZ(transcript);

        Fr inverse = z.Inverse();
        Fr[] whole = table.ToArray();
        field.AddScaled(whole.AsSpan(0, q.Length), q, alpha - z.Power(half));
        proof.K = Commit(Polynomial.Divide(whole, z));
        progress?.Report(0.95);
        proof.GAtZ = Polynomial.Evaluate(g, z);
        proof.GAtInverse = Polynomial.Evaluate(g, inverse);
        proof.HAtZ = Polynomial.Evaluate(h, z);
        proof.HAtInverse = Polynomial.Evaluate(h, inverse);
        proof.SAtInverse = Polynomial.Evaluate(s, inverse);
        proof.HAtAlpha = Polynomial.Evaluate(h, alpha);
        Fr beta = proof.DrawBeta(transcript);

        (Fr[] Polynomial, Fr[] At)[] parts = [(g, [z, inverse]), (h, [z, inverse, alpha]), (s, [z, inverse]), (d, [z])];
        Fr[] e = new Fr[half];
        Fr weight = Fr.One;
        foreach ((Fr[] polynomial, Fr[] at) in parts)
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
        for (int i = 0; i < parts.Length; i++)
        {
            field.AddScaled(last.AsSpan(0, parts[i].Polynomial.Length), parts[i].Polynomial, weight * cofactors[i]);
            weight *= beta;
        }
        field.AddScaled(last, e, -((y - z) * atInverse * atAlpha));
        proof.F = Commit(Polynomial.Divide(last, y));
        proof.DrawDelta(transcript);
        proof.InverseOfZ = inverse;
        proof.InverseOfDifferences = ((inverse - z) * (alpha - z) * (alpha - inverse)).Inverse();
        progress?.Report(1);
        return proof.ToBytes();
    }

    // f = (X^b - alpha) q + g: Horner over the blocks of b coefficients, from the highest.
    private static (Fr[] Quotient, Fr[] Remainder) DivideByBlock(
        ReadOnlySpan<Fr> table,
        Fr alpha,
        int block,
        FieldVector<ScalarModulus> field
    )
    {
        Fr[] quotient = new Fr[table.Length - block];
        table[block..].CopyTo(quotient);
        for (int at = quotient.Length - 2 * block; at >= 0; at -= block)
            field.AddScaled(quotient.AsSpan(at, block), quotient.AsSpan(at + block, block), alpha);
        Fr[] rest = table[..block].ToArray();
        field.AddScaled(rest, quotient.AsSpan(0, block), alpha);
        return (quotient, rest);
    }

    // Coefficients of X^1 .. X^(b-1) in g(X) E1(1/X) + g(1/X) E1(X) + gamma (h(X) E2(1/X) + h(1/X) E2(X)).
    private static Fr[] Symmetric(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma, FieldVector<ScalarModulus> field)
    {
        Fr[] s = new Fr[g.Length - 1];
        for (int k = 1; k < g.Length; k++)
            s[k - 1] =
                field.Dot(g.AsSpan(k), e1.AsSpan(0, g.Length - k))
                + field.Dot(g.AsSpan(0, g.Length - k), e1.AsSpan(k))
                + gamma * (field.Dot(h.AsSpan(k), e2.AsSpan(0, g.Length - k)) + field.Dot(h.AsSpan(0, g.Length - k), e2.AsSpan(k)));
        return s;
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
