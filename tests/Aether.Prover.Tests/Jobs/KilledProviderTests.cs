using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Prover.Tests.Jobs;

/// <summary>
/// Whole cooperative jobs over a real chain while the provider's program is killed (kill -9) again and again: each is paid once, with one
/// lock and one submit, and no collateral is lost. Replay with AETHER_SEED. And what else needs both programs and a chain.
/// </summary>
public sealed class KilledProviderTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const long Dollar = 1_000_000;
    private const int Jobs = 3;

    private readonly RunDirectory _run = new();
    private Anvil _anvil = null!;
    private Wallet _requester = null!;
    private Wallet _provider = null!;
    private ProviderProgram _program = null!;

    private static string ModelFile => Repository.PathOf("models", "digits.air8");

    public async Task InitializeAsync()
    {
        _anvil = await Anvil.StartAsync(_run.Path);
        var deployment = await Deployment.DeployAsync(_anvil, _run.Path);
        await _anvil.Rpc.CallAsync("evm_setIntervalMining", 1);
        _requester = await Wallet.CreateAsync("requester", 1, _anvil.HttpUrl, deployment, _run.Sub("requester"));
        _provider = await Wallet.CreateAsync("provider", 3, _anvil.HttpUrl, deployment, _run.Sub("provider"));
        foreach (var wallet in new[] { _requester, _provider })
            await MintAsync(deployment, wallet.Address);
        await _requester.AetherJsonAsync(["model", "register", ModelFile, "--royalty-bps", "500"]);
        await _requester.AetherJsonAsync(["deposit", "100"]);
        var endpoint = ProviderProgram.ChooseEndpoint();
        var url = endpoint.GetLeftPart(UriPartial.Authority);
        await _provider.AetherJsonAsync(["deposit", "400"]);
        await _provider.AetherJsonAsync(["provider", "init", "--endpoint", url]);
        await _provider.AetherJsonAsync(["provider", "register", "--stake", "100"]);
        _program = await ProviderProgram.StartAsync(_provider, endpoint, Path.GetDirectoryName(ModelFile)!);
    }

    [Fact]
    public async Task I62_CooperativeJobs_ProviderKilledAtRandom_EachIsPaidOnceWithoutDoubleWork()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AETHER_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"AETHER_SEED={seed}");
        var random = new Random(seed);
        var before = await FreeAsync();
        var transactionsBefore = await TransactionsAsync();
        var kills = 0;
        for (var i = 0; i < Jobs; i++)
        {
            var image = Path.Combine(_run.Path, $"image{i}.pgm");
            var pixels = new byte[GreyImage.PixelCount];
            random.NextBytes(pixels);
            ImageFile.SavePgm(image, pixels);
            var expected = await _requester.AetherJsonAsync(["run", ModelFile, image]);
            var job = _requester.AetherJsonAsync(
                [
                    "request",
                    ModelFile,
                    image,
                    "--provider",
                    _provider.Address,
                    "--price",
                    "2.00",
                    "--exec-secs",
                    "120",
                    "--dispute-secs",
                    "120",
                ],
                TimeSpan.FromMinutes(4)
            );
            while (!job.IsCompleted && kills < (i + 1) * 5)
            {
                await Task.Delay(random.Next(300, 4000));
                if (job.IsCompleted)
                    break;
                await _program.KillAsync();
                kills++;
                await Task.Delay(random.Next(0, 500));
                await _program.StartAgainAsync();
            }

            var answer = await job;
            Assert.Equal("paid", answer.GetProperty("status").GetString());
            Assert.Equal(expected.GetProperty("answer").GetString(), answer.GetProperty("answer").GetString());
            output.WriteLine($"job {i} paid after {kills} kills");
            var verified = await _requester.AetherJsonAsync(["verify", answer.GetProperty("jobId").GetString()!]);
            Assert.True(verified.GetProperty("valid").GetBoolean());
        }

        // 2.00 less 1 % fee and 5 % royalty, and every collateral back.
        Assert.Equal(before + (Jobs * 188 * Dollar / 100), await FreeAsync());
        // lock, submit and accept: a requester may send accept himself when the Node is long in doing so.
        var sent = await TransactionsAsync() - transactionsBefore;
        Assert.InRange(sent, Jobs * 2, Jobs * 3);
        Assert.True(kills >= Jobs, $"only {kills} kills");
    }

    [Fact]
    public async Task PostedRequest_TakenBackByAReorg_IsLockedAndPaidAllTheSame()
    {
        var image = Path.Combine(_run.Path, "image.pgm");
        ImageFile.SavePgm(image, new byte[GreyImage.PixelCount]);
        var job = _requester.AetherJsonAsync(
            [
                "request",
                ModelFile,
                image,
                "--provider",
                _provider.Address,
                "--price",
                "2.00",
                "--exec-secs",
                "120",
                "--dispute-secs",
                "120",
                "--post",
            ],
            TimeSpan.FromMinutes(4)
        );
        for (var i = 0; i < 4 && !job.IsCompleted; i++)
        {
            await Task.Delay(2500);
            await _anvil.ReorgAsync(2);
        }

        var answer = await job;
        Assert.Equal("paid", answer.GetProperty("status").GetString());
    }

    /// <param name="afterAReorg">Another Claim is on chain now than the one whose answer was kept.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_ResumedWithItsAnswerAlreadyHere_IsAcceptedAndPaid(bool afterAReorg)
    {
        var image = Path.Combine(_run.Path, "image.pgm");
        ImageFile.SavePgm(image, new byte[GreyImage.PixelCount]);
        var answered = await _requester.AetherJsonAsync(
            ["request", ModelFile, image, "--provider", _provider.Address, "--price", "2.00", "--dispute-secs", "600", "--no-accept"],
            TimeSpan.FromMinutes(2)
        );
        Assert.Equal("submitted", answered.GetProperty("status").GetString());
        var jobId = answered.GetProperty("jobId").GetString()!;
        if (afterAReorg)
            KeepAnotherAnswer(jobId);
        var paid = await _requester.AetherJsonAsync(["request", "resume", jobId, "--timeout", "60"], TimeSpan.FromMinutes(2));
        Assert.Equal("paid", paid.GetProperty("status").GetString());
        Assert.Equal(answered.GetProperty("answer").GetString(), paid.GetProperty("answer").GetString());
    }

    /// <summary>The requester's file as it would be had another Claim been answered before.</summary>
    private void KeepAnotherAnswer(string jobId)
    {
        var name = Convert.ToHexStringLower(UInt256.Parse(jobId).ToBigEndian()) + ".json";
        var file = Directory.EnumerateFiles(_run.Path, name, SearchOption.AllDirectories).Single();
        var stored = JsonNode.Parse(File.ReadAllText(file))!;
        var answer = stored["answer"]!;
        var scores = Hex.Parse(answer["output"]!.GetValue<string>());
        // Whatever was the largest score is another now.
        scores.AsSpan(0, 10).Reverse();
        answer["output"] = Hex.Format(scores);
        answer["ic"] = Bytes32.Keccak([1]).ToString();
        File.WriteAllText(file, stored.ToJsonString());
    }

    public async Task DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        if (_anvil is not null)
            await _anvil.DisposeAsync();
    }

    public void Dispose() => _run.Dispose();

    private async Task MintAsync(Deployment deployment, string address)
    {
        var run = await CommandRun.RunAsync(
            "cast send",
            _run.FilePath("mint.log"),
            [
                Repository.Tool("cast"),
                "send",
                "--rpc-url",
                _anvil.HttpUrl.ToString(),
                "--private-key",
                Anvil.Accounts[0].PrivateKey,
                deployment.Tokens["tUSD"],
                "mint(address,uint256)",
                address,
                (1000 * Dollar).ToString(CultureInfo.InvariantCulture),
            ]
        );
        run.OrThrow("minting test dollars");
    }

    private async Task<long> FreeAsync()
    {
        JsonElement balance = await _provider.AetherJsonAsync(["balance"]);
        return long.Parse(balance.GetProperty("free").GetString()!, CultureInfo.InvariantCulture);
    }

    private Task<long> TransactionsAsync() => _anvil.Rpc.CallNumberAsync("eth_getTransactionCount", _provider.Address, "latest");
}
