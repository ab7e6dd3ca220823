using System.Numerics;

namespace Aether.Proofs;

/// <summary>The sumcheck of a sum of products of two tables, lowest coordinate first: what the first and the third sumcheck of a proof are.</summary>
/// <remarks>
/// The round polynomial is c0 + c1 X + c2 X^2; sent are c0 and c2, since c1 = claim - 2 c0 - c2. A term with fewer coordinates than there are
/// rounds is finished early; what it is beyond says <see cref="ProductSumExtension"/>. Source: prover/PROOFS.md, Protocol, 4 and 8.
/// </remarks>
internal sealed class ProductSum(int rounds, ProofEngine engine, int threads = 1) : ISumcheck
{
    private readonly List<Term> _terms = [];
    private int _round;

    /// <summary>Takes both tables over. The factor multiplies the product.</summary>
    public void Add(Fr factor, Fr[] left, Fr[] right, ProductSumExtension extension)
    {
        if (left.Length != right.Length || !BitOperations.IsPow2(left.Length) || left.Length > 1L << rounds)
            throw new ArgumentException(
                $"Tables of {left.Length} and {right.Length} values do not go through {rounds} rounds together.",
                nameof(left)
            );
        _terms.Add(new(engine.Products(left, right, threads), extension) { Factor = factor });
    }

    public Fr[] Round()
    {
        Fr c0 = default;
        Fr c2 = default;
        foreach (Term term in _terms)
        {
            (Fr t0, Fr t2) = term.Tables.Length > 1 ? term.Tables.Sums() : Finished(term);
            Fr weight = term.Factor;
            if (term.Extension == ProductSumExtension.Constant)
                weight *= TwoTo(rounds - _round - Math.Max(1, BitOperations.Log2((uint)term.Tables.Length)));
            c0 += weight * t0;
            c2 += weight * t2;
        }
        return [c0, c2];
    }

    public void Bind(Fr word)
    {
        _round++;
        foreach (Term term in _terms)
        {
            if (term.Tables.Length > 1)
                term.Tables.Fold(word);
            else if (term.Extension == ProductSumExtension.Zero)
                term.Factor *= (Fr.One - word).Square();
        }
    }

    /// <summary>The values of both tables of term <paramref name="index"/> at the first coordinates bound, without extension.</summary>
    public (Fr Left, Fr Right) Values(int index) => _terms[index].Tables.Values();

    public void Dispose()
    {
        foreach (Term term in _terms)
            term.Tables.Dispose();
    }

    // In a coordinate a table does not have: the product once, or the product times (1 - X)^2.
    private static (Fr C0, Fr C2) Finished(Term term)
    {
        (Fr left, Fr right) = term.Tables.Values();
        Fr product = left * right;
        return (product, term.Extension == ProductSumExtension.Zero ? product : default);
    }

    private static Fr TwoTo(int exponent) => new(BigInteger.One << exponent);

    private sealed class Term(ProductTables tables, ProductSumExtension extension)
    {
        public ProductTables Tables { get; } = tables;

        public ProductSumExtension Extension { get; } = extension;

        public Fr Factor { get; set; }
    }
}
