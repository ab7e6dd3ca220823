namespace Aether.Proofs;

/// <summary>What the Montgomery form needs to know of a modulus, computed once: powers of R = 2^256 mod p.</summary>
internal static class Montgomery<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>R: the Montgomery form of 1.</summary>
    public static readonly Element<TModulus> One = Doubled(Element<TModulus>.FromLimbs(1, 0, 0, 0), 256);

    /// <summary>R^2: the product with it turns a canonical integer into its Montgomery form.</summary>
    public static readonly Element<TModulus> SquareOfR = Doubled(One, 256);

    private static Element<TModulus> Doubled(Element<TModulus> value, int times)
    {
        for (int i = 0; i < times; i++)
            value += value;
        return value;
    }
}
