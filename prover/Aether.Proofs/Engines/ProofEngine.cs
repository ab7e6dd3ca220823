namespace Aether.Proofs;

/// <summary>What the large parts of a proof are computed on: processors of one width of vectors, or a GPU. The same bytes on all.</summary>
/// <remarks>
/// The prover asks for whole steps and not for vectors, so that tables stay where they are worked on from a sumcheck's first round to its
/// last. Field and group arithmetic is exact and what comes back is canonical: that bytes are equal follows, and the golden proofs watch it.
/// </remarks>
public abstract class ProofEngine
{
    /// <summary>Those of the processor, the reference first: scalar, vector256, vector512, as far as this machine has them.</summary>
    public static IReadOnlyList<ProofEngine> OfCpu { get; } =
    [
        .. FieldVector<ScalarModulus>.All.Zip(
            FieldVector<BaseModulus>.All,
            (scalars, coordinates) => new CpuProofEngine(scalars, coordinates)
        ),
    ];

    /// <summary>The widest of the processor.</summary>
    public static ProofEngine Widest => OfCpu[^1];

    /// <summary>scalar, vector256, vector512, cuda.</summary>
    public abstract string Name { get; }

    /// <summary>For what stays on the processor beside it.</summary>
    internal abstract FieldVector<ScalarModulus> Field { get; }

    /// <summary>The sum of coefficient i times [tau^i]_1.</summary>
    /// <exception cref="ArgumentException">More coefficients than powers.</exception>
    internal abstract G1Point Commit(Srs srs, ReadOnlyMemory<Fr> coefficients, int threads, CancellationToken cancellation);

    /// <summary>Replaces every value by its inverse.</summary>
    /// <exception cref="DivideByZeroException">One of them is 0; the values are then unspecified.</exception>
    internal abstract void Invert(Span<Fr> values);

    /// <summary>Two tables of one power of two of values, for the sumcheck of their product. The engine owns them from now on.</summary>
    internal abstract ProductTables Products(Fr[] left, Fr[] right, int threads);

    /// <summary>The tables of a side of a lookup argument, for its sumcheck. They are read and not written.</summary>
    internal abstract LookupRounds Lookups(LookupSide side, int threads);

    /// <summary>As <see cref="MultilinearTable.Evaluate(ReadOnlySpan{Fr}, ReadOnlySpan{Fr})"/>.</summary>
    internal abstract Fr Evaluate(ReadOnlyMemory<Fr> table, ReadOnlySpan<Fr> point);

    /// <summary>A table that is to be opened: the sum of the parts' values times their factors.</summary>
    /// <param name="parts">Each of at most 2^<paramref name="coordinates"/> values.</param>
    /// <param name="coordinates">Even, at least 2.</param>
    internal abstract OpeningTable Open(
        Srs srs,
        IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts,
        int coordinates,
        int threads,
        CancellationToken cancellation
    );
}
