using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Hashing;

/// <summary>Keccak-f[1600] on 4 states at once, one state per 64-bit lane. Must equal <see cref="KeccakPermutation"/>.</summary>
internal static class KeccakPermutation256
{
    /// <summary>States permuted together.</summary>
    public const int Lanes = 4;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    public static void Permute(Span<Vector256<ulong>> state)
    {
        _ = state[KeccakPermutation.Words - 1];
        Vector256<ulong> a0 = state[0],
            a1 = state[1],
            a2 = state[2],
            a3 = state[3],
            a4 = state[4];
        Vector256<ulong> a5 = state[5],
            a6 = state[6],
            a7 = state[7],
            a8 = state[8],
            a9 = state[9];
        Vector256<ulong> a10 = state[10],
            a11 = state[11],
            a12 = state[12],
            a13 = state[13],
            a14 = state[14];
        Vector256<ulong> a15 = state[15],
            a16 = state[16],
            a17 = state[17],
            a18 = state[18],
            a19 = state[19];
        Vector256<ulong> a20 = state[20],
            a21 = state[21],
            a22 = state[22],
            a23 = state[23],
            a24 = state[24];
        for (int round = 0; round < KeccakPermutation.Rounds; round++)
        {
            // theta, then rho and pi together, then chi and iota.
            Vector256<ulong> c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            Vector256<ulong> c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            Vector256<ulong> c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            Vector256<ulong> c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            Vector256<ulong> c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            Vector256<ulong> d0 = c4 ^ RotateLeft(c1, 1);
            Vector256<ulong> d1 = c0 ^ RotateLeft(c2, 1);
            Vector256<ulong> d2 = c1 ^ RotateLeft(c3, 1);
            Vector256<ulong> d3 = c2 ^ RotateLeft(c4, 1);
            Vector256<ulong> d4 = c3 ^ RotateLeft(c0, 1);
            Vector256<ulong> b0 = a0 ^ d0;
            Vector256<ulong> b10 = RotateLeft(a1 ^ d1, 1);
            Vector256<ulong> b20 = RotateLeft(a2 ^ d2, 62);
            Vector256<ulong> b5 = RotateLeft(a3 ^ d3, 28);
            Vector256<ulong> b15 = RotateLeft(a4 ^ d4, 27);
            Vector256<ulong> b16 = RotateLeft(a5 ^ d0, 36);
            Vector256<ulong> b1 = RotateLeft(a6 ^ d1, 44);
            Vector256<ulong> b11 = RotateLeft(a7 ^ d2, 6);
            Vector256<ulong> b21 = RotateLeft(a8 ^ d3, 55);
            Vector256<ulong> b6 = RotateLeft(a9 ^ d4, 20);
            Vector256<ulong> b7 = RotateLeft(a10 ^ d0, 3);
            Vector256<ulong> b17 = RotateLeft(a11 ^ d1, 10);
            Vector256<ulong> b2 = RotateLeft(a12 ^ d2, 43);
            Vector256<ulong> b12 = RotateLeft(a13 ^ d3, 25);
            Vector256<ulong> b22 = RotateLeft(a14 ^ d4, 39);
            Vector256<ulong> b23 = RotateLeft(a15 ^ d0, 41);
            Vector256<ulong> b8 = RotateLeft(a16 ^ d1, 45);
            Vector256<ulong> b18 = RotateLeft(a17 ^ d2, 15);
            Vector256<ulong> b3 = RotateLeft(a18 ^ d3, 21);
            Vector256<ulong> b13 = RotateLeft(a19 ^ d4, 8);
            Vector256<ulong> b14 = RotateLeft(a20 ^ d0, 18);
            Vector256<ulong> b24 = RotateLeft(a21 ^ d1, 2);
            Vector256<ulong> b9 = RotateLeft(a22 ^ d2, 61);
            Vector256<ulong> b19 = RotateLeft(a23 ^ d3, 56);
            Vector256<ulong> b4 = RotateLeft(a24 ^ d4, 14);
            a0 = b0 ^ Vector256.AndNot(b2, b1) ^ Vector256.Create(KeccakPermutation.RoundConstants[round]);
            a1 = b1 ^ Vector256.AndNot(b3, b2);
            a2 = b2 ^ Vector256.AndNot(b4, b3);
            a3 = b3 ^ Vector256.AndNot(b0, b4);
            a4 = b4 ^ Vector256.AndNot(b1, b0);
            a5 = b5 ^ Vector256.AndNot(b7, b6);
            a6 = b6 ^ Vector256.AndNot(b8, b7);
            a7 = b7 ^ Vector256.AndNot(b9, b8);
            a8 = b8 ^ Vector256.AndNot(b5, b9);
            a9 = b9 ^ Vector256.AndNot(b6, b5);
            a10 = b10 ^ Vector256.AndNot(b12, b11);
            a11 = b11 ^ Vector256.AndNot(b13, b12);
            a12 = b12 ^ Vector256.AndNot(b14, b13);
            a13 = b13 ^ Vector256.AndNot(b10, b14);
            a14 = b14 ^ Vector256.AndNot(b11, b10);
            a15 = b15 ^ Vector256.AndNot(b17, b16);
            a16 = b16 ^ Vector256.AndNot(b18, b17);
            a17 = b17 ^ Vector256.AndNot(b19, b18);
            a18 = b18 ^ Vector256.AndNot(b15, b19);
            a19 = b19 ^ Vector256.AndNot(b16, b15);
            a20 = b20 ^ Vector256.AndNot(b22, b21);
            a21 = b21 ^ Vector256.AndNot(b23, b22);
            a22 = b22 ^ Vector256.AndNot(b24, b23);
            a23 = b23 ^ Vector256.AndNot(b20, b24);
            a24 = b24 ^ Vector256.AndNot(b21, b20);
        }
        state[0] = a0;
        state[1] = a1;
        state[2] = a2;
        state[3] = a3;
        state[4] = a4;
        state[5] = a5;
        state[6] = a6;
        state[7] = a7;
        state[8] = a8;
        state[9] = a9;
        state[10] = a10;
        state[11] = a11;
        state[12] = a12;
        state[13] = a13;
        state[14] = a14;
        state[15] = a15;
        state[16] = a16;
        state[17] = a17;
        state[18] = a18;
        state[19] = a19;
        state[20] = a20;
        state[21] = a21;
        state[22] = a22;
        state[23] = a23;
        state[24] = a24;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateLeft(Vector256<ulong> value, [ConstantExpected(Min = 1, Max = 63)] byte count) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, count) : (value << count) | (value >>> (64 - count));
}
