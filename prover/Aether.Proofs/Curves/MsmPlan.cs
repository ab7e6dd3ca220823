namespace Aether.Proofs;

/// <summary>How a multi-scalar multiplication will go, and what it takes, before it starts.</summary>
/// <param name="Count">Points.</param>
/// <param name="Bits">Bits of the largest scalar or of its negative, whichever is smaller: 1 for booleans, 7 for int8, 253 for any.</param>
/// <param name="Window">Bits of a signed digit, 2 to 20.</param>
/// <param name="Threads">Parts that run at once, at least 1.</param>
public sealed record MsmPlan(int Count, int Bits, int Window, int Threads)
{
    /// <summary>Additions of one batch: the buffers of a batch fit the second-level cache.</summary>
    internal const int Batch = 1024;

    /// <summary>Most segments of a running sum over buckets that advance together.</summary>
    internal const int SegmentsMax = 512;
    private const int MaximumBits = 253;

    /// <summary>Digits of a scalar. One bit is left for what the signed digits carry.</summary>
    public int Windows => (Bits + Window) / Window;

    /// <summary>Buckets of a window: the magnitudes of a digit but 0.</summary>
    public int Buckets => 1 << (Window - 1);

    /// <summary>Segments: more of them cost sums one by one at the end, fewer cost inversions for batches that are short.</summary>
    internal int Segments => Math.Min(Math.Min(SegmentsMax, Buckets), 1 << ((Window + 3) / 2));

    /// <summary>Parts into which the points of a window are split, so that every thread has work.</summary>
    internal int Chunks => (int)Math.Max(1, Math.Min((Threads + Windows - 1L) / Windows, Count / (2L * Buckets) + 1));

    /// <summary>Points of a part.</summary>
    internal int ChunkSize => (Count + Chunks - 1) / Chunks;

    /// <summary>64-bit words that hold a recoded scalar and its sign.</summary>
    internal int Words => Bits <= 60 ? 1 : 4;

    /// <summary>Group additions, about: each point once a window, each bucket twice.</summary>
    public long Additions => (long)Windows * (Count + 2L * Buckets * Chunks);

    /// <summary>Bytes allocated while it runs, beside the points and the scalars.</summary>
    public long Bytes => (long)Count * Words * sizeof(ulong) + Math.Min(Threads, (long)Windows * Chunks) * WorkspaceBytes;

    private long WorkspaceBytes =>
        (long)ChunkSize * sizeof(uint)
        + ((ChunkSize + 1L) / 2 + Buckets + 2 * SegmentsMax) * G1Point.Bytes
        + (Buckets + 2L) * 2 * sizeof(int)
        + AffineBatch.BytesFor(Batch);

    /// <summary>The plan with the fewest additions.</summary>
    /// <param name="bits">1 to 253; see <see cref="Bits"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static MsmPlan For(int count, int bits = MaximumBits, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bits is >= 1 and <= MaximumBits, true, nameof(bits));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        MsmPlan best = new(count, bits, 2, threads);
        for (int window = 3; window <= 20; window++)
        {
            MsmPlan plan = new(count, bits, window, threads);
            if (plan.Additions < best.Additions)
                best = plan;
        }
        return best;
    }

    /// <summary>The plan for these very scalars: small ones take few windows.</summary>
    public static MsmPlan For(ReadOnlySpan<Fr> scalars, int threads = 1) => For(scalars.Length, SignedScalars.Bits(scalars), threads);
}
