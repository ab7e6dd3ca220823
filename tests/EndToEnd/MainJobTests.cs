using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>What scripts/demo performs, asserted; then the same facts read in other ways.</summary>
public sealed class MainJobTests(ITestOutputHelper output)
{
    [Fact]
    public async Task MainJob_SixRequests_EndAsTheyMust()
    {
        var progress = new Progress(TimeProvider.System, output.WriteLine);
        await using var market = await Market.OpenAsync(progress);
        var main = new MainJob(market, progress);
        await main.RunAsync(CancellationToken.None);

        Assert.Equal(
            ["cooperative", "copiedProof", "proven", "risingPrice", "sealedProof", "silentProvider"],
            main.Jobs.Keys.Order(StringComparer.Ordinal)
        );

        // All jobs are over, so the market holds nobody's money.
        var module = market.Stage.Deployment.Contracts["JobMarket"];
        var escrow = await market.GraphQl.QueryAsync(
            "query E($m: Address!, $t: Address!) { escrow(moduleAddress: $m, tokenAddress: $t) { amount } }",
            new() { ["m"] = module, ["t"] = market.Stage.Deployment.Tokens["tUSD"] }
        );
        Assert.Equal("0", escrow.GetProperty("escrow").GetProperty("amount").GetString());
        await FreshIndex.AssertEqualAsync(market);
        // Stopped, so that they let go of their files.
        await market.Alice.Process.StopAsync();
        await market.Bob.Process.StopAsync();
        await market.Carol!.Process.StopAsync();
        I63_NoKeyInAnyFile(market);
    }

    /// <summary>Every log, journal, stored transaction and settings file of everybody, searched for the keys that signed.</summary>
    private static void I63_NoKeyInAnyFile(Market market)
    {
        var keys = Anvil.Accounts.Select(account => account.PrivateKey[2..]).ToArray();
        var searched = 0;
        foreach (var file in Directory.EnumerateFiles(market.Stage.Run.Path, "*", SearchOption.AllDirectories))
        {
            // anvil greets with its test keys; the stage's own deploy script is given one. A reference string is points alone.
            if (Path.GetFileName(file) is "anvil.log" or "test.srs" || file.Contains("/broadcast/", StringComparison.Ordinal))
                continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = reader.ReadToEnd();
            searched++;
            Assert.All(keys, key => Assert.False(text.Contains(key, StringComparison.OrdinalIgnoreCase), $"{file} holds a private key"));
        }
        Assert.True(searched > 20, $"only {searched} files were searched");
    }
}
