using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>4 by 4 inner products in 512-bit registers (AVX-512BW): 16 sums, 4 rows and 1 column of 32 registers.</summary>
internal readonly unsafe struct DotTile512 : IDotTile
{
    public static int Rows => 4;

    public static int Columns => 4;

    public static int Step => 32;

    public static void Multiply(short* a, short* b, int k, int* c, int stride)
    {
        Vector512<int> c00 = default;
        Vector512<int> c01 = default;
        Vector512<int> c02 = default;
        Vector512<int> c03 = default;
        Vector512<int> c10 = default;
        Vector512<int> c11 = default;
        Vector512<int> c12 = default;
        Vector512<int> c13 = default;
        Vector512<int> c20 = default;
        Vector512<int> c21 = default;
        Vector512<int> c22 = default;
        Vector512<int> c23 = default;
        Vector512<int> c30 = default;
        Vector512<int> c31 = default;
        Vector512<int> c32 = default;
        Vector512<int> c33 = default;
        short* a1 = a + k;
        short* a2 = a1 + k;
        short* a3 = a2 + k;
        short* b1 = b + k;
        short* b2 = b1 + k;
        short* b3 = b2 + k;
        for (int i = 0; i < k; i += 32)
        {
            Vector512<short> x0 = Vector512.Load(a + i);
            Vector512<short> x1 = Vector512.Load(a1 + i);
            Vector512<short> x2 = Vector512.Load(a2 + i);
            Vector512<short> x3 = Vector512.Load(a3 + i);
            Vector512<short> y = Vector512.Load(b + i);
            c00 += Avx512BW.MultiplyAddAdjacent(x0, y);
            c10 += Avx512BW.MultiplyAddAdjacent(x1, y);
            c20 += Avx512BW.MultiplyAddAdjacent(x2, y);
            c30 += Avx512BW.MultiplyAddAdjacent(x3, y);
            y = Vector512.Load(b1 + i);
            c01 += Avx512BW.MultiplyAddAdjacent(x0, y);
            c11 += Avx512BW.MultiplyAddAdjacent(x1, y);
            c21 += Avx512BW.MultiplyAddAdjacent(x2, y);
            c31 += Avx512BW.MultiplyAddAdjacent(x3, y);
            y = Vector512.Load(b2 + i);
            c02 += Avx512BW.MultiplyAddAdjacent(x0, y);
            c12 += Avx512BW.MultiplyAddAdjacent(x1, y);
            c22 += Avx512BW.MultiplyAddAdjacent(x2, y);
            c32 += Avx512BW.MultiplyAddAdjacent(x3, y);
            y = Vector512.Load(b3 + i);
            c03 += Avx512BW.MultiplyAddAdjacent(x0, y);
            c13 += Avx512BW.MultiplyAddAdjacent(x1, y);
            c23 += Avx512BW.MultiplyAddAdjacent(x2, y);
            c33 += Avx512BW.MultiplyAddAdjacent(x3, y);
        }
        Sums(c00, c01, c02, c03).Store(c);
        Sums(c10, c11, c12, c13).Store(c + stride);
        Sums(c20, c21, c22, c23).Store(c + 2 * stride);
        Sums(c30, c31, c32, c33).Store(c + 3 * stride);
    }

    public static void MultiplyCodes(short* a, byte* codes, nint codeStride, int k, int* c)
    {
        Vector512<int> c0 = default;
        Vector512<int> c1 = default;
        Vector512<int> c2 = default;
        Vector512<int> c3 = default;
        Vector512<int> all = default;
        Vector512<short> ones = Vector512<short>.One;
        byte* w1 = codes + codeStride;
        byte* w2 = w1 + codeStride;
        byte* w3 = w2 + codeStride;
        for (int i = 0; i < k; i += 32)
        {
            Vector512<short> x = Vector512.Load(a + i);
            all += Avx512BW.MultiplyAddAdjacent(x, ones);
            c0 += Avx512BW.MultiplyAddAdjacent(x, Codes(codes + i));
            c1 += Avx512BW.MultiplyAddAdjacent(x, Codes(w1 + i));
            c2 += Avx512BW.MultiplyAddAdjacent(x, Codes(w2 + i));
            c3 += Avx512BW.MultiplyAddAdjacent(x, Codes(w3 + i));
        }
        (Sums(c0, c1, c2, c3) - (Sums(all, all, all, all) << 7)).Store(c);
    }

    public static void Widen(byte* codes, int count, short* destination)
    {
        Vector512<short> offset = Vector512.Create((short)128);
        int i = 0;
        for (; i <= count - 32; i += 32)
            (Codes(codes + i) - offset).Store(destination + i);
        for (; i < count; i++)
            destination[i] = (short)(codes[i] - 128);
    }

    private static Vector512<short> Codes(byte* codes) => Avx512BW.ConvertToVector512Int16(Vector256.Load(codes));

    private static Vector128<int> Sums(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d) =>
        DotTile256.Sums(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
}
