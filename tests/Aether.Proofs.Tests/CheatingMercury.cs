namespace Aether.Proofs.Tests;

/// <summary>A second prover, straight from the equations, that can open a false value where nothing bounds the degree of g.</summary>
/// <remarks>
/// With f = (X^b - al) q + g also f = (X^b - al)(q - c) + (g + (X^b - al) c). For c = k the low coefficients of g move by -al k, and so does the
/// inner product with e1 that stands for h(al): h may then be moved by a constant, and the value with it. Only g's degree shows it, in D.
/// </remarks>
internal static class CheatingMercury
{
    /// <param name="error">What is added to h_0; 0 gives the honest proof.</param>
    /// <returns>The proof, and the value it claims.</returns>
    public static (byte[] Proof, Fr Value) Open(Srs srs, Fr[] table, Fr[] point, Transcript transcript, Fr error)
    {
        int b = 1 << (point.Length / 2);
        Fr[] e1 = MultilinearTable.EqTable(point.AsSpan(0, point.Length / 2));
        Fr[] e2 = MultilinearTable.EqTable(point.AsSpan(point.Length / 2));
        MercuryProof proof = new();
        Fr[] h = new Fr[b];
        Fr value = default;
        for (int j = 0; j < b; j++)
        {
            for (int i = 0; i < b; i++)
                h[j] += e1[i] * table[j * b + i];
            if (j == 0)
                h[0] += error;
            value += e2[j] * h[j];
        }
        proof.H = srs.Commit(h);
        Fr alpha = proof.DrawAlpha(transcript);

        Fr[] remainder = [.. table];
        Fr[] q = new Fr[table.Length - b];
        for (int i = table.Length - 1; i >= b; i--)
        {
            q[i - b] = remainder[i];
            remainder[i - b] += alpha * remainder[i];
        }
        Fr[] g = remainder[..b];
        if (!error.IsZero)
        {
            Fr c = -(error * (alpha * e1[0]).Inverse());
            q[0] -= c;
            g = [g[0] - alpha * c, .. g[1..], c];
        }
        proof.Q = srs.Commit(q);
        proof.G = srs.Commit(g);
        Fr gamma = proof.DrawGamma(transcript);

        Fr[] s = new Fr[Math.Max(g.Length, b) - 1];
        void Sum(Fr[] left, Fr[] right, Fr factor)
        {
            for (int i = 0; i < left.Length; i++)
            for (int j = 0; j < right.Length; j++)
                if (i != j)
                    s[Math.Abs(i - j) - 1] += factor * left[i] * right[j];
        }
        Sum(g, e1, Fr.One);
        Sum(h, e2, gamma);
        Fr[] d = [.. g[..b].Reverse()];
        proof.S = srs.Commit(s);
        proof.D = srs.Commit(d);
        Fr z = proof.DrawZ(transcript);

        Fr zi = z.Inverse();
        Fr[] whole = [.. table];
        for (int i = 0; i < q.Length; i++)
            whole[i] -= (z.Power(b) - alpha) * q[i];
        proof.K = srs.Commit(Polynomial.Divide(whole, z));
        (proof.GAtZ, proof.GAtInverse) = (Polynomial.Evaluate(g, z), Polynomial.Evaluate(g, zi));
        (proof.HAtZ, proof.HAtInverse) = (Polynomial.Evaluate(h, z), Polynomial.Evaluate(h, zi));
        (proof.SAtInverse, proof.HAtAlpha) = (Polynomial.Evaluate(s, zi), Polynomial.Evaluate(h, alpha));
        Fr beta = proof.DrawBeta(transcript);

        Fr[] all = [z, zi, alpha];
        List<(Fr[] Polynomial, Fr[] At)> parts = [(g, [z, zi]), (h, all), (s, [z, zi])];
        // The forged g has no D: the proof is for a verifier that does not look at it.
        if (error.IsZero)
            parts.Add((d, [z]));
        Fr[] e = new Fr[b + 1];
        for (int k = 0; k < parts.Count; k++)
        {
            Fr[] quotient = parts[k].At.Aggregate(parts[k].Polynomial, (polynomial, x) => Polynomial.Divide(polynomial, x));
            for (int i = 0; i < quotient.Length; i++)
                e[i] += beta.Power(k) * quotient[i];
        }
        proof.E = srs.Commit(e);
        Fr y = proof.DrawY(transcript);

        Fr[] last = new Fr[b + 1];
        for (int k = 0; k < parts.Count; k++)
        {
            Fr weight = all.Except(parts[k].At).Aggregate(beta.Power(k), (product, x) => product * (y - x));
            for (int i = 0; i < parts[k].Polynomial.Length; i++)
                last[i] += weight * parts[k].Polynomial[i];
        }
        for (int i = 0; i < e.Length; i++)
            last[i] -= all.Aggregate(Fr.One, (product, x) => product * (y - x)) * e[i];
        proof.F = srs.Commit(Polynomial.Divide(last, y));
        proof.DrawDelta(transcript);
        proof.InverseOfZ = zi;
        proof.InverseOfDifferences = ((zi - z) * (alpha - z) * (alpha - zi)).Inverse();
        return (proof.ToBytes(), value);
    }
}
