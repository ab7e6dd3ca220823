using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Proofs;

/// <summary>Four lanes: AVX2.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<ulong>>
{
    public static int Count => 4;

    public static Vector256<ulong> Zero => Vector256<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Splat(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Subtract(Vector256<ulong> a, Vector256<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Or(Vector256<ulong> a, Vector256<ulong> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Left(Vector256<ulong> a, int bits) => a << bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Right(Vector256<ulong> a, int bits) => a >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> MultiplyLow(Vector256<ulong> a, Vector256<ulong> b) => Avx2.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Less(Vector256<ulong> a, Vector256<ulong> b) => Vector256.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Same(Vector256<ulong> a, Vector256<ulong> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Select(Vector256<ulong> mask, Vector256<ulong> a, Vector256<ulong> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load(
        ulong* elements,
        out Vector256<ulong> w0,
        out Vector256<ulong> w1,
        out Vector256<ulong> w2,
        out Vector256<ulong> w3
    )
    {
        Vector256<ulong> e0 = Vector256.Load(elements);
        Vector256<ulong> e1 = Vector256.Load(elements + 4);
        Vector256<ulong> e2 = Vector256.Load(elements + 8);
        Vector256<ulong> e3 = Vector256.Load(elements + 12);
        Transpose(e0, e1, e2, e3, out w0, out w1, out w2, out w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(ulong* elements, Vector256<ulong> w0, Vector256<ulong> w1, Vector256<ulong> w2, Vector256<ulong> w3)
    {
        Transpose(w0, w1, w2, w3, out Vector256<ulong> e0, out Vector256<ulong> e1, out Vector256<ulong> e2, out Vector256<ulong> e3);
        e0.Store(elements);
        e1.Store(elements + 4);
        e2.Store(elements + 8);
        e3.Store(elements + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Separate(ulong* elements, ulong* even, ulong* odd)
    {
        for (int i = 0; i < 4; i++)
        {
            Vector256.Load(elements + 8 * i).Store(even + 4 * i);
            Vector256.Load(elements + 8 * i + 4).Store(odd + 4 * i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<ulong> a,
        Vector256<ulong> b,
        Vector256<ulong> c,
        Vector256<ulong> d,
        out Vector256<ulong> w,
        out Vector256<ulong> x,
        out Vector256<ulong> y,
        out Vector256<ulong> z
    )
    {
        Vector256<ulong> lowA = Avx2.UnpackLow(a, b);
        Vector256<ulong> highA = Avx2.UnpackHigh(a, b);
        Vector256<ulong> lowC = Avx2.UnpackLow(c, d);
        Vector256<ulong> highC = Avx2.UnpackHigh(c, d);
        w = Avx2.Permute2x128(lowA, lowC, 0x20);
        x = Avx2.Permute2x128(highA, highC, 0x20);
        y = Avx2.Permute2x128(lowA, lowC, 0x31);
        z = Avx2.Permute2x128(highA, highC, 0x31);
    }
}
