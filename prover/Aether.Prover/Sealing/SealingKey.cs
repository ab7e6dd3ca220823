using System.Security.Cryptography;
using System.Text;

namespace Aether.Prover.Sealing;

/// <summary>A Node's P-256 key pair that receives sealed inputs. It signs nothing and holds no money.</summary>
public sealed class SealingKey : IDisposable
{
    private SealingKey(ECDiffieHellman key)
    {
        Key = key;
        Public = P256Point.Of(key);
    }

    public P256Point Public { get; }

    internal ECDiffieHellman Key { get; }

    public static SealingKey Generate() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Writes an encrypted PKCS#8 file (PBES2: PBKDF2-SHA256 600,000 rounds, AES-256) that only the owner may read.</summary>
    /// <exception cref="IOException">The file exists already.</exception>
    public void Save(string path, ReadOnlySpan<byte> password)
    {
        var der = Key.ExportEncryptedPkcs8PrivateKey(
            password,
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 600_000)
        );
        OwnerOnlyFile.WriteNew(path, Encoding.ASCII.GetBytes(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", der) + "\n"));
    }

    /// <exception cref="SealingException">Wrong password, or not a P-256 key.</exception>
    public static SealingKey Load(string path, ReadOnlySpan<byte> password)
    {
        var pem = File.ReadAllText(path);
        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportFromEncryptedPem(pem, password);
            if (key.KeySize != 256 || key.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
                throw new SealingException($"{path} does not hold a P-256 key");
            return new SealingKey(key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new SealingException($"{path} cannot be opened: wrong password, or not an encrypted PKCS#8 key", e);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose() => Key.Dispose();
}
