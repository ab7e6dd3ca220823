using System.Runtime.Intrinsics.X86;

namespace Aether.Proofs;

/// <summary>The buffers of one thread, and the sum of one window of one part of the points.</summary>
internal sealed class MsmWorkspace(MsmPlan plan, FieldVector<BaseModulus> field)
{
    private const uint Negative = 1u << 31;

    // Entries between a prefetch and its use.
    private const int Ahead = 16;

    // Signed indices of points, sorted by bucket; where each bucket starts; how many it holds.
    private readonly uint[] _entries = new uint[plan.ChunkSize];
    private readonly int[] _starts = new int[plan.Buckets + 2];
    private readonly int[] _counts = new int[plan.Buckets + 2];

    // The points of a level, bucket after bucket; in the end the buckets themselves, and the segments' sums behind them.
    private readonly G1Point[] _level = new G1Point[(plan.ChunkSize + 1) / 2 + plan.Buckets];
    private readonly AffineBatch _batch = new(field, MsmPlan.Batch);

    /// <summary>The sum over scalars first to first + count - 1 of their digit in the window times their point.</summary>
    public G1Jacobian WindowSum(
        ReadOnlySpan<G1Point> points,
        SignedScalars digits,
        int window,
        int first,
        int count,
        CancellationToken cancellation
    )
    {
        Sort(digits, window, first, count);
        cancellation.ThrowIfCancellationRequested();
        int most = AddPairsOfInputs(points);
        while (most > 1)
        {
            cancellation.ThrowIfCancellationRequested();
            most = AddPairs();
        }
        cancellation.ThrowIfCancellationRequested();
        return BucketSum();
    }

    // Counting sort: stable, so the order of additions is that of the points.
    private void Sort(SignedScalars digits, int window, int first, int count)
    {
        Array.Clear(_counts);
        for (int i = first; i < first + count; i++)
            _counts[Math.Abs(digits.Digit(i, window))]++;
        int start = 0;
        for (int bucket = 1; bucket <= plan.Buckets; bucket++)
        {
            _starts[bucket] = start;
            start += _counts[bucket];
        }
        for (int i = first; i < first + count; i++)
        {
            int digit = digits.Digit(i, window);
            if (digit != 0)
                _entries[_starts[Math.Abs(digit)]++] = digit < 0 ? (uint)i | Negative : (uint)i;
        }
    }

    // First level, from the inputs. After the sort a bucket's start is its end. Returns how many points the fullest bucket then holds.
    private int AddPairsOfInputs(ReadOnlySpan<G1Point> points)
    {
        int target = 0;
        int most = 0;
        for (int bucket = 1; bucket <= plan.Buckets; bucket++)
        {
            int end = _starts[bucket];
            int from = end - _counts[bucket];
            for (; from + 1 < end; from += 2, target++)
            {
                Prefetch(points, from + Ahead);
                _batch.Push(Signed(points, _entries[from]), Signed(points, _entries[from + 1]), _level, target);
            }
            if (from < end)
                _level[target++] = Signed(points, _entries[from]);
            _counts[bucket] = (_counts[bucket] + 1) / 2;
            most = Math.Max(most, _counts[bucket]);
        }
        _batch.Flush(_level);
        return most;
    }

    // A further level, in place: what is written never passes what is still to be read.
    private int AddPairs()
    {
        int from = 0;
        int target = 0;
        int most = 0;
        for (int bucket = 1; bucket <= plan.Buckets; bucket++)
        {
            int end = from + _counts[bucket];
            for (; from + 1 < end; from += 2, target++)
                _batch.Push(_level[from], _level[from + 1], _level, target);
            if (from < end)
                _level[target++] = _level[from++];
            _counts[bucket] = (_counts[bucket] + 1) / 2;
            most = Math.Max(most, _counts[bucket]);
        }
        _batch.Flush(_level);
        return most;
    }

    /// <summary>The sum of j B_j over the buckets: running sums over segments that advance together.</summary>
    /// <remarks>
    /// With L buckets in a segment, S_k = sum of its B and T_k = sum of (t+1) B_(kL+t), the sum is that of T_k + k L S_k. One batch holds, for
    /// every segment, T += S and S += the next bucket, both with the S before; the last S is added to T at the end.
    /// </remarks>
    private G1Jacobian BucketSum()
    {
        SpreadBuckets();
        int segments = plan.Segments;
        int length = plan.Buckets / segments;
        G1Point[] sums = new G1Point[2 * segments];
        for (int t = length - 1; t >= -1; t--)
        {
            for (int k = 0; k < segments; k++)
            {
                G1Point running = sums[k];
                if (!running.IsInfinity)
                    _batch.Push(sums[segments + k], running, sums, segments + k);
                if (t >= 0 && !_level[k * length + t].IsInfinity)
                    _batch.Push(running, _level[k * length + t], sums, k);
            }
            _batch.Flush(sums);
        }
        G1Jacobian total = default;
        G1Jacobian tail = default;
        G1Jacobian weighted = default;
        for (int k = segments - 1; k >= 0; k--)
        {
            total += sums[segments + k];
            weighted += tail;
            tail += sums[k];
        }
        for (int l = length; l > 1; l >>= 1)
            weighted = weighted.Doubled();
        return total + weighted;
    }

    // From one point for each bucket that has any to one point for every bucket, in place, from the end.
    private void SpreadBuckets()
    {
        int from = 0;
        for (int bucket = 1; bucket <= plan.Buckets; bucket++)
            from += _counts[bucket];
        for (int bucket = plan.Buckets; bucket >= 1; bucket--)
            _level[bucket - 1] = _counts[bucket] == 0 ? default : _level[--from];
    }

    // Points are read in the order of buckets, which is no order at all for the memory: two of them are asked for ahead of their turn. Behind the
    // last entry lies what an earlier window left; a prefetch only ever hints.
    private unsafe void Prefetch(ReadOnlySpan<G1Point> points, int entry)
    {
        if (!Sse.IsSupported || entry + 1 >= _entries.Length)
            return;
        fixed (G1Point* start = points)
        {
            Sse.Prefetch0(start + (_entries[entry] & ~Negative));
            Sse.Prefetch0(start + (_entries[entry + 1] & ~Negative));
        }
    }

    private static G1Point Signed(ReadOnlySpan<G1Point> points, uint entry)
    {
        G1Point point = points[(int)(entry & ~Negative)];
        return (entry & Negative) == 0 ? point : -point;
    }
}
