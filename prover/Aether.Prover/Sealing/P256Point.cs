using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Aether.Prover.Sealing;

/// <summary>A public point on P-256, validated when it is made: the only form in which a sealing key or an ephemeral key is handled here.</summary>
public sealed class P256Point
{
    public const int UncompressedLength = 65;

    private static readonly BigInteger Prime = Hex("0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger B = Hex("05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private readonly byte[] _x;
    private readonly byte[] _y;

    private P256Point(byte[] x, byte[] y) => (_x, _y) = (x, y);

    public ReadOnlySpan<byte> X => _x;

    public ReadOnlySpan<byte> Y => _y;

    /// <exception cref="SealingException">A coordinate is not below the field prime, or the point is not on the curve.</exception>
    public static P256Point FromCoordinates(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != 32 || y.Length != 32)
            throw new SealingException("a P-256 coordinate has 32 bytes");
        // Public data only: BigInteger is not constant time.
        var px = new BigInteger(x, isUnsigned: true, isBigEndian: true);
        var py = new BigInteger(y, isUnsigned: true, isBigEndian: true);
        if (px >= Prime || py >= Prime)
            throw new SealingException("a P-256 coordinate is not below the field prime");
        var right = ((BigInteger.ModPow(px, 3, Prime) - (3 * px) + B) % Prime + Prime) % Prime;
        if (BigInteger.ModPow(py, 2, Prime) != right)
            throw new SealingException("the point is not on P-256");
        return new P256Point(x.ToArray(), y.ToArray());
    }

    /// <summary>Reads 04, x, y.</summary>
    public static P256Point FromUncompressed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != UncompressedLength || bytes[0] != 4)
            throw new SealingException("a P-256 point is 65 bytes and begins with 04");
        return FromCoordinates(bytes[1..33], bytes[33..]);
    }

    public byte[] ToUncompressed() => [4, .. _x, .. _y];

    internal static P256Point Of(ECDiffieHellman key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return new P256Point(q.X!, q.Y!);
    }

    internal ECDiffieHellman ToPublicKey() =>
        ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = _x, Y = _y },
            }
        );

    private static BigInteger Hex(string digits) => BigInteger.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
