using System.Security.Cryptography;
using System.Text.Json;
using Aether.Cli.Commands;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Tests.Cli;

namespace Aether.Prover.Tests.Jobs;

/// <summary>Sealed outputs on a real chain: sold, demanded, handed out by a relay, and complained of when they are wrong.</summary>
public sealed class SealedJobTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    private const long Dollar = MarketFixture.Dollar;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_Sealed_IsPaidAndReadByItsRequester(bool overTheChain)
    {
        // The fixture's Provider registered an endpoint where nobody listens: everything then goes over the chain.
        var listen = ProviderProgram.ChooseEndpoint();
        var provider = overTheChain ? market.Provider : await RegisterAsync(listen);
        await using var program = await ProviderProgram.StartAsync(provider, listen, Path.GetDirectoryName(MarketFixture.ModelFile)!);
        var expected = await market.Requester.AetherJsonAsync(["run", MarketFixture.ModelFile, market.Image]);
        string[] chain = overTheChain ? ["--post", "--exec-secs", "60", "--dispute-secs", "30"] : [];
        var answer = await market.Requester.AetherJsonAsync(
            ["request", MarketFixture.ModelFile, market.Image, "--provider", provider.Address, "--price", "2.00", "--sealed", .. chain],
            TimeSpan.FromMinutes(4)
        );
        Assert.Equal(("paid", "sealed"), (Text(answer, "status"), Text(answer, "outputMode")));
        Assert.Equal(Text(expected, "answer"), Text(answer, "answer"));

        var history = await market.HistoryAsync(Text(answer, "jobId"));
        Assert.Equal(overTheChain, history.Demand.OutputUsed);
        var (claim, key) = (history.Submit!.Claim, history.Submit.Key);
        Assert.NotEqual(Bytes32.Zero, claim.CipherCommit);
        Assert.Equal(ProtocolHash.KeyHash(key), claim.KeyHash);
        // The key is public, so whoever has model and input can check all of it, trace included.
        var verified = await market.Requester.AetherJsonAsync(["verify", Text(answer, "jobId")]);
        Assert.True(verified.GetProperty("valid").GetBoolean());
        Assert.Contains(verified.GetProperty("checks").EnumerateArray(), check => Text(check, "name") == "traceRoot");
        if (overTheChain)
            return;
        var file = market.Run.FilePath("package");
        await market.Requester.AetherJsonAsync(["job", "output", Text(answer, "jobId"), file]);
        Assert.Equal(claim.CipherCommit, SealedPackage.Parse(await File.ReadAllBytesAsync(file)).Commit);
    }

    [Fact]
    public async Task Request_PackageThatDoesNotOpen_IsComplainedOfAndThePriceComesBack()
    {
        var before = await MarketFixture.FreeAsync(market.Requester);
        var (jobId, file, _) = await SubmitSealedAsync(Fault.Leaf);
        var run = await market.Requester.AetherAsync(["request", "resume", jobId, "--answer", file]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("leaf 0 of the sealed output does not open", run.Output, StringComparison.Ordinal);
        Assert.Contains("slashed", run.Output, StringComparison.Ordinal);
        // min(25 % of the price, 20 % of the collateral) of 2.00 each, and 30 % of the collateral for who complained.
        Assert.Equal(before + (100 * Dollar / 100), await MarketFixture.FreeAsync(market.Requester));
    }

    [Fact]
    public async Task Complain_ByAnybodyWithThePackage_SlashesAndPaysHim()
    {
        var reporter = await market.WalletAsync("reporter", 7);
        var (jobId, file, _) = await SubmitSealedAsync(Fault.OutputCommit);
        await RefusedAsync(reporter, 4, "cannot be reached", "complain", jobId);
        var other = market.Run.FilePath("other");
        await File.WriteAllBytesAsync(other, new byte[66 + 288]);
        await RefusedAsync(reporter, 5, "commit to", "complain", jobId, "--package", other);
        Assert.Equal("slashed", Text(await reporter.AetherJsonAsync(["complain", jobId, "--package", file]), "status"));
        Assert.Equal(60 * Dollar / 100, await MarketFixture.FreeAsync(reporter));
        await RefusedAsync(reporter, 3, "is slashed", "complain", jobId, "--package", file);

        // A key of zeros is a key like any other, and hides no fault.
        var (zero, sealedByZero, _) = await SubmitSealedAsync(Fault.Leaf, Digest.Zero);
        Assert.Equal("slashed", Text(await reporter.AetherJsonAsync(["complain", zero, "--package", sealedByZero]), "status"));
        var verify = await market.Requester.AetherAsync(["verify", zero]);
        Assert.Equal(5, verify.ExitCode);
        Assert.Matches("fits +outputCommit", verify.Output);
        Assert.Matches("DIFFERS +cipherCommit", verify.Output);

        var (honest, good, _) = await SubmitSealedAsync(Fault.None);
        verify = await market.Requester.AetherAsync(["verify", honest]);
        Assert.Matches("fits +cipherCommit", verify.Output);
        await RefusedAsync(reporter, 3, "nothing to complain of", "complain", honest, "--package", good);
        await RefusedAsync(reporter, 3, "is public", "complain", await market.SubmitAsync());
    }

    [Fact]
    public async Task Relay_SignsWhatItHolds_AndThatAnswersTheDemand()
    {
        var relay = await market.WalletAsync("relay", 8);
        var (jobId, file, answer) = await SubmitSealedAsync(Fault.None, "--relay", relay.Address);
        await RefusedAsync(market.Provider, 3, "you sign as", "relay", "sign", jobId, file);
        await RefusedAsync(relay, 5, "is not the claimed output", "relay", "sign", jobId, MarketFixture.ModelFile);
        await RefusedAsync(relay, 2, "below the window", "relay", "sign", jobId, file, "--hold-secs", "99");
        var signed = await relay.AetherJsonAsync(["relay", "sign", jobId, file]);
        string[] words =
        [
            "relay",
            "answer",
            jobId,
            "--until",
            signed.GetProperty("until").GetRawText(),
            "--signature",
            Text(signed, "signature"),
        ];
        await RefusedAsync(market.Provider, 3, "nobody demands", words);
        await market.Requester.AetherJsonAsync(["demand", "output", jobId]);
        await RefusedAsync(market.Provider, 3, "Box_RelaySignature", [.. words[..^1], Text(signed, "signature")[..^4] + "001b"]);
        Assert.Equal("submitted", Text(await market.Provider.AetherJsonAsync(words), "status"));
        Assert.Equal(DemandKind.None, (await market.HistoryAsync(jobId)).Demand.Kind);

        // The requester gets the bytes from the relay, and pays.
        var waited = await market.Requester.AetherAsync(["request", "resume", jobId, "--timeout", "1"]);
        Assert.Equal(4, waited.ExitCode);
        Assert.Contains($"relay {relay.Address}", waited.Output, StringComparison.OrdinalIgnoreCase);
        var paid = await market.Requester.AetherJsonAsync(["request", "resume", jobId, "--answer", file, "--accept-on-chain"]);
        Assert.Equal(("paid", answer), (Text(paid, "status"), Text(paid, "answer")));
        var (plain, good, _) = await SubmitSealedAsync(Fault.None);
        await RefusedAsync(relay, 3, "names no relay", "relay", "sign", plain, good);
    }

    [Fact]
    public async Task Resume_WithAWrongFile_StillFindsTheAnswerOnChain()
    {
        var (jobId, file, answer) = await SubmitSealedAsync(Fault.None);
        await market.Requester.AetherJsonAsync(["demand", "output", jobId]);
        var history = await market.HistoryAsync(jobId);
        await market.SendAsync(
            market.Provider.Address,
            market.Market.Manifest.ExchangeBox,
            new ExchangeBox.AnswerOutputCall
            {
                JobId = history.JobId,
                Terms = history.Terms(market.Market),
                Claim = history.Submit!.Claim,
                Output = await File.ReadAllBytesAsync(file),
            }
        );
        var paid = await market.Requester.AetherJsonAsync([
            "request",
            "resume",
            jobId,
            "--answer",
            MarketFixture.ModelFile,
            "--accept-on-chain",
            "--timeout",
            "20",
        ]);
        Assert.Equal(("paid", answer), (Text(paid, "status"), Text(paid, "answer")));
    }

    private async Task<Wallet> RegisterAsync(Uri listen)
    {
        var provider = await market.WalletAsync("server", 6);
        await provider.AetherJsonAsync(["deposit", "900"]);
        await provider.AetherJsonAsync(["provider", "init", "--endpoint", listen.AbsoluteUri]);
        await provider.AetherJsonAsync(["provider", "register", "--stake", "100"]);
        return provider;
    }

    private enum Fault
    {
        None,

        /// <summary>The ciphertext does not open to what was promised.</summary>
        Leaf,

        /// <summary>Package and key are right, and the Claim names another output.</summary>
        OutputCommit,
    }

    /// <summary>A sealed Job whose Provider sends transactions by hand and serves nothing: the package lies in a file.</summary>
    private Task<(string JobId, string File, string Answer)> SubmitSealedAsync(Fault fault, params string[] more) =>
        SubmitSealedAsync(fault, new Digest(RandomNumberGenerator.GetBytes(Digest.Size)), more);

    private async Task<(string JobId, string File, string Answer)> SubmitSealedAsync(Fault fault, Digest key, params string[] more)
    {
        var jobId = await market.LockAsync(["--sealed", .. more]);
        var history = await market.HistoryAsync(jobId);
        var model = Air8Model.Load(MarketFixture.ModelFile);
        var output = Air8Runtime.Run(model, InputFile.Read(model.Form, market.Image)).Output;
        var keyHash = Commitments.KeyHash(key).ToBytes32();
        var payee = Address.Parse(market.Provider.Address);
        var package = SealedPackage.Seal(key, market.Market.OrderKey(history.JobId, payee, keyHash), output);
        if (fault == Fault.Leaf)
        {
            var bytes = package.Bytes.ToArray();
            bytes[^1] ^= 1;
            package = SealedPackage.Parse(bytes);
        }

        var outputRoot = fault == Fault.OutputCommit ? Digest.Zero : package.OutputRoot;
        await market.SendAsync(
            market.Provider.Address,
            market.Market.Market,
            new JobMarket.SubmitCall
            {
                JobId = history.JobId,
                Terms = history.Terms(market.Market),
                Claim = new Claim
                {
                    Payee = payee,
                    OutputCommit = Commitments.Output(Commitments.OutputSalt(key), outputRoot).ToBytes32(),
                    CipherCommit = package.Commit,
                    KeyHash = keyHash,
                    Units = 1,
                    TraceRoot = Bytes32.Keccak([2]),
                },
                Key = key.ToBytes32(),
            }
        );
        var file = market.Run.FilePath($"package-{jobId}");
        await File.WriteAllBytesAsync(file, package.Bytes.ToArray());
        return (jobId, file, ModelText.AnswerOf(output));
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    private static async Task RefusedAsync(Wallet wallet, int exitCode, string expected, params string[] words)
    {
        var run = await wallet.AetherAsync(words);
        Assert.True(run.ExitCode == exitCode, $"{string.Join(' ', words)} ended with {run.ExitCode}: {run.Output}");
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}
