namespace Aether.Inference;

/// <summary>Division by a power of two, rounding to nearest with halves up: floor((acc + half) / 2^s), half = 2^(s-1), half of s = 0 is 0.</summary>
/// <remarks>Source: prover/AIR8.md, Arithmetic. The shift is arithmetic; division of negative numbers would round the other way.</remarks>
public static class Requantise
{
    /// <summary>Largest shift.</summary>
    public const int ShiftMax = 16;

    /// <summary>Half of the divisor, added before the shift.</summary>
    public static int Half(int shift) => shift == 0 ? 0 : 1 << (shift - 1);

    /// <param name="accumulator">Any 64-bit number small enough that adding the half does not overflow.</param>
    /// <param name="shift">0 to 16.</param>
    public static long Shift(long accumulator, int shift) => (accumulator + Half(shift)) >> shift;

    /// <summary>The same, saturated to 16 bits. A valid model never saturates: rule W-05.</summary>
    public static short Saturated(long accumulator, int shift) =>
        (short)Math.Clamp(Shift(accumulator, shift), short.MinValue, short.MaxValue);

    /// <summary>Whether every accumulator of at most this magnitude stays inside 16 bits after the shift.</summary>
    /// <remarks>Then it also stays inside 32 bits before it, in any order of summation, since the shift is at most 16.</remarks>
    public static bool Fits(long magnitude, int shift) => Shift(magnitude, shift) <= short.MaxValue;
}
