using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aether.FloatNetworks;

/// <summary>Products of matrices in single precision, each sum in the order of its terms, so that the width of the machine's vectors changes nothing.</summary>
internal static class Products
{
    private const int Lanes = 8;
    private const int RowsAtOnce = 4;

    /// <summary>c = a b, or c + a b.</summary>
    /// <param name="a">(rows, inner).</param>
    /// <param name="b">(inner, columns).</param>
    /// <param name="c">(rows, columns).</param>
    public static void Multiply(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int rows,
        int inner,
        int columns,
        bool add = false
    )
    {
        if (a.Length < rows * inner || b.Length < inner * columns || c.Length < rows * columns)
            throw new ArgumentException($"too short for {rows} x {inner} x {columns}", nameof(c));
        int wide = columns / (2 * Lanes) * (2 * Lanes);
        int row = 0;
        for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
        {
            for (int column = 0; column < wide; column += 2 * Lanes)
                Tile(a[(row * inner)..], b[column..], c[(row * columns + column)..], inner, columns, add);
        }
        Rest(a, b, c, inner, columns, add, 0, row, wide);
        Rest(a, b, c, inner, columns, add, row, rows, 0);
    }

    /// <summary>(rows, columns) to (columns, rows).</summary>
    public static void Transpose(ReadOnlySpan<float> from, Span<float> to, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                to[column * rows + row] = from[row * columns + column];
        }
    }

    /// <summary>Four rows by sixteen columns, held in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int inner, int columns, bool add)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        Vector256<float> s00 = Vector256<float>.Zero;
        Vector256<float> s01 = s00;
        Vector256<float> s10 = s00;
        Vector256<float> s11 = s00;
        Vector256<float> s20 = s00;
        Vector256<float> s21 = s00;
        Vector256<float> s30 = s00;
        Vector256<float> s31 = s00;
        ref float second = ref Unsafe.Add(ref left, inner);
        ref float third = ref Unsafe.Add(ref second, inner);
        ref float fourth = ref Unsafe.Add(ref third, inner);
        // Every index lies within the three spans, whose lengths were looked at.
        for (int k = 0; k < inner; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref right);
            Vector256<float> b1 = Vector256.LoadUnsafe(ref right, Lanes);
            right = ref Unsafe.Add(ref right, columns);
            Vector256<float> a0 = Vector256.Create(Unsafe.Add(ref left, k));
            s00 = Vector256.FusedMultiplyAdd(a0, b0, s00);
            s01 = Vector256.FusedMultiplyAdd(a0, b1, s01);
            a0 = Vector256.Create(Unsafe.Add(ref second, k));
            s10 = Vector256.FusedMultiplyAdd(a0, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(a0, b1, s11);
            a0 = Vector256.Create(Unsafe.Add(ref third, k));
            s20 = Vector256.FusedMultiplyAdd(a0, b0, s20);
            s21 = Vector256.FusedMultiplyAdd(a0, b1, s21);
            a0 = Vector256.Create(Unsafe.Add(ref fourth, k));
            s30 = Vector256.FusedMultiplyAdd(a0, b0, s30);
            s31 = Vector256.FusedMultiplyAdd(a0, b1, s31);
        }
        Store(c, s00, s01, add);
        Store(c[columns..], s10, s11, add);
        Store(c[(2 * columns)..], s20, s21, add);
        Store(c[(3 * columns)..], s30, s31, add);
    }

    private static void Store(Span<float> c, Vector256<float> first, Vector256<float> second, bool add)
    {
        if (add)
        {
            first += Vector256.Create<float>(c);
            second += Vector256.Create<float>(c[Lanes..]);
        }
        first.CopyTo(c);
        second.CopyTo(c[Lanes..]);
    }

    /// <summary>The rows and columns at the edges, one by one.</summary>
    private static void Rest(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int inner,
        int columns,
        bool add,
        int fromRow,
        int toRow,
        int fromColumn
    )
    {
        for (int row = fromRow; row < toRow; row++)
        {
            for (int column = fromColumn; column < columns; column++)
            {
                float sum = 0;
                for (int k = 0; k < inner; k++)
                    sum = MathF.FusedMultiplyAdd(a[row * inner + k], b[k * columns + column], sum);
                c[row * columns + column] = add ? c[row * columns + column] + sum : sum;
            }
        }
    }
}
