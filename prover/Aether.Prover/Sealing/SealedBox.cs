using System.Security.Cryptography;

namespace Aether.Prover.Sealing;

/// <summary>One-shot public key encryption to a Node's sealing key: ECDH P-256, HKDF-SHA256, AES-256-GCM.</summary>
/// <remarks>
/// Box: ephemeral point (65, uncompressed), ciphertext (as long as the message), tag (16).
/// prk = HKDF-Extract(salt = "aether-seal-v1", ikm = x coordinate of the shared point);
/// key (32), nonce (12) = HKDF-Expand(prk, ephemeral, recipient, context). The context is also the authenticated data.
/// A fresh ephemeral key per box makes key and nonce single use. Format: prover/PROTOCOL.md, Sealed box.
/// </remarks>
public static class SealedBox
{
    public const int TagLength = 16;

    /// <summary>Bytes a box is longer than its message.</summary>
    public const int Overhead = P256Point.UncompressedLength + TagLength;

    public static byte[] Seal(P256Point recipient, SealingContext context, ReadOnlySpan<byte> message)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var recipientKey = recipient.ToPublicKey();
        var point = P256Point.Of(ephemeral).ToUncompressed();
        var info = context.Encode();
        var box = new byte[message.Length + Overhead];
        point.CopyTo(box, 0);
        var keys = DeriveKeys(ephemeral, recipientKey.PublicKey, point, recipient.ToUncompressed(), info);
        using (var gcm = new AesGcm(keys.AsSpan(0, 32), TagLength))
        {
            gcm.Encrypt(
                keys.AsSpan(32, 12),
                message,
                box.AsSpan(P256Point.UncompressedLength, message.Length),
                box.AsSpan(P256Point.UncompressedLength + message.Length),
                info
            );
        }

        CryptographicOperations.ZeroMemory(keys);
        return box;
    }

    /// <exception cref="SealingException">Truncated box, point off the curve, or not sealed to this key for this Job.</exception>
    public static byte[] Open(SealingKey recipient, SealingContext context, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead)
            throw new SealingException($"a sealed box has at least {Overhead} bytes, found {box.Length}");
        var point = P256Point.FromUncompressed(box[..P256Point.UncompressedLength]);
        var info = context.Encode();
        using var ephemeral = point.ToPublicKey();
        var keys = DeriveKeys(
            recipient.Key,
            ephemeral.PublicKey,
            box[..P256Point.UncompressedLength],
            recipient.Public.ToUncompressed(),
            info
        );
        var message = new byte[box.Length - Overhead];
        try
        {
            using var gcm = new AesGcm(keys.AsSpan(0, 32), TagLength);
            gcm.Decrypt(keys.AsSpan(32, 12), box[P256Point.UncompressedLength..^TagLength], box[^TagLength..], message, info);
            return message;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SealingException("the box was changed, or sealed to another key, chain, market or job", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    private static byte[] DeriveKeys(
        ECDiffieHellman mine,
        ECDiffieHellmanPublicKey theirs,
        ReadOnlySpan<byte> ephemeral,
        ReadOnlySpan<byte> recipient,
        ReadOnlySpan<byte> info
    )
    {
        var shared = mine.DeriveRawSecretAgreement(theirs);
        var prk = HKDF.Extract(HashAlgorithmName.SHA256, shared, SealingContext.Label.ToArray());
        var keys = new byte[44];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, keys, [.. ephemeral, .. recipient, .. info]);
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(prk);
        return keys;
    }
}
