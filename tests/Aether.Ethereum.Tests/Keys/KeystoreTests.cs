using System.Text;
using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Reference;

namespace Aether.Ethereum.Tests.Keys;

/// <summary>V3 keystores read and written by cast, by Node's crypto, and by us; damaged files and wrong passwords.</summary>
public sealed class KeystoreTests
{
    private static readonly byte[] Key = Hex.Parse(Anvil.Accounts[4].PrivateKey);
    private static readonly Address Owner = Address.Parse(Anvil.Accounts[4].Address);

    [Theory]
    [InlineData(KeystoreKdf.Scrypt)]
    [InlineData(KeystoreKdf.ScryptLight)]
    [InlineData(KeystoreKdf.Pbkdf2)]
    public async Task Cast_ReadsWhatWeWrite(KeystoreKdf kdf)
    {
        using var folder = new RunDirectory();
        string path = folder.FilePath("ours.json");
        Keystore.Save(path, Key, "correct horse"u8, kdf);
        CommandRun run = await CommandRun.RunAsync(
            "cast",
            folder.FilePath("cast.log"),
            [Repository.Tool("cast"), "wallet", "address", "--keystore", path, "--password", "correct horse"]
        );
        Assert.Equal(Owner.ToChecksumString(), run.OrThrow("cast wallet address").StandardOutput.Trim());
        using KeySigner again = Keystore.Load(path, "correct horse"u8);
        Assert.Equal(Owner, again.Address);
    }

    [Fact]
    public async Task We_ReadWhatCastWrites()
    {
        using var folder = new RunDirectory();
        CommandRun run = await CommandRun.RunAsync(
            "cast",
            folder.FilePath("cast.log"),
            [
                Repository.Tool("cast"),
                "wallet",
                "import",
                "theirs",
                "--keystore-dir",
                folder.Path,
                "--private-key",
                Anvil.Accounts[4].PrivateKey,
                "--unsafe-password",
                "pässwörd",
            ]
        );
        run.OrThrow("cast wallet import");
        using KeySigner signer = Keystore.Load(folder.FilePath("theirs"), "pässwörd"u8);
        Assert.Equal(Owner, signer.Address);
        Assert.Throws<KeystoreException>(() => Keystore.Load(folder.FilePath("theirs"), "password"u8));
    }

    [Fact]
    public async Task We_ReadAPbkdf2KeystoreMadeElsewhere()
    {
        IReadOnlyList<JsonNode> made = await ViemReference.AskAsync([
            new JsonObject
            {
                ["op"] = "pbkdf2Keystore",
                ["key"] = Anvil.Accounts[4].PrivateKey,
                ["password"] = "secret",
                ["rounds"] = 5000,
            },
        ]);
        using KeySigner signer = Keystore.Decrypt(Encoding.UTF8.GetBytes(made[0].ToJsonString()), "secret"u8);
        Assert.Equal(Owner, signer.Address);
    }

    // The two cases of the Web3 Secret Storage definition, published with their derived keys.
    [Theory]
    [InlineData(
        """{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"""
    )]
    [InlineData(
        """{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"""
    )]
    public void PublishedCase_HasThePublishedKey(string json)
    {
        using var published = new KeySigner(Hex.Parse("0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"));
        using KeySigner read = Keystore.Decrypt(Encoding.UTF8.GetBytes(json), "testpassword"u8);
        Assert.Equal(published.Address, read.Address);
    }

    [Theory]
    [InlineData("version", "4", "version")]
    [InlineData("address", "\"00000000000000000000000000000000000000aa\"", "address")]
    [InlineData("crypto.cipher", "\"aes-256-gcm\"", "aes-256-gcm")]
    [InlineData("crypto.kdf", "\"argon2\"", "argon2")]
    [InlineData("crypto.mac", "\"00\"", "password")]
    [InlineData("crypto.ciphertext", "\"00ff\"", "2 bytes")]
    [InlineData("crypto.cipherparams.iv", "\"00\"", "counter")]
    [InlineData("crypto.kdfparams.n", "1073741824", "scrypt")]
    [InlineData("crypto.kdfparams.n", "5000", "scrypt")]
    [InlineData("crypto.kdfparams.r", "-1", "scrypt")]
    [InlineData("crypto.kdfparams.dklen", "64", "64")]
    [InlineData("crypto.kdfparams.salt", "\"xy\"", "keystore")]
    public void Damaged_IsRefusedWithTheReason(string field, string value, string reason)
    {
        JsonNode root = JsonNode.Parse(Keystore.Encrypt(Key, "pass"u8, KeystoreKdf.ScryptLight))!;
        JsonNode owner = root;
        string[] path = field.Split('.');
        foreach (string part in path[..^1])
            owner = owner[part]!;
        owner[path[^1]] = JsonNode.Parse(value);
        KeystoreException e = Assert.Throws<KeystoreException>(() =>
            Keystore.Decrypt(Encoding.UTF8.GetBytes(root.ToJsonString()), "pass"u8)
        );
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"version":3}""")]
    [InlineData("""{"version":3,"crypto":null}""")]
    public void NotAKeystore_IsRefused(string json) =>
        Assert.Throws<KeystoreException>(() => Keystore.Decrypt(Encoding.UTF8.GetBytes(json), "pass"u8));

    [Fact]
    public void File_IsPrivate_AndNeverOverwritten()
    {
        using var folder = new RunDirectory();
        string path = folder.FilePath("key.json");
        using (KeySigner created = Keystore.Create(path, "pass"u8, KeystoreKdf.ScryptLight))
        using (KeySigner loaded = Keystore.Load(path, "pass"u8))
            Assert.Equal(created.Address, loaded.Address);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Throws<KeystoreException>(() => Keystore.Create(path, "pass"u8, KeystoreKdf.ScryptLight));
        Assert.Throws<KeystoreException>(() => Keystore.Load(folder.FilePath("absent.json"), "pass"u8));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void PasswordFile_ReadableByOthersOrEmptyOrTooLong_IsRefused()
    {
        using var folder = new RunDirectory();
        string path = folder.FilePath("password");
        File.WriteAllText(path, "hunter2\r\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Assert.Throws<KeystoreException>(() => PasswordFile.Read(path)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        Assert.Equal("hunter2"u8.ToArray(), PasswordFile.Read(path));
        File.WriteAllText(path, "\n");
        Assert.Throws<KeystoreException>(() => PasswordFile.Read(path));
        File.WriteAllText(path, new string('x', 1025));
        Assert.Throws<KeystoreException>(() => PasswordFile.Read(path));
        Assert.Throws<KeystoreException>(() => PasswordFile.Read(folder.FilePath("absent")));
    }
}
