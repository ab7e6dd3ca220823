namespace Aether.Inference;

/// <summary>A bias as four balanced base-128 digits, least significant first, each in -64 to 63.</summary>
internal static class BiasDigits
{
    public const int Count = 4;
    public const int CountLog = 2;

    /// <summary>|bias| stays below this; four digits reach a little further on both sides.</summary>
    public const int Limit = (1 << 27) - (1 << 21);

    public const int DigitMin = -64;
    public const int DigitMax = 63;

    /// <param name="bias">Below <see cref="Limit"/> in magnitude.</param>
    /// <param name="digits">Four bytes, excess-128.</param>
    public static void Write(int bias, Span<byte> digits)
    {
        if (Math.Abs((long)bias) >= Limit)
            throw new Air8RefusedException(
                Air8Rule.BiasRange,
                FormattableString.Invariant($"bias {bias} is not below {Limit} in magnitude")
            );
        for (int i = 0; i < Count; i++)
        {
            int digit = ((bias + 64) & 127) - 64;
            digits[i] = (byte)(digit + 128);
            bias = (bias - digit) / 128;
        }
    }

    /// <param name="digits">Four bytes, excess-128, each in range.</param>
    public static int Read(ReadOnlySpan<byte> digits)
    {
        int bias = 0;
        for (int i = Count - 1; i >= 0; i--)
            bias = bias * 128 + (digits[i] - 128);
        return bias;
    }
}
