namespace Aether.Proofs;

/// <summary>Checks the proof that comes with a model's two points.</summary>
/// <remarks>Source: prover/PROOFS.md, Registration.</remarks>
public static class RegistrationVerifier
{
    /// <param name="contentHash">32 bytes.</param>
    /// <param name="proof">Exactly the proof.</param>
    /// <param name="tauG2">[tau]_2 of the reference string.</param>
    /// <param name="transcript">A new one; give one with a trace to compare two verifiers.</param>
    /// <returns>Null when the proof holds; otherwise what does not, in words.</returns>
    public static string? Verify(
        VerifyingKey key,
        ReadOnlySpan<byte> contentHash,
        ReadOnlyMemory<byte> proof,
        G2Point tauG2,
        Transcript? transcript = null
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        VerifierSession session = new(proof, transcript);
        session.Transcript.Absorb(RegistrationTags.Model, contentHash);
        try
        {
            return Run(key, session, out PairingSides sides) ?? (sides.Hold(tauG2) ? null : VerifierSession.Unopened);
        }
        catch (FieldFormatException malformed)
        {
            return malformed.Message;
        }
    }

    private static string? Run(VerifyingKey key, VerifierSession session, out PairingSides sides)
    {
        sides = default;
        RegistrationShape shape = new(key.Plan);
        session.Points[Column.Weights] = key.WeightsPoint;
        session.Points[Column.Table] = key.TablePoint;
        session.ReadPoints(RegistrationTags.Counts, Column.Counts);
        Fr alpha = session.Transcript.Draw(RegistrationTags.Alpha);
        session.ReadPoints(RegistrationTags.Fractions, Column.WeightInverses, Column.TableInverses, Column.ValueFractions);
        Fr[] drawn = session.Transcript.Draw(RegistrationTags.Tau, shape.RoundCount + 1);
        (Fr claim, Fr[] z) = session.Rounds(Fr.Zero, shape.RoundCount, 3, RegistrationTags.Round, RegistrationTags.Point);
        Fr[] values = [.. shape.Claims(z).Select(session.Reader.Word)];
        session.Absorb(RegistrationTags.Values);
        if (shape.EndAt(alpha, z, drawn[..^1], drawn[^1], values) != claim)
            return "a weight or table output is no int8";
        session.Reader.Known(RegistrationShape.NoLowest(), Fr.Zero);
        return session.Finish(shape.CoordinateCount, RegistrationTags.Finish, RegistrationShape.Order, out sides);
    }
}
