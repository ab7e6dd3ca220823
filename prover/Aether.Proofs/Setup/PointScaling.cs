namespace Aether.Proofs;

/// <summary>Multiplies every point of an array by a factor of its own, many at once: doublings and additions go in batches.</summary>
internal static class PointScaling
{
    private const int Block = MsmPlan.Batch;

    /// <summary>points[i] = factors[i] points[i].</summary>
    /// <exception cref="OperationCanceledException">Cancelled; some points are scaled and some are not.</exception>
    public static void Scale(G1Point[] points, Fr[] factors, int threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        int blocks = (points.Length + Block - 1) / Block;
        int done = 0;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => new AffineBatch(FieldVector<BaseModulus>.Widest, Block),
            (block, _, batch) =>
            {
                int first = block * Block;
                int count = Math.Min(Block, points.Length - first);
                ScaleBlock(points.AsSpan(first, count), factors.AsSpan(first, count), batch);
                progress?.Report((double)Interlocked.Increment(ref done) / blocks);
                return batch;
            },
            _ => { }
        );
    }

    private static void ScaleBlock(Span<G1Point> points, ReadOnlySpan<Fr> factors, AffineBatch batch)
    {
        G1Point[] sums = new G1Point[points.Length];
        ulong[] limbs = new ulong[4 * points.Length];
        for (int i = 0; i < points.Length; i++)
            (limbs[4 * i], limbs[4 * i + 1], limbs[4 * i + 2], limbs[4 * i + 3]) = factors[i].ToCanonical();
        for (int bit = 253; bit >= 0; bit--)
        {
            for (int i = 0; i < points.Length; i++)
                if (!sums[i].IsInfinity)
                    batch.Push(sums[i], sums[i], sums, i);
            batch.Flush(sums);
            for (int i = 0; i < points.Length; i++)
                if (((limbs[4 * i + (bit >> 6)] >> (bit & 63)) & 1) != 0)
                    batch.Push(sums[i], points[i], sums, i);
            batch.Flush(sums);
        }
        sums.CopyTo(points);
    }
}
