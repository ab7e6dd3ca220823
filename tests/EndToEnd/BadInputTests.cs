using System.Text;
using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>One market that all bad inputs meet: each is refused in words, costs nothing, and the market goes on.</summary>
public sealed class OpenMarket : IAsyncLifetime
{
    public Market Market { get; private set; } = null!;

    public async Task InitializeAsync() => Market = await Market.OpenAsync(new Progress(TimeProvider.System, _ => { }));

    public async Task DisposeAsync() => await Market.DisposeAsync();
}

public sealed class BadInputTests(OpenMarket open, ITestOutputHelper output) : IClassFixture<OpenMarket>
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Refused = 3;

    private readonly Market _market = open.Market;

    private string Image => DigitImage.Write(_market.Stage.Run.Sub("images"), 3, 1, 9);

    [Fact]
    public async Task Image_WrongSize_RefusedWithBothSizes()
    {
        var file = Write("wide.pgm", [.. "P5 29 28 255\n"u8, .. new byte[29 * 28]]);
        var run = await RequestAsync(Market.ModelFile, file);
        AssertRefused(run, Failed, "29", "28");
    }

    [Fact]
    public async Task Image_NotAnImage_IsReadAsNumbersAndRefused()
    {
        var run = await RequestAsync(Market.ModelFile, Write("noise.png", Encoding.ASCII.GetBytes("not an image")));
        AssertRefused(run, Usage, "no whole number", "784");
    }

    [Fact]
    public async Task Model_HeaderTampered_RefusedWithTheRule()
    {
        var bytes = await File.ReadAllBytesAsync(Market.ModelFile);
        bytes[0] ^= 1;
        var run = await RequestAsync(Write("header.air8", bytes), Image);
        AssertRefused(run, Failed, "F-01");
    }

    [Fact]
    public async Task Model_OneWeightTampered_IsAModelNobodyRegistered()
    {
        var bytes = await File.ReadAllBytesAsync(Market.ModelFile);
        // A bias digit inside the live box: still a valid model, but another one.
        for (var i = bytes.Length - 1; ; i--)
            if (bytes[i] is > 0x80 and < 0xa0)
            {
                bytes[i]--;
                break;
            }
        var run = await RequestAsync(Write("weights.air8", bytes), Image);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("not registered", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithoutFunds_RefusedBeforeAnythingIsSigned()
    {
        var poor = await _market.Stage.WalletAsync("poor", 7);
        var run = await poor.AetherAsync([
            "request",
            Market.ModelFile,
            Image,
            "--provider",
            _market.Alice.Wallet.Address,
            "--price",
            "2.00",
        ]);
        AssertRefused(run, Refused, "tUSD");
    }

    [Fact]
    public async Task Request_NonceUsedTwice_SecondRefused()
    {
        var first = await RequestAsync(Market.ModelFile, Image, "--nonce", "4242");
        Assert.True(first.ExitCode == 0, first.Output);
        var second = await RequestAsync(Market.ModelFile, Image, "--nonce", "4242");
        AssertRefused(second, Refused, "nonce");
    }

    [Fact]
    public async Task Node_Answers429And500AndHalfBodies_TheJobIsPaidOnce()
    {
        var seed = Seed.Choose(output.WriteLine);
        await using var proxy = new FaultProxy(_market.Stage.Anvil.HttpUrl, faultPercent: 20, seed);
        var unlucky = _market.Requester.With("AETHER_RPC", proxy.Url.ToString());
        var answer = await unlucky.AetherJsonAsync(
            ["request", Market.ModelFile, Image, "--provider", _market.Alice.Wallet.Address, "--price", "2.00"],
            TimeSpan.FromSeconds(180)
        );
        await _market.Jobs.WaitAsync(answer.GetProperty("jobId").GetString()!, "PAID", TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.True(proxy.Faults > 0, "the node had no bad day");
        output.WriteLine($"{proxy.Faults} faults");
    }

    private Task<CommandRun> RequestAsync(string model, string image, params string[] more) =>
        _market.Requester.AetherAsync(
            ["request", model, image, "--provider", _market.Alice.Wallet.Address, "--price", "2.00", .. more],
            TimeSpan.FromSeconds(120)
        );

    private string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_market.Stage.Run.Sub("bad"), name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private void AssertRefused(CommandRun run, int exitCode, params string[] words)
    {
        output.WriteLine(run.Output);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal); // no stack trace: words
        foreach (var word in words)
            Assert.Contains(word, run.Output, StringComparison.OrdinalIgnoreCase);
    }
}
