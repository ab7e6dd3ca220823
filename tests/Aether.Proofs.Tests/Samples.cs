using System.Numerics;

namespace Aether.Proofs.Tests;

/// <summary>Elements that are hard on limbs and carries, and random ones.</summary>
internal static class Samples
{
    public static Element<TModulus>[] Edges<TModulus>()
        where TModulus : struct, IModulus
    {
        BigInteger p = Element<TModulus>.Modulus;
        BigInteger inverse = BigInteger.ModPow(BigInteger.One << 256, p - 2, p);
        List<BigInteger> values = [0, 1, 2, p - 1, p - 2, p >> 1, (p >> 1) + 1, BigInteger.One << 253, (BigInteger.One << 253) - 1];
        for (int bit = 29; bit < 254; bit += 29)
            values.AddRange([BigInteger.One << bit, (BigInteger.One << bit) - 1, p - (BigInteger.One << bit)]);
        for (int bit = 64; bit < 254; bit += 64)
            values.AddRange([BigInteger.One << bit, (BigInteger.One << bit) - 1, p - (BigInteger.One << bit)]);
        // Both as numbers and as Montgomery limbs.
        return [.. values.Concat(values.Select(value => value * inverse % p)).Select(value => new Element<TModulus>(value))];
    }

    public static Element<TModulus> Random<TModulus>(Random random)
        where TModulus : struct, IModulus
    {
        byte[] bytes = new byte[40];
        random.NextBytes(bytes);
        return new Element<TModulus>(new BigInteger(bytes, isUnsigned: true));
    }

    /// <summary>Edges and random elements mixed.</summary>
    public static Element<TModulus>[] Mixed<TModulus>(int count, int seed)
        where TModulus : struct, IModulus
    {
        Random random = new(seed);
        Element<TModulus>[] edges = Edges<TModulus>();
        Element<TModulus>[] values = new Element<TModulus>[count];
        for (int i = 0; i < count; i++)
            values[i] = random.Next(3) == 0 ? edges[random.Next(edges.Length)] : Random<TModulus>(random);
        return values;
    }

    public static (Element<TModulus> A, Element<TModulus> B, Element<TModulus> C) Triple<TModulus>(int seed)
        where TModulus : struct, IModulus
    {
        Element<TModulus>[] values = Mixed<TModulus>(3, seed);
        return (values[0], values[1], values[2]);
    }
}
