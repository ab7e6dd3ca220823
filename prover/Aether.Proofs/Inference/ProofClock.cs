namespace Aether.Proofs;

/// <summary>Times a proof and estimates what is left of it.</summary>
public sealed class ProofClock(TimeProvider clock)
{
    // Before this share nothing can be said of the rest.
    private const double Estimable = 0.1;

    private long? _started;

    /// <summary>To be called as every stage begins, from the first on.</summary>
    /// <returns>What is left of the proof, about; null where too little is done to tell, and when it is done.</returns>
    public TimeSpan? LeftAt(ProofStage stage)
    {
        _started ??= clock.GetTimestamp();
        var done = stage.ShareBefore();
        return done is > Estimable and < 1 ? clock.GetElapsedTime(_started.Value) / done * (1 - done) : null;
    }
}
