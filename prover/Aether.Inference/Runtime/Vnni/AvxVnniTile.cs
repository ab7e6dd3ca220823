using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>6 rows by 16 columns in 256-bit registers (AVX-VNNI): 12 sums, 2 of columns and 1 of a row.</summary>
internal readonly unsafe struct AvxVnniTile : IByteTile
{
    public static int Rows => 6;

    public static int Columns => 16;

    public static void Multiply(byte** rows, int rowCount, Pieces pieces, sbyte* panels, int panelCount, int* sums, int stride)
    {
        for (int p = 0; p < panelCount; p++, panels += pieces.Total * Columns, sums += Columns)
        for (int r = 0; r < rowCount; r += Rows)
            Tile(rows + r, pieces, panels, sums + (long)r * stride, stride);
    }

    public static void Dot(sbyte* row, int count, byte* columns, nint apart, int columnCount, int* sums)
    {
        int n = 0;
        for (; n <= columnCount - 4; n += 4)
            Four(row, count, columns + n * apart, apart, sums + n);
        int* one = stackalloc int[4];
        for (; n < columnCount; n++)
        {
            // The last columns one by one, each four times: nothing is read behind them.
            Four(row, count, columns + n * apart, 0, one);
            sums[n] = *one;
        }
    }

    private static void Tile(byte** rows, Pieces pieces, sbyte* panel, int* sums, int stride)
    {
        byte* a0 = rows[0];
        byte* a1 = rows[1];
        byte* a2 = rows[2];
        byte* a3 = rows[3];
        byte* a4 = rows[4];
        byte* a5 = rows[5];
        Vector256<int> c00 = default;
        Vector256<int> c01 = default;
        Vector256<int> c10 = default;
        Vector256<int> c11 = default;
        Vector256<int> c20 = default;
        Vector256<int> c21 = default;
        Vector256<int> c30 = default;
        Vector256<int> c31 = default;
        Vector256<int> c40 = default;
        Vector256<int> c41 = default;
        Vector256<int> c50 = default;
        Vector256<int> c51 = default;
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            nint at = piece * pieces.Apart;
            for (nint end = at + pieces.Bytes; at < end; at += 4, panel += 64)
            {
                Vector256<sbyte> w0 = Vector256.Load(panel);
                Vector256<sbyte> w1 = Vector256.Load(panel + 32);
                Vector256<byte> x = Codes(a0 + at);
                c00 = AvxVnni.MultiplyWideningAndAdd(c00, x, w0);
                c01 = AvxVnni.MultiplyWideningAndAdd(c01, x, w1);
                x = Codes(a1 + at);
                c10 = AvxVnni.MultiplyWideningAndAdd(c10, x, w0);
                c11 = AvxVnni.MultiplyWideningAndAdd(c11, x, w1);
                x = Codes(a2 + at);
                c20 = AvxVnni.MultiplyWideningAndAdd(c20, x, w0);
                c21 = AvxVnni.MultiplyWideningAndAdd(c21, x, w1);
                x = Codes(a3 + at);
                c30 = AvxVnni.MultiplyWideningAndAdd(c30, x, w0);
                c31 = AvxVnni.MultiplyWideningAndAdd(c31, x, w1);
                x = Codes(a4 + at);
                c40 = AvxVnni.MultiplyWideningAndAdd(c40, x, w0);
                c41 = AvxVnni.MultiplyWideningAndAdd(c41, x, w1);
                x = Codes(a5 + at);
                c50 = AvxVnni.MultiplyWideningAndAdd(c50, x, w0);
                c51 = AvxVnni.MultiplyWideningAndAdd(c51, x, w1);
            }
        }
        Store(sums, c00, c01);
        Store(sums += stride, c10, c11);
        Store(sums += stride, c20, c21);
        Store(sums += stride, c30, c31);
        Store(sums += stride, c40, c41);
        Store(sums + stride, c50, c51);
    }

    private static void Four(sbyte* row, int count, byte* columns, nint apart, int* sums)
    {
        byte* w1 = columns + apart;
        byte* w2 = w1 + apart;
        byte* w3 = w2 + apart;
        Vector256<int> c0 = default;
        Vector256<int> c1 = default;
        Vector256<int> c2 = default;
        Vector256<int> c3 = default;
        int k = 0;
        for (; k <= count - 32; k += 32)
        {
            Vector256<sbyte> x = Vector256.Load(row + k);
            c0 = AvxVnni.MultiplyWideningAndAdd(c0, Vector256.Load(columns + k), x);
            c1 = AvxVnni.MultiplyWideningAndAdd(c1, Vector256.Load(w1 + k), x);
            c2 = AvxVnni.MultiplyWideningAndAdd(c2, Vector256.Load(w2 + k), x);
            c3 = AvxVnni.MultiplyWideningAndAdd(c3, Vector256.Load(w3 + k), x);
        }
        Vector128<int> sum = DotTile256.Sums(c0, c1, c2, c3);
        // Modulo 2^32, like the lanes.
        unchecked
        {
            for (; k < count; k++)
                sum += Vector128.Create(columns[k], w1[k], w2[k], w3[k]) * row[k];
        }
        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Codes(byte* four) => Vector256.Create(Unsafe.ReadUnaligned<int>(four)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* sums, Vector256<int> low, Vector256<int> high)
    {
        low.Store(sums);
        high.Store(sums + 8);
    }
}
