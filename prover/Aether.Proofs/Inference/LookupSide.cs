namespace Aether.Proofs;

/// <summary>A side of a lookup argument as a sumcheck sees it: tables over coordinates of its own, and an equation over their values.</summary>
/// <remarks>A side that has run out of coordinates is constant in the others and counts as a share of the cube, 2^-(rounds - log).</remarks>
/// <param name="share">Factor of the second table, added to the equation.</param>
internal abstract class LookupSide(Fr share, params Fr[][] tables)
{
    private const int Degree = 4;
    private const int ParallelMin = 1 << 12;

    private Fr[][] _tables = tables;
    private readonly int _log = System.Numerics.BitOperations.Log2((uint)tables[0].Length);

    /// <summary>As they are bound so far.</summary>
    public IReadOnlyList<Fr[]> Tables => _tables;

    public Fr Share => share;

    /// <summary>Goes on from tables that were bound elsewhere meanwhile.</summary>
    public void Continue(Fr[][] bound) => _tables = bound;

    /// <summary>Adds the coefficients 0, 2, 3 and 4 of round <paramref name="round"/> to a sum.</summary>
    public void AddRound(int round, int threads, Fr[] sum)
    {
        int pairs = _tables[0].Length / 2;
        if (pairs == 0)
        {
            Fr[] ends = new Fr[2 * _tables.Length];
            Fr[] own = new Fr[Degree + 1];
            for (int t = 0; t < _tables.Length; t++)
                ends[2 * t] = _tables[t][0];
            Add(ends, own);
            sum[0] += own[0] * LookupEquation.HalfPower(round + 1 - _log);
            return;
        }
        int parts = pairs < ParallelMin ? 1 : threads;
        Fr[][] sums = new Fr[parts][];
        Parallel.For(
            0,
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            part => sums[part] = Sum((int)((long)pairs * part / parts), (int)((long)pairs * (part + 1) / parts))
        );
        foreach (Fr[] own in sums)
        {
            for (int k = 0; k <= Degree; k++)
                sum[k] += own[k];
        }
    }

    /// <summary>Binds the lowest coordinate that is left.</summary>
    public void Bind(Fr word, FieldVector<ScalarModulus> field)
    {
        if (_tables[0].Length == 1)
            return;
        for (int t = 0; t < _tables.Length; t++)
        {
            // Not in place: some are columns, which are opened later.
            Fr[] half = new Fr[_tables[t].Length / 2];
            field.FoldPairs(_tables[t], word, half);
            _tables[t] = half;
        }
    }

    /// <summary>Adds the equation's coefficients 0, 2, 3 and 4.</summary>
    /// <param name="ends">For each table its value at 0 and its slope.</param>
    /// <param name="sum">Five coefficients; 1 follows from the claim.</param>
    protected abstract void Add(ReadOnlySpan<Fr> ends, Span<Fr> sum);

    private Fr[] Sum(int from, int end)
    {
        Fr[] sum = new Fr[Degree + 1];
        Span<Fr> ends = stackalloc Fr[2 * _tables.Length];
        for (int pair = from; pair < end; pair++)
        {
            for (int t = 0; t < _tables.Length; t++)
            {
                Fr low = _tables[t][2 * pair];
                (ends[2 * t], ends[(2 * t) + 1]) = (low, _tables[t][(2 * pair) + 1] - low);
            }
            Add(ends, sum);
        }
        return sum;
    }
}
