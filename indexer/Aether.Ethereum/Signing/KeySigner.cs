using System.Security.Cryptography;

namespace Aether.Ethereum;

/// <summary>Signs with a private key held by the runtime's ECDSA. Nonces are random, so signing twice gives two signatures.</summary>
public sealed class KeySigner : ISigner, IDisposable
{
    private static readonly ECCurve Curve = ECCurve.CreateFromValue("1.3.132.0.10");

    private readonly ECDsa _ecdsa;
    private readonly Lock _gate = new();

    /// <param name="privateKey">32 bytes; the caller still owns and clears them.</param>
    public KeySigner(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != 32)
            throw new ArgumentException($"A private key has 32 bytes, not {privateKey.Length}.", nameof(privateKey));
        var scalar = UInt256.FromBigEndian(privateKey);
        if (scalar.IsZero || scalar >= Secp256k1.Order)
            throw new ArgumentException("The private key is zero or not below the order of the curve.", nameof(privateKey));
        byte[] copy = privateKey.ToArray();
        try
        {
            _ecdsa = ECDsa.Create(new ECParameters { Curve = Curve, D = copy });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
        ECPoint point = _ecdsa.ExportParameters(includePrivateParameters: false).Q;
        Span<byte> publicKey = stackalloc byte[64];
        publicKey.Clear();
        point.X.CopyTo(publicKey[(32 - point.X!.Length)..]);
        point.Y.CopyTo(publicKey[(64 - point.Y!.Length)..]);
        Address = Secp256k1.AddressOf(publicKey);
    }

    public Address Address { get; }

    /// <summary>A signer with a fresh random key.</summary>
    public static KeySigner Generate()
    {
        Span<byte> key = stackalloc byte[32];
        UInt256 scalar;
        do
        {
            RandomNumberGenerator.Fill(key);
            scalar = UInt256.FromBigEndian(key);
        } while (scalar.IsZero || scalar >= Secp256k1.Order);
        var signer = new KeySigner(key);
        CryptographicOperations.ZeroMemory(key);
        return signer;
    }

    public Task<Signature> SignAsync(Bytes32 digest, SigningKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Sign(digest));
    }

    /// <summary>As <see cref="SignAsync"/>, at once.</summary>
    public Signature Sign(Bytes32 digest)
    {
        Span<byte> hash = stackalloc byte[32];
        digest.CopyTo(hash);
        Span<byte> pair = stackalloc byte[64];
        while (true)
        {
            lock (_gate)
                _ecdsa.SignHash(hash, pair, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            var s = UInt256.FromBigEndian(pair[32..]);
            if (s > Secp256k1.HalfOrder)
                s = Secp256k1.Order - s;
            var signature = new Signature(UInt256.FromBigEndian(pair[..32]), s, 0);
            if (signature.TryRecover(digest, out Address even) && even == Address)
                return signature;
            signature = signature with { YParity = 1 };
            if (signature.TryRecover(digest, out Address odd) && odd == Address)
                return signature;
            // The point's x was not below the order, once in 2^127: sign again with another nonce.
        }
    }

    /// <summary>The address alone.</summary>
    public override string ToString() => $"KeySigner {Address}";

    public void Dispose() => _ecdsa.Dispose();
}
