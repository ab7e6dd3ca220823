namespace Aether.Proofs;

/// <summary>Checks an opening with one product of two pairings. The equations are those of prover/PROOFS.md, Opening, and of the contract.</summary>
public static class MercuryVerifier
{
    // g, h, S, D. Without the last, which bounds the degree of g, false values can be opened: a test does.
    internal const int AllParts = 4;

    /// <param name="tauG2">[tau]_2 of the reference string.</param>
    /// <param name="commitment">Of the table.</param>
    /// <param name="point">Coordinates: an even number, at least 2.</param>
    /// <param name="transcript">In the state the prover started from.</param>
    /// <returns>False for any proof that does not show that the table has this value at the point; malformed ones too.</returns>
    public static bool Verify(
        G2Point tauG2,
        G1Point commitment,
        ReadOnlySpan<Fr> point,
        Fr value,
        ReadOnlySpan<byte> proof,
        Transcript transcript
    ) => Verify(tauG2, commitment, point, value, proof, transcript, AllParts);

    internal static bool Verify(
        G2Point tauG2,
        G1Point commitment,
        ReadOnlySpan<Fr> point,
        Fr value,
        ReadOnlySpan<byte> proof,
        Transcript transcript,
        int parts
    ) => Sides(commitment, point, value, proof, transcript, parts) is PairingSides sides && sides.Hold(tauG2);

    /// <summary>All but the pairing.</summary>
    /// <returns>Null where the opening fails before it.</returns>
    internal static PairingSides? Sides(
        G1Point commitment,
        ReadOnlySpan<Fr> point,
        Fr value,
        ReadOnlySpan<byte> proof,
        Transcript transcript,
        int parts = AllParts
    )
    {
        if (point.Length < 2 || int.IsOddInteger(point.Length) || point.Length > Srs.LogMax)
            throw new ArgumentException(
                $"Tables of {point.Length} coordinates are not opened: an even number is, 2 to {Srs.LogMax}.",
                nameof(point)
            );
        MercuryProof said;
        try
        {
            said = MercuryProof.Read(proof);
        }
        catch (FieldFormatException)
        {
            return null;
        }
        Fr alpha = said.DrawAlpha(transcript);
        Fr gamma = said.DrawGamma(transcript);
        Fr z = said.DrawZ(transcript);
        Fr beta = said.DrawBeta(transcript);
        Fr y = said.DrawY(transcript);
        Fr delta = said.DrawDelta(transcript);
        Fr zi = said.InverseOfZ;
        if (!(zi * z).IsOne)
            return null;
        (Fr fromZ, Fr fromAlpha, Fr between) = (zi - z, alpha - z, alpha - zi);
        Fr all = said.InverseOfDifferences;
        if (!(all * fromZ * fromAlpha * between).IsOne)
            return null;

        int t = point.Length / 2;
        (Fr e1z, Fr e1i) = (EqPolynomial(point[..t], z), EqPolynomial(point[..t], zi));
        (Fr e2z, Fr e2i) = (EqPolynomial(point[t..], z), EqPolynomial(point[t..], zi));
        Fr zb = z;
        for (int i = 0; i < t; i++)
            zb = zb.Square();

        // S(z) from the identity of the symmetric sums; D(z) = z^(b-1) g(1/z).
        Fr sums = said.GAtZ * e1i + said.GAtInverse * e1z + gamma * (said.HAtZ * e2i + said.HAtInverse * e2z);
        Fr constant = said.HAtAlpha + gamma * value;
        Fr sAtZ = (sums - constant - constant - zi * said.SAtInverse) * zi;
        Fr dAtZ = zb * zi * said.GAtInverse;

        // Interpolations at y, in Newton's form on z, 1/z, alpha.
        Fr inverseZ = all * fromAlpha * between;
        Fr slope = (y - z) * inverseZ;
        Fr gAtY = said.GAtZ + (said.GAtInverse - said.GAtZ) * slope;
        Fr sAtY = sAtZ + (said.SAtInverse - sAtZ) * slope;
        Fr first = (said.HAtInverse - said.HAtZ) * inverseZ;
        Fr second = ((said.HAtAlpha - said.HAtZ) * (all * fromZ * between) - first) * (all * fromZ * fromAlpha);
        Fr hAtY = said.HAtZ + (y - z) * (first + second * (y - zi));

        (Fr weightG, Fr weightH) = (y - alpha, beta);
        Fr weightS = beta.Square() * (y - alpha);
        Fr weightD = parts < AllParts ? default : beta.Square() * beta * (y - alpha) * (y - zi);
        Fr vanishing = (y - z) * (y - zi) * (y - alpha);
        Fr ones = said.GAtZ + delta * (weightG * gAtY + weightH * hAtY + weightS * sAtY + weightD * dAtZ);

        G1Jacobian left =
            commitment.ToJacobian()
            + Times(alpha - zb, said.Q)
            + Times(z, said.K)
            + Times(delta * weightG, said.G)
            + Times(delta * weightH, said.H)
            + Times(delta * weightS, said.S)
            + Times(delta * weightD, said.D)
            + Times(-(delta * vanishing), said.E)
            + Times(delta * y, said.F)
            + Times(-ones, G1Point.Generator);
        G1Point right = (said.K.ToJacobian() + Times(delta, said.F)).ToAffine();
        return new PairingSides(left.ToAffine(), right);
    }

    /// <summary>The polynomial whose coefficients are the eq table of the point: the product of 1 - u_i + u_i x^(2^i).</summary>
    private static Fr EqPolynomial(ReadOnlySpan<Fr> point, Fr x)
    {
        Fr product = Fr.One;
        foreach (Fr u in point)
        {
            product *= Fr.One - u + u * x;
            x = x.Square();
        }
        return product;
    }

    private static G1Jacobian Times(Fr factor, G1Point point) => G1Jacobian.Multiply(point, factor);
}
