using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Proofs;

/// <summary>Eight lanes: AVX-512.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    public static int Count => 8;

    public static Vector512<ulong> Zero => Vector512<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Splat(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> a, Vector512<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Subtract(Vector512<ulong> a, Vector512<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Or(Vector512<ulong> a, Vector512<ulong> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Left(Vector512<ulong> a, int bits) => a << bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Right(Vector512<ulong> a, int bits) => a >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> MultiplyLow(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Less(Vector512<ulong> a, Vector512<ulong> b) => Vector512.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Same(Vector512<ulong> a, Vector512<ulong> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Select(Vector512<ulong> mask, Vector512<ulong> a, Vector512<ulong> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    // Lanes hold elements 0 2 1 3 4 6 5 7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load(
        ulong* elements,
        out Vector512<ulong> w0,
        out Vector512<ulong> w1,
        out Vector512<ulong> w2,
        out Vector512<ulong> w3
    )
    {
        Vector512<ulong> z0 = Vector512.Load(elements);
        Vector512<ulong> z1 = Vector512.Load(elements + 8);
        Vector512<ulong> z2 = Vector512.Load(elements + 16);
        Vector512<ulong> z3 = Vector512.Load(elements + 24);
        Vector512<ulong> lowA = Avx512F.UnpackLow(z0, z1);
        Vector512<ulong> highA = Avx512F.UnpackHigh(z0, z1);
        Vector512<ulong> lowB = Avx512F.UnpackLow(z2, z3);
        Vector512<ulong> highB = Avx512F.UnpackHigh(z2, z3);
        w0 = Avx512F.Shuffle4x128(lowA, lowB, 0b10_00_10_00);
        w1 = Avx512F.Shuffle4x128(highA, highB, 0b10_00_10_00);
        w2 = Avx512F.Shuffle4x128(lowA, lowB, 0b11_01_11_01);
        w3 = Avx512F.Shuffle4x128(highA, highB, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(ulong* elements, Vector512<ulong> w0, Vector512<ulong> w1, Vector512<ulong> w2, Vector512<ulong> w3)
    {
        // Undoes the 128-bit shuffles, then the unpacking.
        Vector512<ulong> lowA = Interleave(w0, w2, upper: false);
        Vector512<ulong> lowB = Interleave(w0, w2, upper: true);
        Vector512<ulong> highA = Interleave(w1, w3, upper: false);
        Vector512<ulong> highB = Interleave(w1, w3, upper: true);
        Avx512F.UnpackLow(lowA, highA).Store(elements);
        Avx512F.UnpackHigh(lowA, highA).Store(elements + 8);
        Avx512F.UnpackLow(lowB, highB).Store(elements + 16);
        Avx512F.UnpackHigh(lowB, highB).Store(elements + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Separate(ulong* elements, ulong* even, ulong* odd)
    {
        for (int i = 0; i < 4; i++)
        {
            Vector512<ulong> a = Vector512.Load(elements + 16 * i);
            Vector512<ulong> b = Vector512.Load(elements + 16 * i + 8);
            Avx512F.Shuffle4x128(a, b, 0b01_00_01_00).Store(even + 8 * i);
            Avx512F.Shuffle4x128(a, b, 0b11_10_11_10).Store(odd + 8 * i);
        }
    }

    // a0 b0 a1 b1 (upper: a2 b2 a3 b3) of the four 128-bit parts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Interleave(Vector512<ulong> a, Vector512<ulong> b, bool upper) =>
        upper
            ? Avx512F.PermuteVar8x64x2(a, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), b)
            : Avx512F.PermuteVar8x64x2(a, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), b);
}
