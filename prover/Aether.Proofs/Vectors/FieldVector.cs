using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Proofs;

/// <summary>Arithmetic over arrays of field elements. Every implementation gives the same bytes as <see cref="ScalarFieldVector{TModulus}"/>.</summary>
/// <remarks>
/// Elements stay as they are in memory, 32 bytes each; the vector kernels transpose them in registers, which costs less than the traffic of
/// a wider layout. Lengths must agree; outputs may be an input itself but not overlap one otherwise.
/// </remarks>
internal abstract class FieldVector<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>Every implementation this machine can run, the reference first.</summary>
    public static IReadOnlyList<FieldVector<TModulus>> All { get; } = Available();

    /// <summary>The widest this machine has.</summary>
    public static FieldVector<TModulus> Widest { get; } = All[^1];

    /// <summary>scalar, vector256, vector512.</summary>
    public abstract string Name { get; }

    /// <summary>output = left + right.</summary>
    public abstract void Add(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right, Span<Element<TModulus>> output);

    /// <summary>output = left - right.</summary>
    public abstract void Subtract(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    );

    /// <summary>output = left right.</summary>
    public abstract void Multiply(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    );

    /// <summary>output = values factor.</summary>
    public abstract void Scale(ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor, Span<Element<TModulus>> output);

    /// <summary>accumulator += values factor.</summary>
    public abstract void AddScaled(Span<Element<TModulus>> accumulator, ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor);

    /// <summary>output = lo + x (hi - lo).</summary>
    public abstract void Fold(
        ReadOnlySpan<Element<TModulus>> low,
        ReadOnlySpan<Element<TModulus>> high,
        Element<TModulus> x,
        Span<Element<TModulus>> output
    );

    /// <summary>output[i] = pairs[2i] + x (pairs[2i+1] - pairs[2i]): binds the lowest variable of a table.</summary>
    /// <param name="output">Half as long; it may be the first half of <paramref name="pairs"/>.</param>
    public abstract void FoldPairs(ReadOnlySpan<Element<TModulus>> pairs, Element<TModulus> x, Span<Element<TModulus>> output);

    /// <summary>The sum of left[i] right[i].</summary>
    public abstract Element<TModulus> Dot(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right);

    /// <summary>Replaces every value by its inverse, with one inversion and three products each.</summary>
    /// <param name="scratch">At least as long.</param>
    /// <exception cref="DivideByZeroException">One of them is 0; the values are then unspecified.</exception>
    public abstract void Invert(Span<Element<TModulus>> values, Span<Element<TModulus>> scratch);

    /// <summary>Points (x, y) = A + B by the chord: slope = rise run^-1, x = slope^2 - xA - xB, y = slope (xA - x) - yA.</summary>
    /// <param name="rise">yB - yA, or what the tangent needs.</param>
    /// <param name="run">The inverse of xB - xA, or what the tangent needs.</param>
    public abstract void Chord(
        ReadOnlySpan<Element<TModulus>> rise,
        ReadOnlySpan<Element<TModulus>> run,
        ReadOnlySpan<Element<TModulus>> xA,
        ReadOnlySpan<Element<TModulus>> yA,
        ReadOnlySpan<Element<TModulus>> xB,
        Span<Element<TModulus>> x,
        Span<Element<TModulus>> y
    );

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    protected static void RequireLength(int length, params ReadOnlySpan<int> others)
    {
        foreach (int other in others)
            if (other != length)
                throw new ArgumentException($"Vectors of {length} and {other} elements have to be of one length.", nameof(others));
    }

    private static List<FieldVector<TModulus>> Available()
    {
        List<FieldVector<TModulus>> all = [new ScalarFieldVector<TModulus>()];
        if (Avx2.IsSupported)
            all.Add(new WideFieldVector<TModulus, Vector256<ulong>, Lanes256>("vector256"));
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
            all.Add(new WideFieldVector<TModulus, Vector512<ulong>, Lanes512>("vector512"));
        return all;
    }
}
