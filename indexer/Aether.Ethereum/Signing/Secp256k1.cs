using System.Globalization;
using System.Numerics;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>Recovery of public keys on secp256k1. Variable time: it is only ever given public data, never a key or a nonce.</summary>
public static class Secp256k1
{
    private static readonly BigInteger P = Number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly Point G = new(
        Number("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
        Number("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"),
        BigInteger.One
    );

    /// <summary>The number of points on the curve.</summary>
    public static UInt256 Order { get; } = (UInt256)N;

    /// <summary>The largest s that is not refused as the upper half.</summary>
    public static UInt256 HalfOrder { get; } = (UInt256)(N >> 1);

    /// <summary>The address of the key that signed <paramref name="hash"/>; false for numbers out of range or no such point.</summary>
    public static bool TryRecover(Bytes32 hash, Signature signature, out Address address)
    {
        address = default;
        if (!signature.IsWellFormed)
            return false;
        BigInteger r = signature.R;
        BigInteger ySquared = Mod((r * r * r) + 7, P);
        var y = BigInteger.ModPow(ySquared, (P + 1) / 4, P);
        if (Mod(y * y, P) != ySquared)
            return false;
        if (!y.IsEven != (signature.YParity == 1))
            y = P - y;

        // Q = (s R - z G) / r
        BigInteger inverse = Inverse(r, N);
        BigInteger z = UInt256.FromBigEndian(hash.ToArray());
        Point q = MultiplyAdd(Mod(-z * inverse, N), G, Mod(signature.S * inverse, N), new Point(r, y, BigInteger.One));
        if (q.IsInfinity)
            return false;
        BigInteger zInverse = Inverse(q.Z, P);
        BigInteger zSquared = Mod(zInverse * zInverse, P);
        Span<byte> key = stackalloc byte[64];
        ((UInt256)Mod(q.X * zSquared, P)).WriteBigEndian(key);
        ((UInt256)Mod(q.Y * zSquared * zInverse, P)).WriteBigEndian(key[32..]);
        address = AddressOf(key);
        return true;
    }

    /// <summary>The address of a public key, given as x and y of 32 bytes each.</summary>
    public static Address AddressOf(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64)
            throw new FormatException($"A public key is x and y, 64 bytes, not {publicKey.Length}.");
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        Keccak256.Hash(publicKey, digest);
        return new Address(digest[12..]);
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        BigInteger rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        (BigInteger r0, BigInteger r1, BigInteger s0, BigInteger s1) = (modulus, value, BigInteger.Zero, BigInteger.One);
        while (!r1.IsZero)
        {
            var quotient = BigInteger.DivRem(r0, r1, out BigInteger rest);
            (r0, r1, s0, s1) = (r1, rest, s1, s0 - (quotient * s1));
        }
        return Mod(s0, modulus);
    }

    /// <summary>a p + b q by one pass over the bits of both.</summary>
    private static Point MultiplyAdd(BigInteger a, Point p, BigInteger b, Point q)
    {
        Point both = Add(p, q);
        Point sum = Point.Infinity;
        for (int bit = 255; bit >= 0; bit--)
        {
            sum = Double(sum);
            bool inA = !((a >> bit) & BigInteger.One).IsZero;
            bool inB = !((b >> bit) & BigInteger.One).IsZero;
            if (inA || inB)
                sum = Add(
                    sum,
                    inA && inB ? both
                        : inA ? p
                        : q
                );
        }
        return sum;
    }

    private static Point Double(Point p)
    {
        if (p.IsInfinity)
            return p;
        BigInteger a = Mod(p.X * p.X, P);
        BigInteger b = Mod(p.Y * p.Y, P);
        BigInteger c = Mod(b * b, P);
        BigInteger xb = p.X + b;
        BigInteger d = Mod(2 * ((xb * xb) - a - c), P);
        BigInteger e = 3 * a;
        BigInteger x = Mod((e * e) - (2 * d), P);
        return new Point(x, Mod((e * (d - x)) - (8 * c), P), Mod(2 * p.Y * p.Z, P));
    }

    private static Point Add(Point p, Point q)
    {
        if (p.IsInfinity)
            return q;
        if (q.IsInfinity)
            return p;
        BigInteger pz2 = Mod(p.Z * p.Z, P);
        BigInteger qz2 = Mod(q.Z * q.Z, P);
        BigInteger u1 = Mod(p.X * qz2, P);
        BigInteger u2 = Mod(q.X * pz2, P);
        BigInteger s1 = Mod(p.Y * q.Z * qz2, P);
        BigInteger s2 = Mod(q.Y * p.Z * pz2, P);
        if (u1 == u2)
            return s1 == s2 ? Double(p) : Point.Infinity;
        BigInteger h = u2 - u1;
        BigInteger r = s2 - s1;
        BigInteger h2 = Mod(h * h, P);
        BigInteger h3 = Mod(h * h2, P);
        BigInteger v = Mod(u1 * h2, P);
        BigInteger x = Mod((r * r) - h3 - (2 * v), P);
        return new Point(x, Mod((r * (v - x)) - (s1 * h3), P), Mod(p.Z * q.Z * h, P));
    }

    /// <summary>Jacobian coordinates: x = X/Z^2, y = Y/Z^3; Z = 0 is the point at infinity.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z)
    {
        public static Point Infinity => default;

        public bool IsInfinity => Z.IsZero;
    }
}
