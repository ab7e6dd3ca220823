namespace Aether.Cuda;

/// <summary>How a multi-scalar multiplication goes on a device, and what it takes there, before it starts.</summary>
/// <param name="Count">Points, at least 1.</param>
/// <param name="Bits">Of the largest magnitude, 1 to 253.</param>
/// <param name="Window">Bits of a signed digit, 2 to 16.</param>
/// <param name="WindowsAtOnce">Windows of one launch; more take more memory and keep more of the device busy.</param>
/// <remarks>Source: prover/kernels/msm.cu. The result does not depend on any of it.</remarks>
internal sealed record DeviceMsmPlan(int Count, int Bits, int Window, int WindowsAtOnce)
{
    /// <summary>Bits of any scalar's magnitude.</summary>
    public const int BitsMost = 253;

    /// <summary>Points of a piece, AE_MSM_PIECE.</summary>
    public const int Piece = 32;

    /// <summary>Memory that a plan takes at most, as long as one window fits, bytes.</summary>
    public const long BytesMost = 1L << 30;

    private const int WindowMin = 2;
    private const int WindowMax = 16;
    private const int SumBytes = 4 * Fr.Bytes;

    /// <summary>Buckets of a run, AE_MSM_SEGMENT.</summary>
    private const int RunBuckets = 16;

    /// <summary>Products of an addition of a point, of a sum, and of a run's weighting.</summary>
    private const int PointProducts = 10;
    private const int SumProducts = 14;
    private const int RunProducts = 32 * 9;

    /// <summary>Digits of a scalar. One bit is left for what the signed digits carry.</summary>
    public int Windows => (Bits + Window) / Window;

    /// <summary>Buckets of a window: the magnitudes of a digit but 0.</summary>
    public int Buckets => 1 << (Window - 1);

    /// <summary>Runs of buckets that are summed with their weights, of a window.</summary>
    public int Runs => (Buckets + RunBuckets - 1) / RunBuckets;

    /// <summary>Field products, about.</summary>
    public long Products =>
        Windows
        * (
            (Count * (long)PointProducts)
            + (SumProducts * (PiecesAbove(Count) + (2L * Buckets)))
            + ((long)Runs * (RunProducts + SumProducts))
        );

    /// <summary>Bytes of device memory beside points and scalars.</summary>
    public long Bytes => WindowsAtOnce * WindowBytes;

    // Entries, counters and two levels of starts, two levels of pieces, runs, the window's sum and its fullest bucket.
    private long WindowBytes =>
        (sizeof(uint) * ((long)Count + (4L * (Buckets + 1L)) + 1))
        + (SumBytes * (PiecesAbove(Count) + PiecesAbove(PiecesAbove(Count)) + Runs + 1));

    /// <summary>The plan with the fewest products, in the memory allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static DeviceMsmPlan For(int count, int bits = BitsMost, long bytesMost = BytesMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bits is >= 1 and <= BitsMost, true, nameof(bits));
        DeviceMsmPlan best = new(count, bits, WindowMin, 1);
        for (int window = WindowMin + 1; window <= WindowMax; window++)
        {
            DeviceMsmPlan plan = new(count, bits, window, 1);
            if (plan.Products < best.Products)
                best = plan;
        }
        return best with { WindowsAtOnce = (int)Math.Clamp(bytesMost / best.WindowBytes, 1, best.Windows) };
    }

    /// <summary>The most pieces that a window can have of so many points or pieces: whole ones, and one more for every bucket.</summary>
    public long PiecesAbove(long below) => Math.Min(below, (below / Piece) + Buckets);
}
