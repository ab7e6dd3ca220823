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

    /// <summary>Factor i times one point, from a table of its multiples by every byte at every place: 32 additions each.</summary>
    public static G1Point[] Multiples(G1Point point, ReadOnlySpan<Fr> factors)
    {
        const int Places = 32;
        AffineBatch batch = new(FieldVector<BaseModulus>.Widest, Block);
        G1Point[] table = new G1Point[Places << 8];
        G1Jacobian start = point.ToJacobian();
        for (int place = 0; place < Places; place++)
        {
            table[(place << 8) + 1] = start.ToAffine();
            for (int bit = 0; bit < 8; bit++)
                start = start.Doubled();
        }
        // Multiples n + 1 to 2n - 1 are n more than those below, at all places at once.
        for (int done = 2; done < 256; done *= 2)
        {
            for (int place = 0; place < Places; place++)
                batch.Push(table[(place << 8) + done - 1], table[(place << 8) + 1], table, (place << 8) + done);
            batch.Flush(table);
            for (int place = 0; place < Places; place++)
            for (int i = 1; i < done; i++)
                batch.Push(table[(place << 8) + done], table[(place << 8) + i], table, (place << 8) + done + i);
            batch.Flush(table);
        }
        G1Point[] sums = new G1Point[factors.Length];
        for (int first = 0; first < sums.Length; first += Block)
        {
            int end = Math.Min(first + Block, sums.Length);
            for (int place = 0; place < Places; place++)
            {
                for (int i = first; i < end; i++)
                {
                    (ulong l0, ulong l1, ulong l2, ulong l3) = factors[i].ToCanonical();
                    ulong limb = (place >> 3) switch
                    {
                        0 => l0,
                        1 => l1,
                        2 => l2,
                        _ => l3,
                    };
                    int digit = (int)((limb >> (8 * (place & 7))) & 255);
                    if (digit != 0)
                        batch.Push(sums[i], table[(place << 8) + digit], sums, i);
                }
                batch.Flush(sums);
            }
        }
        return sums;
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
