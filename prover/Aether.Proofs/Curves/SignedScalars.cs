using System.Numerics;
using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>Scalars as sign and magnitude, recoded so that every window of bits can be read by itself as a signed digit.</summary>
/// <remarks>
/// A scalar above p/2 stands for minus its negative, so magnitudes stay below 2^253. Adding half a window in every window but the top one
/// turns digits 0 to 2^c - 1 into -2^(c-1) to 2^(c-1) - 1 without a carry to hand on. The sign is the top bit of the last word.
/// </remarks>
internal sealed class SignedScalars
{
    private readonly ulong[] _words;
    private readonly int _stride;
    private readonly int _window;
    private readonly int _windows;

    /// <exception cref="ArgumentException">A scalar has more bits than the plan says.</exception>
    public SignedScalars(ReadOnlySpan<Fr> scalars, MsmPlan plan)
    {
        _stride = plan.Words;
        _window = plan.Window;
        _windows = plan.Windows;
        _words = new ulong[(long)scalars.Length * _stride];
        Span<ulong> offset = stackalloc ulong[4];
        offset.Clear();
        for (int i = 0; i < _windows - 1; i++)
        {
            int bit = i * _window + _window - 1;
            offset[bit >> 6] |= 1UL << (bit & 63);
        }
        for (int i = 0; i < scalars.Length; i++)
        {
            bool negative = Magnitude(scalars[i], out ulong l0, out ulong l1, out ulong l2, out ulong l3);
            if (BitLength(l0, l1, l2, l3) > plan.Bits)
                throw new ArgumentException($"Scalar {i} has more than {plan.Bits} bits.", nameof(scalars));
            Span<ulong> words = _words.AsSpan(i * _stride, _stride);
            unchecked
            {
                // Below 2^253 + 2^252 in all, or below 2^62 in one word: the top bit stays free.
                words[0] = l0 + offset[0];
                if (_stride == 4)
                {
                    UInt128 sum = (UInt128)l0 + offset[0];
                    sum = (sum >> 64) + l1 + offset[1];
                    words[1] = (ulong)sum;
                    sum = (sum >> 64) + l2 + offset[2];
                    words[2] = (ulong)sum;
                    words[3] = l3 + offset[3] + (ulong)(sum >> 64);
                }
                if (negative)
                    words[^1] |= 1UL << 63;
            }
        }
    }

    /// <summary>Bits of the largest magnitude, at least 1.</summary>
    public static int Bits(ReadOnlySpan<Fr> scalars)
    {
        int bits = 1;
        foreach (Fr scalar in scalars)
        {
            Magnitude(scalar, out ulong l0, out ulong l1, out ulong l2, out ulong l3);
            bits = Math.Max(bits, BitLength(l0, l1, l2, l3));
        }
        return bits;
    }

    /// <summary>The signed digit of scalar <paramref name="index"/> in window <paramref name="window"/>: magnitude at most 2^(c-1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Digit(int index, int window)
    {
        unchecked
        {
            ReadOnlySpan<ulong> words = _words.AsSpan(index * _stride, _stride);
            int bit = window * _window;
            int word = bit >> 6;
            int shift = bit & 63;
            ulong value = Word(words, word) >> shift;
            if (shift + _window > 63 && word + 1 < _stride)
                value |= Word(words, word + 1) << (63 - shift) << 1;
            int digit = (int)(value & ((1UL << _window) - 1));
            if (window < _windows - 1)
                digit -= 1 << (_window - 1);
            return words[_stride - 1] >> 63 == 0 ? digit : -digit;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(ReadOnlySpan<ulong> words, int index) => index == _stride - 1 ? words[index] & (ulong.MaxValue >> 1) : words[index];

    /// <summary>The smaller of x and p - x; true for the latter.</summary>
    private static bool Magnitude(Fr scalar, out ulong l0, out ulong l1, out ulong l2, out ulong l3)
    {
        (l0, l1, l2, l3) = scalar.ToCanonical();
        // Half of p, by the top limb: exact enough, since only the size of the magnitude matters.
        if (l3 < ScalarModulus.Limb3 / 2)
            return false;
        (ulong n0, ulong n1, ulong n2, ulong n3) = (-scalar).ToCanonical();
        if (BitLength(n0, n1, n2, n3) > BitLength(l0, l1, l2, l3))
            return false;
        (l0, l1, l2, l3) = (n0, n1, n2, n3);
        return true;
    }

    private static int BitLength(ulong l0, ulong l1, ulong l2, ulong l3) =>
        l3 != 0 ? 256 - BitOperations.LeadingZeroCount(l3)
        : l2 != 0 ? 192 - BitOperations.LeadingZeroCount(l2)
        : l1 != 0 ? 128 - BitOperations.LeadingZeroCount(l1)
        : 64 - BitOperations.LeadingZeroCount(l0);
}
