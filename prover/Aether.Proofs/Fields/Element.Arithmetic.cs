using System.Numerics;
using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>Arithmetic mod p. Everything here is unchecked on purpose: limbs wrap mod 2^64 and carries are taken by comparison.</summary>
public readonly partial struct Element<TModulus>
{
    /// <remarks>Two elements sum below 2^255: no carry leaves the top limb.</remarks>
    public static Element<TModulus> operator +(Element<TModulus> left, Element<TModulus> right)
    {
        unchecked
        {
            ulong l0 = left._l0 + right._l0;
            ulong carry = l0 < left._l0 ? 1UL : 0;
            ulong l1 = AddCarry(left._l1, right._l1, ref carry);
            ulong l2 = AddCarry(left._l2, right._l2, ref carry);
            return Reduced(l0, l1, l2, left._l3 + right._l3 + carry);
        }
    }

    public static Element<TModulus> operator -(Element<TModulus> left, Element<TModulus> right)
    {
        unchecked
        {
            ulong borrow = 0;
            ulong l0 = SubtractBorrow(left._l0, right._l0, ref borrow);
            ulong l1 = SubtractBorrow(left._l1, right._l1, ref borrow);
            ulong l2 = SubtractBorrow(left._l2, right._l2, ref borrow);
            ulong l3 = SubtractBorrow(left._l3, right._l3, ref borrow);
            ulong mask = 0 - borrow;
            ulong carry = 0;
            l0 = AddCarry(l0, TModulus.Limb0 & mask, ref carry);
            l1 = AddCarry(l1, TModulus.Limb1 & mask, ref carry);
            l2 = AddCarry(l2, TModulus.Limb2 & mask, ref carry);
            return new(l0, l1, l2, l3 + (TModulus.Limb3 & mask) + carry);
        }
    }

    public static Element<TModulus> operator -(Element<TModulus> value) => default(Element<TModulus>) - value;

    /// <summary>The Montgomery product a b / 2^256 mod p, limb by limb.</summary>
    /// <remarks>
    /// Operand scanning without a fifth accumulator limb: with p below 2^254 the two running carries add up below 2^64.
    /// Source: Koc, Acar, Kaliski 1996 (CIOS); the bound: gnark-crypto, ecc/bn254/fp, "no-carry optimisation".
    /// </remarks>
    public static Element<TModulus> operator *(Element<TModulus> left, Element<TModulus> right)
    {
        unchecked
        {
            ulong t0 = 0;
            ulong t1 = 0;
            ulong t2 = 0;
            ulong t3 = 0;
            Row(left, right._l0, ref t0, ref t1, ref t2, ref t3);
            Row(left, right._l1, ref t0, ref t1, ref t2, ref t3);
            Row(left, right._l2, ref t0, ref t1, ref t2, ref t3);
            Row(left, right._l3, ref t0, ref t1, ref t2, ref t3);
            return Reduced(t0, t1, t2, t3);
        }
    }

    /// <summary>The square.</summary>
    public Element<TModulus> Square() => this * this;

    /// <summary>The power with a non-negative exponent of any size; anything to the 0 is 1.</summary>
    public Element<TModulus> Power(BigInteger exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        Element<TModulus> result = One;
        for (long bit = (long)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!(exponent >> (int)bit).IsEven)
                result *= this;
        }
        return result;
    }

    /// <summary>1/x.</summary>
    /// <exception cref="DivideByZeroException">x is 0.</exception>
    public Element<TModulus> Inverse() =>
        IsZero ? throw new DivideByZeroException("Zero has no inverse in a field.") : Inversion<TModulus>.Invert(this);

    /// <summary>x^(p-2), which is 1/x, or 0 for 0: the plain version that <see cref="Inverse"/> is tested against.</summary>
    internal Element<TModulus> InverseByPower() => Power(Modulus - 2);

    /// <summary>A square root, where p = 3 mod 4 and there is one.</summary>
    /// <returns>False for a value that is no square.</returns>
    public bool TrySquareRoot(out Element<TModulus> root)
    {
        if ((TModulus.Limb0 & 3) != 3)
            throw new NotSupportedException("Square roots are for fields with p = 3 mod 4.");
        root = Power((Modulus + 1) / 4);
        return root.Square() == this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Element<TModulus> left, ulong factor, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3)
    {
        unchecked
        {
            ulong a = 0;
            ulong c = 0;
            t0 = MultiplyAdd(left._l0, factor, t0, ref a);
            ulong m = t0 * TModulus.NegatedInverse;
            MultiplyAdd(m, TModulus.Limb0, t0, ref c);
            t1 = MultiplyAdd(left._l1, factor, t1, ref a);
            t0 = MultiplyAdd(m, TModulus.Limb1, t1, ref c);
            t2 = MultiplyAdd(left._l2, factor, t2, ref a);
            t1 = MultiplyAdd(m, TModulus.Limb2, t2, ref c);
            t3 = MultiplyAdd(left._l3, factor, t3, ref a);
            t2 = MultiplyAdd(m, TModulus.Limb3, t3, ref c);
            t3 = a + c;
        }
    }

    /// <summary>x y + addend + carry: its low limb; the high one becomes the carry. At most (2^64-1)^2 + 2 (2^64-1) = 2^128 - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong x, ulong y, ulong addend, ref ulong carry)
    {
        unchecked
        {
            ulong high = Math.BigMul(x, y, out ulong low);
            low += addend;
            high += low < addend ? 1UL : 0;
            low += carry;
            high += low < carry ? 1UL : 0;
            carry = high;
            return low;
        }
    }

    /// <summary>The value, less p where it is p or more; below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Element<TModulus> Reduced(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        ulong borrow = 0;
        ulong s0 = SubtractBorrow(l0, TModulus.Limb0, ref borrow);
        ulong s1 = SubtractBorrow(l1, TModulus.Limb1, ref borrow);
        ulong s2 = SubtractBorrow(l2, TModulus.Limb2, ref borrow);
        ulong s3 = SubtractBorrow(l3, TModulus.Limb3, ref borrow);
        return borrow == 0 ? new(s0, s1, s2, s3) : new(l0, l1, l2, l3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong x, ulong y, ref ulong carry)
    {
        unchecked
        {
            ulong sum = x + y;
            ulong over = sum < x ? 1UL : 0;
            ulong total = sum + carry;
            carry = over | (total < sum ? 1UL : 0);
            return total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractBorrow(ulong x, ulong y, ref ulong borrow)
    {
        unchecked
        {
            ulong difference = x - y;
            ulong under = x < y ? 1UL : 0;
            ulong total = difference - borrow;
            borrow = under | (difference < borrow ? 1UL : 0);
            return total;
        }
    }
}
