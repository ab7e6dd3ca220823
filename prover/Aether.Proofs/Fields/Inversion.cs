using System.Numerics;
using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>Inverses by division steps: a gcd that looks only at low bits, 62 steps at a time.</summary>
/// <remarks>
/// Not constant-time. Numbers are five limbs of 62 bits, the highest signed. Source: Bernstein and Yang, "Fast constant-time gcd computation
/// and modular inversion", 2019; the steps and the bounds on every intermediate: bitcoin-core/secp256k1, doc/safegcd_implementation.md.
/// Wraps on purpose: a step matrix has entries of at most 2^62, so a row of three products stays within 127 bits.
/// </remarks>
internal static unsafe class Inversion<TModulus>
    where TModulus : struct, IModulus
{
    private const int Limbs = 5;
    private const ulong Mask = ulong.MaxValue >> 2;

    // R^3: the Montgomery product with it turns 1/(xR) into R/x.
    private static readonly Element<TModulus> Correction = Montgomery<TModulus>.SquareOfR * Montgomery<TModulus>.SquareOfR;

    /// <summary>The inverse of an element that is not 0.</summary>
    public static Element<TModulus> Invert(Element<TModulus> value)
    {
        long* f = stackalloc long[Limbs];
        long* g = stackalloc long[Limbs];
        long* d = stackalloc long[Limbs];
        long* e = stackalloc long[Limbs];
        long* modulus = stackalloc long[Limbs];
        long* matrix = stackalloc long[4];
        Split((TModulus.Limb0, TModulus.Limb1, TModulus.Limb2, TModulus.Limb3), modulus);
        Split(value.ToMontgomery(), g);
        for (int i = 0; i < Limbs; i++)
            (f[i], d[i], e[i]) = (modulus[i], 0, 0);
        e[0] = 1;
        long eta = -1;
        do
        {
            eta = Steps(eta, (ulong)f[0], (ulong)g[0], matrix);
            UpdateCofactors(d, e, matrix, modulus);
            UpdateNumbers(f, g, matrix);
        } while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0);
        Normalise(d, f[Limbs - 1] >> 63, modulus);
        unchecked
        {
            ulong v0 = (ulong)d[0];
            ulong v1 = (ulong)d[1];
            ulong v2 = (ulong)d[2];
            ulong v3 = (ulong)d[3];
            ulong v4 = (ulong)d[4];
            return Element<TModulus>.FromLimbs(v0 | (v1 << 62), (v1 >> 2) | (v2 << 60), (v2 >> 4) | (v3 << 58), (v3 >> 6) | (v4 << 56))
                * Correction;
        }
    }

    private static void Split((ulong L0, ulong L1, ulong L2, ulong L3) words, long* limbs)
    {
        unchecked
        {
            limbs[0] = (long)(words.L0 & Mask);
            limbs[1] = (long)(((words.L0 >> 62) | (words.L1 << 2)) & Mask);
            limbs[2] = (long)(((words.L1 >> 60) | (words.L2 << 4)) & Mask);
            limbs[3] = (long)(((words.L2 >> 58) | (words.L3 << 6)) & Mask);
            limbs[4] = (long)(words.L3 >> 56);
        }
    }

    // 62 division steps on the low bits; the matrix takes (f, g) to 2^62 times what they become.
    private static long Steps(long eta, ulong f, ulong g, long* matrix)
    {
        unchecked
        {
            ulong u = 1;
            ulong v = 0;
            ulong q = 0;
            ulong r = 1;
            int left = 62;
            while (true)
            {
                int zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
                g >>= zeros;
                u <<= zeros;
                v <<= zeros;
                eta -= zeros;
                left -= zeros;
                if (left == 0)
                    break;
                ulong w;
                if (eta < 0)
                {
                    eta = -eta;
                    (f, g) = (g, 0 - f);
                    (u, q) = (q, 0 - u);
                    (v, r) = (r, 0 - v);
                    // f (f^2 - 2) is -1/f mod 2^6: up to 6 bits of g vanish at once.
                    w = f * g * (f * f - 2) & Low(eta, left) & 63;
                }
                else
                {
                    w = f + (((f + 1) & 4) << 1);
                    w = (0 - w) * g & Low(eta, left) & 15;
                }
                g += f * w;
                q += u * w;
                r += v * w;
            }
            (matrix[0], matrix[1], matrix[2], matrix[3]) = ((long)u, (long)v, (long)q, (long)r);
            return eta;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(long eta, int left) => ulong.MaxValue >> (64 - (eta + 1 > left ? left : (int)eta + 1));

    // (d, e) becomes the matrix times (d, e) / 2^62 mod p, within (-2p, p).
    private static void UpdateCofactors(long* d, long* e, long* matrix, long* modulus)
    {
        unchecked
        {
            (long u, long v, long q, long r) = (matrix[0], matrix[1], matrix[2], matrix[3]);
            long signD = d[4] >> 63;
            long signE = e[4] >> 63;
            long md = (u & signD) + (v & signE);
            long me = (q & signD) + (r & signE);
            Wide cd = default;
            Wide ce = default;
            cd.Add(u, d[0]);
            cd.Add(v, e[0]);
            ce.Add(q, d[0]);
            ce.Add(r, e[0]);
            // Multiples of p that make the low 62 bits vanish; 1/p is minus what Montgomery needs.
            ulong inverse = 0 - TModulus.NegatedInverse;
            md -= (long)((inverse * cd.Low + (ulong)md) & Mask);
            me -= (long)((inverse * ce.Low + (ulong)me) & Mask);
            cd.Add(modulus[0], md);
            ce.Add(modulus[0], me);
            cd.Shift();
            ce.Shift();
            for (int i = 1; i < Limbs; i++)
            {
                cd.Add(u, d[i]);
                cd.Add(v, e[i]);
                cd.Add(modulus[i], md);
                ce.Add(q, d[i]);
                ce.Add(r, e[i]);
                ce.Add(modulus[i], me);
                d[i - 1] = (long)(cd.Low & Mask);
                e[i - 1] = (long)(ce.Low & Mask);
                cd.Shift();
                ce.Shift();
            }
            d[4] = (long)cd.Low;
            e[4] = (long)ce.Low;
        }
    }

    // (f, g) becomes the matrix times (f, g) / 2^62, exactly.
    private static void UpdateNumbers(long* f, long* g, long* matrix)
    {
        unchecked
        {
            (long u, long v, long q, long r) = (matrix[0], matrix[1], matrix[2], matrix[3]);
            Wide cf = default;
            Wide cg = default;
            for (int i = 0; i < Limbs; i++)
            {
                cf.Add(u, f[i]);
                cf.Add(v, g[i]);
                cg.Add(q, f[i]);
                cg.Add(r, g[i]);
                if (i > 0)
                {
                    f[i - 1] = (long)(cf.Low & Mask);
                    g[i - 1] = (long)(cg.Low & Mask);
                }
                cf.Shift();
                cg.Shift();
            }
            f[4] = (long)cf.Low;
            g[4] = (long)cg.Low;
        }
    }

    // From (-2p, p), times -1 where the gcd came out as -1, to [0, p).
    private static void Normalise(long* d, long negate, long* modulus)
    {
        unchecked
        {
            AddIfNegative(d, modulus);
            for (int i = 0; i < Limbs; i++)
                d[i] = (d[i] ^ negate) - negate;
            Carry(d);
            AddIfNegative(d, modulus);
            Carry(d);
        }
    }

    private static void AddIfNegative(long* d, long* modulus)
    {
        long mask = d[Limbs - 1] >> 63;
        for (int i = 0; i < Limbs; i++)
            d[i] += modulus[i] & mask;
    }

    private static void Carry(long* d)
    {
        unchecked
        {
            for (int i = 0; i < Limbs - 1; i++)
            {
                d[i + 1] += d[i] >> 62;
                d[i] &= (long)Mask;
            }
        }
    }

    /// <summary>A signed sum of products, 128 bits.</summary>
    private struct Wide
    {
        public ulong Low;
        private long _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long a, long b)
        {
            unchecked
            {
                long high = Math.BigMul(a, b, out long low);
                Low += (ulong)low;
                _high += high + (Low < (ulong)low ? 1 : 0);
            }
        }

        /// <summary>Divided by 2^62, downwards.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Shift()
        {
            unchecked
            {
                Low = (Low >> 62) | ((ulong)_high << 2);
                _high >>= 62;
            }
        }
    }
}
