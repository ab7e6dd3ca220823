using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>2 by 4 inner products in 256-bit registers (AVX2): 8 sums, 2 rows and 1 column fit the 16 registers.</summary>
internal readonly unsafe struct DotTile256 : IDotTile
{
    public static int Rows => 2;

    public static int Columns => 4;

    public static int Step => 16;

    public static void Multiply(short* a, short* b, int k, int* c, int stride)
    {
        Vector256<int> c00 = default;
        Vector256<int> c01 = default;
        Vector256<int> c02 = default;
        Vector256<int> c03 = default;
        Vector256<int> c10 = default;
        Vector256<int> c11 = default;
        Vector256<int> c12 = default;
        Vector256<int> c13 = default;
        short* a1 = a + k;
        short* b1 = b + k;
        short* b2 = b1 + k;
        short* b3 = b2 + k;
        for (int i = 0; i < k; i += 16)
        {
            Vector256<short> x0 = Vector256.Load(a + i);
            Vector256<short> x1 = Vector256.Load(a1 + i);
            Vector256<short> y = Vector256.Load(b + i);
            c00 += Avx2.MultiplyAddAdjacent(x0, y);
            c10 += Avx2.MultiplyAddAdjacent(x1, y);
            y = Vector256.Load(b1 + i);
            c01 += Avx2.MultiplyAddAdjacent(x0, y);
            c11 += Avx2.MultiplyAddAdjacent(x1, y);
            y = Vector256.Load(b2 + i);
            c02 += Avx2.MultiplyAddAdjacent(x0, y);
            c12 += Avx2.MultiplyAddAdjacent(x1, y);
            y = Vector256.Load(b3 + i);
            c03 += Avx2.MultiplyAddAdjacent(x0, y);
            c13 += Avx2.MultiplyAddAdjacent(x1, y);
        }
        Sums(c00, c01, c02, c03).Store(c);
        Sums(c10, c11, c12, c13).Store(c + stride);
    }

    public static void MultiplyCodes(short* a, byte* codes, nint codeStride, int k, int* c)
    {
        Vector256<int> c0 = default;
        Vector256<int> c1 = default;
        Vector256<int> c2 = default;
        Vector256<int> c3 = default;
        Vector256<int> all = default;
        Vector256<short> ones = Vector256<short>.One;
        byte* w1 = codes + codeStride;
        byte* w2 = w1 + codeStride;
        byte* w3 = w2 + codeStride;
        for (int i = 0; i < k; i += 16)
        {
            Vector256<short> x = Vector256.Load(a + i);
            all += Avx2.MultiplyAddAdjacent(x, ones);
            c0 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(codes + i));
            c1 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(w1 + i));
            c2 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(w2 + i));
            c3 += Avx2.MultiplyAddAdjacent(x, Avx2.ConvertToVector256Int16(w3 + i));
        }
        // Codes are 128 too large, so every sum is too large by 128 times the sum of the row; both exact modulo 2^32.
        (Sums(c0, c1, c2, c3) - (Sums(all, all, all, all) << 7)).Store(c);
    }

    public static void Widen(byte* codes, int count, short* destination)
    {
        Vector256<short> offset = Vector256.Create((short)128);
        int i = 0;
        for (; i <= count - 16; i += 16)
            (Avx2.ConvertToVector256Int16(codes + i) - offset).Store(destination + i);
        for (; i < count; i++)
            destination[i] = (short)(codes[i] - 128);
    }

    /// <summary>The four sums over the lanes of four registers.</summary>
    internal static Vector128<int> Sums(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        Vector256<int> pairs = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return pairs.GetLower() + pairs.GetUpper();
    }
}
