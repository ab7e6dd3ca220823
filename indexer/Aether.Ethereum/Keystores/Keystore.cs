using System.Security.Cryptography;
using System.Text.Json;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>How a password becomes a key.</summary>
public enum KeystoreKdf
{
    /// <summary>n = 2^17, r = 8, p = 1: 128 MiB and about a second.</summary>
    Scrypt,

    /// <summary>n = 2^12, r = 8, p = 6: as light wallets do. For tests and throw-away keys.</summary>
    ScryptLight,

    /// <summary>600,000 rounds of HMAC-SHA256.</summary>
    Pbkdf2,
}

/// <summary>Private keys at rest: the V3 keystore of Ethereum's wallets (aes-128-ctr under scrypt or PBKDF2).</summary>
public static class Keystore
{
    private const int FileBytesMax = 64 << 10;
    private const int Pbkdf2Rounds = 600_000;
    private const int Pbkdf2RoundsMax = 10_000_000;
    private const int DerivedKeyBytes = 32;

    /// <summary>Reads a keystore file and returns its signer.</summary>
    /// <param name="path">The file. Others may read it only at the owner's risk; this is not checked, since it is encrypted.</param>
    /// <param name="password">The caller clears it.</param>
    /// <exception cref="KeystoreException">Absent, malformed, of another kind, or the password is wrong.</exception>
    public static KeySigner Load(string path, ReadOnlySpan<byte> password)
    {
        byte[] json;
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
                throw new KeystoreException($"{path} is larger than {FileBytesMax} bytes, so it is not a keystore.");
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeystoreException($"The keystore {path} cannot be read: {e.Message}", e);
        }
        try
        {
            return Decrypt(json, password);
        }
        catch (KeystoreException e)
        {
            throw new KeystoreException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Makes a fresh key, writes it to a new file with mode 600, and returns its signer.</summary>
    /// <exception cref="KeystoreException">There is a file of that name already.</exception>
    public static KeySigner Create(string path, ReadOnlySpan<byte> password, KeystoreKdf kdf)
    {
        Span<byte> key = stackalloc byte[32];
        try
        {
            UInt256 scalar;
            do
            {
                RandomNumberGenerator.Fill(key);
                scalar = UInt256.FromBigEndian(key);
            } while (scalar.IsZero || scalar >= Secp256k1.Order);
            Save(path, key, password, kdf);
            return new KeySigner(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Writes a key to a new file with mode 600.</summary>
    /// <exception cref="KeystoreException">There is a file of that name already.</exception>
    public static void Save(string path, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> password, KeystoreKdf kdf)
    {
        if (File.Exists(path))
            throw new KeystoreException($"{path} exists; a keystore is never overwritten.");
        DurableFile.Write(path, Encrypt(privateKey, password, kdf), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The signer of a keystore's JSON.</summary>
    public static KeySigner Decrypt(ReadOnlySpan<byte> json, ReadOnlySpan<byte> password)
    {
        KeystoreRecord record = Read(json);
        CryptoRecord crypto = record.Crypto;
        byte[] derived = [];
        byte[] key = [];
        try
        {
            derived = DeriveKey(crypto, password);
            byte[] cipherText = Convert.FromHexString(crypto.CipherText);
            if (cipherText.Length != 32)
                throw new KeystoreException($"the encrypted key has {cipherText.Length} bytes instead of 32.");
            if (!CryptographicOperations.FixedTimeEquals(Mac(derived, cipherText), Convert.FromHexString(crypto.Mac)))
                throw new KeystoreException("the password is wrong, or the file is damaged.");
            key = AesCtr(derived.AsSpan(0, 16), Convert.FromHexString(crypto.CipherParams.Iv), cipherText);
            var signer = new KeySigner(key);
            if (
                record.Address is { } stated
                && !string.Equals(Plain(stated), Plain(signer.Address.ToString()), StringComparison.OrdinalIgnoreCase)
            )
                throw new KeystoreException($"the file says address {stated}, but its key is that of {signer.Address}.");
            return signer;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            throw new KeystoreException($"not a usable keystore: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(key);
        }

        static string Plain(string address) => address.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? address[2..] : address;
    }

    /// <summary>The JSON of a keystore for this key.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> password, KeystoreKdf kdf)
    {
        using var signer = new KeySigner(privateKey);
        string salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var parameters = new KdfParamsRecord { KeyBytes = DerivedKeyBytes, Salt = salt };
        parameters = kdf switch
        {
            KeystoreKdf.Scrypt => parameters with { N = 1 << 17, R = 8, P = 1 },
            KeystoreKdf.ScryptLight => parameters with { N = 1 << 12, R = 8, P = 6 },
            _ => parameters with { C = Pbkdf2Rounds, Prf = "hmac-sha256" },
        };
        byte[] iv = RandomNumberGenerator.GetBytes(16);
        var crypto = new CryptoRecord
        {
            Cipher = "aes-128-ctr",
            CipherParams = new CipherParamsRecord { Iv = Convert.ToHexStringLower(iv) },
            CipherText = "",
            Kdf = kdf == KeystoreKdf.Pbkdf2 ? "pbkdf2" : "scrypt",
            KdfParams = parameters,
            Mac = "",
        };
        byte[] derived = DeriveKey(crypto, password);
        try
        {
            byte[] cipherText = AesCtr(derived.AsSpan(0, 16), iv, privateKey);
            crypto = crypto with
            {
                CipherText = Convert.ToHexStringLower(cipherText),
                Mac = Convert.ToHexStringLower(Mac(derived, cipherText)),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
        var record = new KeystoreRecord
        {
            Address = signer.Address.ToString()[2..],
            Crypto = crypto,
            Id = Guid.NewGuid().ToString(),
            Version = 3,
        };
        return JsonSerializer.SerializeToUtf8Bytes(record, KeystoreJson.Default.KeystoreRecord);
    }

    private static KeystoreRecord Read(ReadOnlySpan<byte> json)
    {
        KeystoreRecord record;
        try
        {
            record =
                JsonSerializer.Deserialize(json, KeystoreJson.Default.KeystoreRecord) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new KeystoreException($"not a V3 keystore: {e.Message}", e);
        }
        if (record.Version != 3)
            throw new KeystoreException($"keystore version {record.Version} is not supported; version 3 is.");
        return string.Equals(record.Crypto.Cipher, "aes-128-ctr", StringComparison.Ordinal)
            ? record
            : throw new KeystoreException($"the cipher {record.Crypto.Cipher} is not supported; aes-128-ctr is.");
    }

    private static byte[] DeriveKey(CryptoRecord crypto, ReadOnlySpan<byte> password)
    {
        KdfParamsRecord parameters = crypto.KdfParams;
        if (parameters.KeyBytes != DerivedKeyBytes)
            throw new KeystoreException($"a derived key of {parameters.KeyBytes} bytes is not supported; {DerivedKeyBytes} are.");
        byte[] salt = Convert.FromHexString(parameters.Salt);
        byte[] key = new byte[DerivedKeyBytes];
        switch (crypto.Kdf)
        {
            case "scrypt" when parameters is { N: { } n, R: { } r, P: { } p }:
                Scrypt.DeriveKey(password, salt, n, r, p, key);
                return key;
            case "pbkdf2" when parameters is { C: > 0 and <= Pbkdf2RoundsMax and var rounds, Prf: "hmac-sha256" }:
                Rfc2898DeriveBytes.Pbkdf2(password, salt, key, rounds, HashAlgorithmName.SHA256);
                return key;
            default:
                throw new KeystoreException(
                    $"the key derivation {crypto.Kdf} with these parameters is not supported; scrypt and pbkdf2 (hmac-sha256) are."
                );
        }
    }

    private static byte[] Mac(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> cipherText) =>
        Keccak256.Hash([.. derived[16..32], .. cipherText]);

    /// <summary>CTR mode is its own inverse: the keystream is the encrypted counter.</summary>
    private static byte[] AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input)
    {
        if (iv.Length != 16)
            throw new FormatException($"The counter of aes-128-ctr has 16 bytes, not {iv.Length}.");
        using var aes = Aes.Create();
        byte[] keyCopy = key.ToArray();
        aes.Key = keyCopy;
        CryptographicOperations.ZeroMemory(keyCopy);
        byte[] counter = iv.ToArray();
        byte[] output = new byte[input.Length];
        Span<byte> stream = stackalloc byte[16];
        for (int offset = 0; offset < input.Length; offset += 16)
        {
            aes.EncryptEcb(counter, stream, PaddingMode.None);
            for (int i = 0; i < Math.Min(16, input.Length - offset); i++)
                output[offset + i] = (byte)(input[offset + i] ^ stream[i]);
            for (int i = 15; i >= 0 && unchecked(++counter[i]) == 0; i--) { }
        }
        CryptographicOperations.ZeroMemory(stream);
        return output;
    }
}
