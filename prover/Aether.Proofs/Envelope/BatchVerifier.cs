namespace Aether.Proofs;

/// <summary>Checks many proofs by one product of two pairings, as a contract does that settles them together.</summary>
/// <remarks>Source: prover/PROOFS.md, Opening, Batch.</remarks>
public static class BatchVerifier
{
    /// <param name="items">At least one.</param>
    /// <param name="tauG2">[tau]_2 of the reference string.</param>
    /// <returns>Null when all inferences are proved; otherwise what does not hold, in words.</returns>
    public static string? Verify(IReadOnlyList<BatchItem> items, G2Point tauG2)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
            throw new ArgumentException("A batch has at least one proof.", nameof(items));
        string? refused = Reduce(items, out PairingSides sides);
        return refused ?? (sides.Hold(tauG2) ? null : "the proofs do not hold together");
    }

    /// <summary>All but the pairing: both sides of every proof, each proof times a word that is drawn when all are known.</summary>
    internal static string? Reduce(IReadOnlyList<BatchItem> items, out PairingSides sides)
    {
        sides = default;
        List<PairingSides> parts = [];
        byte[] states = new byte[items.Count * Transcript.StateBytes];
        foreach (BatchItem item in items)
        {
            Transcript transcript = new();
            string? refused = Reduce(item, transcript, out PairingSides part);
            if (refused is not null)
                return refused;
            transcript.State.CopyTo(states.AsSpan(parts.Count * Transcript.StateBytes));
            parts.Add(part);
        }
        Transcript batch = new();
        batch.Absorb(Tags.Batch, states);
        Fr[] scales = batch.Draw(Tags.Scale, parts.Count);
        // The first is taken as it is.
        (G1Jacobian left, G1Jacobian right) = (parts[0].Left.ToJacobian(), parts[0].Right.ToJacobian());
        for (int i = 1; i < parts.Count; i++)
        {
            left += G1Jacobian.Multiply(parts[i].Left, scales[i]);
            right += G1Jacobian.Multiply(parts[i].Right, scales[i]);
        }
        sides = new PairingSides(left.ToAffine(), right.ToAffine());
        return null;
    }

    private static string? Reduce(BatchItem item, Transcript transcript, out PairingSides sides)
    {
        sides = default;
        try
        {
            OpenedEnvelope opened = InferenceEnvelope.Open(item.Key.Plan, item.ContentHash, item.Question, item.Envelope);
            return InferenceVerifier.Reduce(item.Key, opened.Statement, opened.Proof, transcript, out sides);
        }
        catch (Exception refused) when (refused is FieldFormatException or ProofRefusedException)
        {
            return refused.Message;
        }
    }
}
