using System.Globalization;

namespace Aether.Prover.Policy;

/// <summary>Amounts as people write them ("1.50") and as contracts hold them (the token's smallest unit, at most 96 bits).</summary>
public static class TokenAmount
{
    /// <summary>Largest amount a Request or a bond can hold.</summary>
    public static readonly UInt128 MaxValue = (UInt128.One << 96) - 1;

    /// <exception cref="FormatException">Not digits with at most one point, more decimals than the token has, or above 96 bits.</exception>
    public static UInt128 Parse(string text, int decimals)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length is 0 or > 40 || (point >= 0 && fraction.Length == 0) || !AllDigits(whole) || !AllDigits(fraction))
            throw new FormatException($"'{text}' is not an amount: write digits and at most one point, such as 1.50");
        if (fraction.Length > decimals)
            throw new FormatException($"'{text}' has {fraction.Length} decimals; the token has {decimals}");
        if (
            !UInt128.TryParse(whole + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            || units > MaxValue
        )
            throw new FormatException($"'{text}' is above the largest amount of 2^96 - 1 smallest units");
        return units;
    }

    /// <summary>The shortest decimal text that parses back to the same amount.</summary>
    public static string Format(UInt128 units, int decimals)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        var whole = digits[..^decimals];
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    private static bool AllDigits(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
