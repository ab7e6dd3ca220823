using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Ethereum.Tests.Keys;

/// <summary>A signer in another program: what it is asked, and every way it can answer wrongly.</summary>
public sealed class SignerCommandTests
{
    private static readonly Bytes32 Digest = Bytes32.Keccak("aether"u8);

    [Fact]
    public async Task Command_Signs_AndIsToldAddressHashAndKind()
    {
        using var folder = new RunDirectory();
        using var key = new KeySigner(Hex.Parse(Anvil.Accounts[1].PrivateKey));
        string answer = Hex.Format(key.Sign(Digest).ToBytes());
        string question = folder.FilePath("question");
        SignerCommand signer = Shell(key.Address, $"cat > '{question}'; echo {answer}");

        Signature signature = await signer.SignAsync(Digest, SigningKind.TypedData, CancellationToken.None);

        Assert.True(signature.TryRecover(Digest, out Address address) && address == key.Address);
        JsonNode asked = JsonNode.Parse(await File.ReadAllTextAsync(question))!;
        Assert.Equal(key.Address.ToString(), asked["address"]!.GetValue<string>());
        Assert.Equal(Digest.ToString(), asked["hash"]!.GetValue<string>());
        Assert.Equal("typed-data", asked["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task Command_SomebodyElsesSignature_IsRefused()
    {
        using var key = new KeySigner(Hex.Parse(Anvil.Accounts[1].PrivateKey));
        using var other = new KeySigner(Hex.Parse(Anvil.Accounts[2].PrivateKey));
        SignerCommand signer = Shell(key.Address, $"echo {Hex.Format(other.Sign(Digest).ToBytes())}");
        SignerException e = await Assert.ThrowsAsync<SignerException>(() =>
            signer.SignAsync(Digest, SigningKind.Message, CancellationToken.None)
        );
        Assert.False(e.Retryable);
    }

    [Theory]
    [InlineData("echo nonsense", "did not answer with a signature", false)]
    [InlineData("true", "did not answer with a signature", false)]
    [InlineData("echo 'device is locked' >&2; exit 3", "device is locked", true)]
    [InlineData("sleep 30", "no signature within", true)]
    [InlineData("exec 0<&-; exit 7", "ended with 7", true)]
    [InlineData("cat /dev/zero | tr '\\0' x", "no signature within", true)]
    public async Task Command_Fails_IsAClearError(string script, string message, bool retryable)
    {
        SignerCommand signer = Shell(Address.Zero, script);
        SignerException e = await Assert.ThrowsAsync<SignerException>(() =>
            signer.SignAsync(Digest, SigningKind.Transaction, CancellationToken.None)
        );
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(retryable, e.Retryable);
    }

    [Fact]
    public async Task Command_Absent_IsAClearError()
    {
        var signer = new SignerCommand(Address.Zero, "/nonexistent/signer", []);
        SignerException e = await Assert.ThrowsAsync<SignerException>(() =>
            signer.SignAsync(Digest, SigningKind.Transaction, CancellationToken.None)
        );
        Assert.Contains("/nonexistent/signer", e.Message, StringComparison.Ordinal);
    }

    private static SignerCommand Shell(Address address, string script) => new(address, "/bin/sh", ["-c", script], TimeSpan.FromSeconds(1));
}
