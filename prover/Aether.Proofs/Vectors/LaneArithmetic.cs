using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>Field arithmetic in lanes: words (4 of 64 bits, canonical) to add and subtract, limbs (9 of 29 bits) to multiply.</summary>
/// <remarks>
/// vpmuludq multiplies 32 by 32 bits. With limbs of 29 bits a product has 58, and the 18 products that meet in one column, with carries,
/// stay below 18 (2^29-1)^2 + 2^36 &lt; 2^63: no carry is looked at before the end. The limbs stand for 2^261 where the words stand for
/// 2^256, so the second factor is taken times 32 when it is split: (a 2^256)(32 b 2^256) / 2^261 = ab 2^256.
/// Source: multiplication in a redundant radix, Gueron and Krasnov, "Software implementation of modular exponentiation, using AVX2", 2012.
/// All arithmetic wraps mod 2^64 on purpose.
/// </remarks>
internal static unsafe class LaneArithmetic<TModulus, TVector, TLanes>
    where TModulus : struct, IModulus
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    private const int Bits = 29;
    private const ulong Mask = (1UL << Bits) - 1;

    /// <summary>Limb k of p.</summary>
    public static ulong ModulusLimb(int k)
    {
        ulong Word(int i) =>
            i switch
            {
                0 => TModulus.Limb0,
                1 => TModulus.Limb1,
                2 => TModulus.Limb2,
                3 => TModulus.Limb3,
                _ => 0,
            };
        int bit = Bits * k;
        ulong low = Word(bit >> 6) >> (bit & 63);
        ulong high = (bit & 63) == 0 ? 0 : Word((bit >> 6) + 1) << (64 - (bit & 63));
        return (low | high) & Mask;
    }

    /// <summary>Nine limbs of p, then -1/p mod 2^29, then the mask: <see cref="ConstantCount"/> vectors.</summary>
    public static void WriteConstants(TVector* constants)
    {
        for (int k = 0; k < 9; k++)
            constants[k] = TLanes.Splat(ModulusLimb(k));
        constants[9] = TLanes.Splat(TModulus.NegatedInverse & Mask);
        constants[10] = TLanes.Splat(Mask);
    }

    public const int ConstantCount = 11;

    /// <summary>Words to limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(TVector w0, TVector w1, TVector w2, TVector w3, TVector* limbs)
    {
        TVector mask = TLanes.Splat(Mask);
        limbs[0] = TLanes.And(w0, mask);
        limbs[1] = TLanes.And(TLanes.Right(w0, 29), mask);
        limbs[2] = TLanes.And(TLanes.Or(TLanes.Right(w0, 58), TLanes.Left(w1, 6)), mask);
        limbs[3] = TLanes.And(TLanes.Right(w1, 23), mask);
        limbs[4] = TLanes.And(TLanes.Or(TLanes.Right(w1, 52), TLanes.Left(w2, 12)), mask);
        limbs[5] = TLanes.And(TLanes.Right(w2, 17), mask);
        limbs[6] = TLanes.And(TLanes.Or(TLanes.Right(w2, 46), TLanes.Left(w3, 18)), mask);
        limbs[7] = TLanes.And(TLanes.Right(w3, 11), mask);
        limbs[8] = TLanes.Right(w3, 40);
    }

    /// <summary>Words times 32 to limbs: below 2^259 for an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitTimes32(TVector w0, TVector w1, TVector w2, TVector w3, TVector* limbs)
    {
        TVector mask = TLanes.Splat(Mask);
        limbs[0] = TLanes.And(TLanes.Left(w0, 5), mask);
        limbs[1] = TLanes.And(TLanes.Right(w0, 24), mask);
        limbs[2] = TLanes.And(TLanes.Or(TLanes.Right(w0, 53), TLanes.Left(w1, 11)), mask);
        limbs[3] = TLanes.And(TLanes.Right(w1, 18), mask);
        limbs[4] = TLanes.And(TLanes.Or(TLanes.Right(w1, 47), TLanes.Left(w2, 17)), mask);
        limbs[5] = TLanes.And(TLanes.Right(w2, 12), mask);
        limbs[6] = TLanes.And(TLanes.Or(TLanes.Right(w2, 41), TLanes.Left(w3, 23)), mask);
        limbs[7] = TLanes.And(TLanes.Right(w3, 6), mask);
        limbs[8] = TLanes.Right(w3, 35);
    }

    /// <summary>The Montgomery product of limbs a (an element) and b (an element times 32), as canonical words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Product(TVector* a, TVector* b, TVector* constants, out TVector w0, out TVector w1, out TVector w2, out TVector w3)
    {
        TVector a0 = a[0];
        TVector a1 = a[1];
        TVector a2 = a[2];
        TVector a3 = a[3];
        TVector a4 = a[4];
        TVector a5 = a[5];
        TVector a6 = a[6];
        TVector a7 = a[7];
        TVector a8 = a[8];
        TVector t0 = TLanes.Zero;
        TVector t1 = t0;
        TVector t2 = t0;
        TVector t3 = t0;
        TVector t4 = t0;
        TVector t5 = t0;
        TVector t6 = t0;
        TVector t7 = t0;
        TVector t8 = t0;
        TVector mask = constants[10];
        for (int i = 0; i < 9; i++)
        {
            TVector x = b[i];
            t0 = Plus(t0, a0, x);
            TVector m = TLanes.And(TLanes.MultiplyLow(t0, constants[9]), mask);
            t1 = Plus(t1, a1, x);
            t2 = Plus(t2, a2, x);
            t3 = Plus(t3, a3, x);
            t4 = Plus(t4, a4, x);
            t5 = Plus(t5, a5, x);
            t6 = Plus(t6, a6, x);
            t7 = Plus(t7, a7, x);
            t8 = Plus(t8, a8, x);
            // The low 29 bits of the lowest column are zero now; the rest moves up.
            TVector carry = TLanes.Right(Plus(t0, m, constants[0]), Bits);
            t0 = TLanes.Add(Plus(t1, m, constants[1]), carry);
            t1 = Plus(t2, m, constants[2]);
            t2 = Plus(t3, m, constants[3]);
            t3 = Plus(t4, m, constants[4]);
            t4 = Plus(t5, m, constants[5]);
            t5 = Plus(t6, m, constants[6]);
            t6 = Plus(t7, m, constants[7]);
            t7 = Plus(t8, m, constants[8]);
            t8 = TLanes.Zero;
        }
        t1 = TLanes.Add(t1, TLanes.Right(t0, Bits));
        t2 = TLanes.Add(t2, TLanes.Right(t1, Bits));
        t3 = TLanes.Add(t3, TLanes.Right(t2, Bits));
        t4 = TLanes.Add(t4, TLanes.Right(t3, Bits));
        t5 = TLanes.Add(t5, TLanes.Right(t4, Bits));
        t6 = TLanes.Add(t6, TLanes.Right(t5, Bits));
        t7 = TLanes.Add(t7, TLanes.Right(t6, Bits));
        t0 = TLanes.And(t0, mask);
        t1 = TLanes.And(t1, mask);
        t2 = TLanes.And(t2, mask);
        t3 = TLanes.And(t3, mask);
        t4 = TLanes.And(t4, mask);
        t5 = TLanes.And(t5, mask);
        t6 = TLanes.And(t6, mask);
        TVector top = TLanes.Right(t7, Bits);
        t7 = TLanes.And(t7, mask);
        // Below (p 32p + 2^261 p) / 2^261 < 2p: one subtraction is enough, and bit 255 is clear.
        Reduced(
            TLanes.Or(t0, TLanes.Or(TLanes.Left(t1, 29), TLanes.Left(t2, 58))),
            TLanes.Or(TLanes.Right(t2, 6), TLanes.Or(TLanes.Left(t3, 23), TLanes.Left(t4, 52))),
            TLanes.Or(TLanes.Right(t4, 12), TLanes.Or(TLanes.Left(t5, 17), TLanes.Left(t6, 46))),
            TLanes.Or(TLanes.Right(t6, 18), TLanes.Or(TLanes.Left(t7, 11), TLanes.Left(top, 40))),
            out w0,
            out w1,
            out w2,
            out w3
        );
    }

    /// <summary>a + b, canonical words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(
        TVector a0,
        TVector a1,
        TVector a2,
        TVector a3,
        TVector b0,
        TVector b1,
        TVector b2,
        TVector b3,
        out TVector w0,
        out TVector w1,
        out TVector w2,
        out TVector w3
    )
    {
        TVector s0 = TLanes.Add(a0, b0);
        TVector carry = TLanes.Less(s0, a0);
        TVector s1 = AddCarry(a1, b1, ref carry);
        TVector s2 = AddCarry(a2, b2, ref carry);
        // A mask of ones is -1.
        Reduced(s0, s1, s2, TLanes.Subtract(TLanes.Add(a3, b3), carry), out w0, out w1, out w2, out w3);
    }

    /// <summary>a - b, canonical words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(
        TVector a0,
        TVector a1,
        TVector a2,
        TVector a3,
        TVector b0,
        TVector b1,
        TVector b2,
        TVector b3,
        out TVector w0,
        out TVector w1,
        out TVector w2,
        out TVector w3
    )
    {
        TVector s0 = TLanes.Subtract(a0, b0);
        TVector borrow = TLanes.Less(a0, b0);
        TVector s1 = SubtractBorrow(a1, b1, ref borrow);
        TVector s2 = SubtractBorrow(a2, b2, ref borrow);
        TVector s3 = SubtractBorrow(a3, b3, ref borrow);
        TVector p0 = TLanes.And(TLanes.Splat(TModulus.Limb0), borrow);
        TVector p1 = TLanes.And(TLanes.Splat(TModulus.Limb1), borrow);
        TVector p2 = TLanes.And(TLanes.Splat(TModulus.Limb2), borrow);
        TVector p3 = TLanes.And(TLanes.Splat(TModulus.Limb3), borrow);
        w0 = TLanes.Add(s0, p0);
        TVector carry = TLanes.Less(w0, p0);
        w1 = AddCarry(s1, p1, ref carry);
        w2 = AddCarry(s2, p2, ref carry);
        w3 = TLanes.Subtract(TLanes.Add(s3, p3), carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Plus(TVector sum, TVector x, TVector y) => TLanes.Add(sum, TLanes.MultiplyLow(x, y));

    /// <summary>The value less p where it is p or more; below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduced(
        TVector v0,
        TVector v1,
        TVector v2,
        TVector v3,
        out TVector w0,
        out TVector w1,
        out TVector w2,
        out TVector w3
    )
    {
        TVector p0 = TLanes.Splat(TModulus.Limb0);
        TVector s0 = TLanes.Subtract(v0, p0);
        TVector borrow = TLanes.Less(v0, p0);
        TVector s1 = SubtractBorrow(v1, TLanes.Splat(TModulus.Limb1), ref borrow);
        TVector s2 = SubtractBorrow(v2, TLanes.Splat(TModulus.Limb2), ref borrow);
        TVector s3 = SubtractBorrow(v3, TLanes.Splat(TModulus.Limb3), ref borrow);
        w0 = TLanes.Select(borrow, v0, s0);
        w1 = TLanes.Select(borrow, v1, s1);
        w2 = TLanes.Select(borrow, v2, s2);
        w3 = TLanes.Select(borrow, v3, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddCarry(TVector a, TVector b, ref TVector carry)
    {
        TVector sum = TLanes.Add(a, b);
        TVector over = TLanes.Less(sum, a);
        TVector total = TLanes.Subtract(sum, carry);
        carry = TLanes.Or(over, TLanes.Less(total, sum));
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SubtractBorrow(TVector a, TVector b, ref TVector borrow)
    {
        TVector difference = TLanes.Subtract(a, b);
        TVector under = TLanes.Less(a, b);
        TVector total = TLanes.Add(difference, borrow);
        borrow = TLanes.Or(under, TLanes.Less(difference, total));
        return total;
    }
}
