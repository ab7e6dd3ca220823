namespace Aether.Proofs;

/// <summary>Collects additions of affine points and does them together: one inversion for all, six products each, in vectors.</summary>
/// <remarks>
/// Inputs are copied when they are pushed; sums are written at the latest by <see cref="Flush"/>. Equal points, opposite points and infinity
/// are right too. Source: Montgomery's simultaneous inversion; the chord and tangent law.
/// </remarks>
internal sealed class AffineBatch(FieldVector<BaseModulus> field, int capacity)
{
    private readonly Fq[] _xA = new Fq[capacity];
    private readonly Fq[] _yA = new Fq[capacity];
    private readonly Fq[] _xB = new Fq[capacity];
    private readonly Fq[] _yB = new Fq[capacity];
    private readonly Fq[] _run = new Fq[capacity];
    private readonly Fq[] _scratch = new Fq[capacity];
    private readonly int[] _targets = new int[capacity];
    private readonly List<int> _tangents = [];
    private int _count;

    /// <summary>Bytes of the buffers for so many additions at once.</summary>
    public static long BytesFor(int capacity) => (6L * Fq.Bytes + sizeof(int)) * capacity;

    /// <summary>destination[target] = a + b, now or at a later push or flush with the same destination.</summary>
    public void Push(in G1Point a, in G1Point b, G1Point[] destination, int target)
    {
        if (a.X == b.X && !a.IsInfinity)
        {
            if (a.Y != b.Y)
            {
                destination[target] = default;
                return;
            }
            _tangents.Add(_count);
        }
        else if (a.IsInfinity)
        {
            destination[target] = b;
            return;
        }
        else if (b.IsInfinity)
        {
            destination[target] = a;
            return;
        }
        int at = _count++;
        (_xA[at], _yA[at], _xB[at], _yB[at], _targets[at]) = (a.X, a.Y, b.X, b.Y, target);
        if (_count == capacity)
            Flush(destination);
    }

    /// <summary>Writes what is outstanding.</summary>
    public void Flush(G1Point[] destination)
    {
        if (_count == 0)
            return;
        ReadOnlySpan<Fq> xA = _xA.AsSpan(0, _count);
        ReadOnlySpan<Fq> yA = _yA.AsSpan(0, _count);
        ReadOnlySpan<Fq> xB = _xB.AsSpan(0, _count);
        Span<Fq> rise = _yB.AsSpan(0, _count);
        Span<Fq> run = _run.AsSpan(0, _count);
        Span<Fq> scratch = _scratch.AsSpan(0, _count);
        field.Subtract(xB, xA, run);
        field.Subtract(rise, yA, rise);
        foreach (int at in _tangents)
        {
            Fq square = xA[at].Square();
            rise[at] = square + square + square;
            run[at] = yA[at] + yA[at];
        }
        _tangents.Clear();
        field.Invert(run, scratch);
        // The sums take the place of what is no longer needed: x of the scratch, y of the rise.
        field.Chord(rise, run, xA, yA, xB, scratch, rise);
        for (int i = 0; i < scratch.Length; i++)
            destination[_targets[i]] = new G1Point(scratch[i], rise[i]);
        _count = 0;
    }
}
