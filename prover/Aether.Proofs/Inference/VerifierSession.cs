namespace Aether.Proofs;

/// <summary>A proof as it is checked: its messages in the order of the transcript, claims on columns, and the points of the columns.</summary>
/// <remarks>Source: prover/PROOFS.md, Transcript; Protocol, 8 to 10.</remarks>
internal sealed class VerifierSession
{
    /// <summary>Why a proof is refused whose opening fails.</summary>
    public const string Unopened = "the columns are not those that were committed to";

    private readonly ClaimList _claims = new();

    public VerifierSession(ReadOnlyMemory<byte> proof, Transcript? transcript)
    {
        Transcript = transcript ?? new Transcript();
        Reader = new MessageReader(proof, _claims);
    }

    public Dictionary<Column, G1Point> Points { get; } = [];

    public Transcript Transcript { get; }

    public MessageReader Reader { get; }

    public void ReadPoints(byte tag, params ReadOnlySpan<Column> columns)
    {
        foreach (Column column in columns)
            Points[column] = Reader.Point();
        Absorb(tag);
    }

    public void Absorb(byte tag) => Transcript.Absorb(tag, Reader.TakeMessage());

    /// <summary>The rounds of a sumcheck: coefficient 0 and those from 2 are read, 1 follows from the claim.</summary>
    /// <returns>What the claim is at the point the sumcheck ends at.</returns>
    public (Fr Claim, Fr[] Point) Rounds(Fr claim, int count, int degree, byte absorbed, byte drawn)
    {
        Fr[] point = new Fr[count];
        Fr[] coefficients = new Fr[degree + 1];
        for (int j = 0; j < count; j++)
        {
            coefficients[0] = Reader.Word();
            coefficients[1] = claim - coefficients[0] - coefficients[0];
            for (int k = 2; k <= degree; k++)
            {
                coefficients[k] = Reader.Word();
                coefficients[1] -= coefficients[k];
            }
            Absorb(absorbed);
            point[j] = Transcript.Draw(drawn);
            claim = Fr.Zero;
            for (int k = degree; k >= 0; k--)
                claim = (claim * point[j]) + coefficients[k];
        }
        return (claim, point);
    }

    /// <summary>All claims at one point, and the columns there.</summary>
    /// <param name="sides">What is left to ask of a pairing.</param>
    /// <returns>Null when all else holds; otherwise what does not.</returns>
    public string? Finish(int coordinates, FinishTags tags, IReadOnlyList<Column> order, out PairingSides sides)
    {
        Fr gamma = Transcript.Draw(tags.Gamma);
        (Fr claim, Fr[] rho) = Rounds(_claims.Sum(gamma), coordinates, 2, tags.ClaimRound, tags.ClaimPoint);
        Dictionary<Column, Fr> evaluations = [];
        foreach (Column column in order)
            evaluations[column] = Reader.Word();
        Absorb(tags.Evaluations);
        Fr sum = Fr.Zero;
        Fr power = Fr.One;
        foreach ((Claim one, _) in _claims.Claims)
        {
            sum += power * one.WeightAt(rho) * evaluations[one.Column];
            power *= gamma;
        }
        sides = default;
        if (sum != claim)
            return "the columns do not fit the claims on them";
        Fr delta = Transcript.Draw(tags.Delta);
        G1Jacobian point = default;
        Fr value = Fr.Zero;
        foreach (Column column in order.Reverse())
        {
            point = G1Jacobian.Multiply(point.ToAffine(), delta) + Points[column].ToJacobian();
            value = (value * delta) + evaluations[column];
        }
        if (MercuryVerifier.Sides(point.ToAffine(), rho, value, Reader.Rest().Span, Transcript) is not PairingSides reduced)
            return Unopened;
        sides = reduced;
        return null;
    }
}
