using System.Numerics;

namespace Aether.Proofs;

/// <summary>The sumcheck of a sum of products of two tables, lowest coordinate first: what the first and the third sumcheck of a proof are.</summary>
/// <remarks>
/// The round polynomial is c0 + c1 X + c2 X^2; sent are c0 and c2, since c1 = claim - 2 c0 - c2. A term with fewer coordinates than there are
/// rounds is finished early; what it is beyond says <see cref="ProductSumExtension"/>. Source: prover/PROOFS.md, Protocol, 4 and 8.
/// </remarks>
internal sealed class ProductSum
{
    private const int ParallelMin = 1 << 13;

    private readonly List<Term> _terms = [];
    private readonly FieldVector<ScalarModulus> _field;
    private readonly int _rounds;
    private readonly int _threads;
    private int _round;

    public ProductSum(int rounds, FieldVector<ScalarModulus>? field = null, int threads = 1) =>
        (_rounds, _field, _threads) = (rounds, field ?? FieldVector<ScalarModulus>.Widest, threads);

    /// <summary>Takes both tables over: they are folded in place. The factor multiplies the product.</summary>
    public void Add(Fr factor, Fr[] left, Fr[] right, ProductSumExtension extension)
    {
        if (left.Length != right.Length || !BitOperations.IsPow2(left.Length) || left.Length > 1L << _rounds)
            throw new ArgumentException(
                $"Tables of {left.Length} and {right.Length} values do not go through {_rounds} rounds together.",
                nameof(left)
            );
        _terms.Add(new(left, right, extension) { Factor = factor, Length = left.Length });
    }

    /// <summary>Coefficients 0 and 2 of the round that comes.</summary>
    public (Fr C0, Fr C2) Round()
    {
        Fr c0 = default;
        Fr c2 = default;
        foreach (Term term in _terms)
        {
            (Fr t0, Fr t2) = term.Length > 1 ? Sums(term) : Finished(term);
            Fr weight = term.Factor;
            if (term.Extension == ProductSumExtension.Constant)
                weight *= TwoTo(_rounds - _round - Math.Max(1, BitOperations.Log2((uint)term.Length)));
            c0 += weight * t0;
            c2 += weight * t2;
        }
        return (c0, c2);
    }

    /// <summary>The coefficients as they are sent.</summary>
    public Fr[] SentRound()
    {
        (Fr c0, Fr c2) = Round();
        return [c0, c2];
    }

    /// <summary>Binds the lowest coordinate that is left.</summary>
    public void Bind(Fr x)
    {
        _round++;
        foreach (Term term in _terms)
        {
            if (term.Length > 1)
            {
                int half = term.Length / 2;
                _field.FoldPairs(term.Left.AsSpan(0, term.Length), x, term.Left.AsSpan(0, half));
                _field.FoldPairs(term.Right.AsSpan(0, term.Length), x, term.Right.AsSpan(0, half));
                term.Length = half;
            }
            else if (term.Extension == ProductSumExtension.Zero)
            {
                term.Factor *= (Fr.One - x).Square();
            }
        }
    }

    /// <summary>The values of both tables of term <paramref name="index"/> at the first coordinates bound, without extension.</summary>
    public (Fr Left, Fr Right) Values(int index) => (_terms[index].Left[0], _terms[index].Right[0]);

    // In a coordinate a table does not have: the product once, or the product times (1 - X)^2.
    private static (Fr C0, Fr C2) Finished(Term term)
    {
        Fr product = term.Left[0] * term.Right[0];
        return (product, term.Extension == ProductSumExtension.Zero ? product : default);
    }

    // sum of l0 r0 and of (l1 - l0)(r1 - r0) over the pairs.
    private (Fr C0, Fr C2) Sums(Term term)
    {
        int half = term.Length / 2;
        if (_threads == 1 || half < ParallelMin)
            return Sums(term, 0, half);
        (Fr C0, Fr C2)[] parts = new (Fr C0, Fr C2)[_threads];
        Parallel.For(
            0,
            _threads,
            new ParallelOptions { MaxDegreeOfParallelism = _threads },
            part => parts[part] = Sums(term, (int)((long)half * part / _threads), (int)((long)half * (part + 1) / _threads))
        );
        return parts.Aggregate((left, right) => (left.C0 + right.C0, left.C2 + right.C2));
    }

    private (Fr C0, Fr C2) Sums(Term term, int from, int end)
    {
        const int Block = 256;
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
                (l0[i], l1[i]) = (term.Left[2 * (at + i)], term.Left[2 * (at + i) + 1]);
                (r0[i], r1[i]) = (term.Right[2 * (at + i)], term.Right[2 * (at + i) + 1]);
            }
            c0 += _field.Dot(l0, r0);
            _field.Subtract(l1, l0, l1);
            _field.Subtract(r1, r0, r1);
            c2 += _field.Dot(l1, r1);
        }
        return (c0, c2);
    }

    private static Fr TwoTo(int exponent) => new(BigInteger.One << exponent);

    private sealed class Term(Fr[] left, Fr[] right, ProductSumExtension extension)
    {
        public Fr[] Left { get; } = left;

        public Fr[] Right { get; } = right;

        public ProductSumExtension Extension { get; } = extension;

        public Fr Factor { get; set; }

        public int Length { get; set; }
    }
}
