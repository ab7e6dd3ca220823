namespace Aether.Proofs;

/// <summary>Folds both tables in place.</summary>
internal sealed class CpuProductTables(Fr[] left, Fr[] right, FieldVector<ScalarModulus> field, int threads) : ProductTables
{
    private const int ParallelMin = 1 << 13;
    private const int Block = 256;

    private int _length = left.Length;

    public override int Length => _length;

    public override (Fr C0, Fr C2) Sums()
    {
        int half = _length / 2;
        if (threads == 1 || half < ParallelMin)
            return Sums(0, half);
        (Fr C0, Fr C2)[] parts = new (Fr C0, Fr C2)[threads];
        Parallel.For(
            0,
            threads,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            part => parts[part] = Sums((int)((long)half * part / threads), (int)((long)half * (part + 1) / threads))
        );
        return parts.Aggregate((one, other) => (one.C0 + other.C0, one.C2 + other.C2));
    }

    public override void Fold(Fr word)
    {
        int half = _length / 2;
        field.FoldPairs(left.AsSpan(0, _length), word, left.AsSpan(0, half));
        field.FoldPairs(right.AsSpan(0, _length), word, right.AsSpan(0, half));
        _length = half;
    }

    public override (Fr Left, Fr Right) Values() => (left[0], right[0]);

    public override void Dispose() { }

    private (Fr C0, Fr C2) Sums(int from, int end)
    {
        Span<Fr> work = stackalloc Fr[4 * Block];
        Fr c0 = default;
        Fr c2 = default;
        for (int at = from; at < end; at += Block)
        {
            int count = Math.Min(Block, end - at);
            Span<Fr> l0 = work[..count];
            Span<Fr> l1 = work.Slice(Block, count);
            Span<Fr> r0 = work.Slice(2 * Block, count);
            Span<Fr> r1 = work.Slice(3 * Block, count);
            for (int i = 0; i < count; i++)
            {
                (l0[i], l1[i]) = (left[2 * (at + i)], left[2 * (at + i) + 1]);
                (r0[i], r1[i]) = (right[2 * (at + i)], right[2 * (at + i) + 1]);
            }
            c0 += field.Dot(l0, r0);
            field.Subtract(l1, l0, l1);
            field.Subtract(r1, r0, r1);
            c2 += field.Dot(l1, r1);
        }
        return (c0, c2);
    }
}
