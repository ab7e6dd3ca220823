using System.Globalization;
using System.Numerics;
using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>
/// Programs are killed and blocks are replaced at random moments while jobs run. I-62: every job ends as it would have; I-31: the
/// index equals a fresh one.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly int Kills = Seed.Deep ? 60 : 20;
    private static readonly int Reorgs = Seed.Deep ? 40 : 10;

    [Fact]
    public async Task Chaos_KillsAndReorgs_EveryJobEndsRightlyAndTheIndexEqualsAFreshOne()
    {
        var progress = new Progress(TimeProvider.System, output.WriteLine);
        var random = new Random(Seed.Choose(output.WriteLine));
        await using var market = await Market.OpenAsync(progress);

        using var enough = new CancellationTokenSource();
        var jobs = RequestJobsAsync(market, progress, random.Next(), enough.Token);
        try
        {
            await TroubleAsync(market, progress, random);
        }
        finally
        {
            await enough.CancelAsync();
        }
        var requested = await jobs;

        Assert.True(requested.Count >= 3, $"only {requested.Count} jobs were requested");
        foreach (var jobId in requested)
        {
            var job = await market.Jobs.WaitAsync(jobId, "PAID", TimeSpan.FromSeconds(120), CancellationToken.None);
            progress.Say($"job {jobId} ended {job.Status}");
        }
        await FreshIndex.AssertEqualAsync(market);
    }

    /// <summary>Requests one job after another, every third open to both providers, until told that it is enough.</summary>
    private static async Task<List<string>> RequestJobsAsync(Market market, Progress progress, int firstNonce, CancellationToken enough)
    {
        var requested = new List<string>();
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var nonce = (long)firstNonce + i;
            var jobId = (
                (BigInteger.Parse($"0{market.Requester.Address[2..]}", NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 96) + nonce
            ).ToString(CultureInfo.InvariantCulture);
            var image = DigitImage.Write(market.Stage.Run.Sub("images"), i % 10, i % 8, i);
            string[] tier =
                i % 3 == 2
                    ?
                    [
                        "--price",
                        "1.20",
                        "--max-price",
                        "2.00",
                        "--ramp-secs",
                        "10",
                        "--tier",
                        "optimistic",
                        "--verifier",
                        "TestOptimisticVerifier",
                        "--post",
                        "--no-accept",
                    ]
                    : ["--price", "2.00", "--provider", market.Alice.Wallet.Address];
            string[] command =
            [
                "request",
                Market.ModelFile,
                image,
                "--nonce",
                $"{nonce}",
                "--exec-secs",
                "90",
                "--lock-secs",
                "240",
                "--timeout",
                "240",
                .. tier,
            ];
            requested.Add(jobId);
            var run = await market.Requester.AetherAsync(command, TimeSpan.FromSeconds(260), CancellationToken.None);
            progress.Say($"request {i} ({jobId}) ended with exit code {run.ExitCode}");
            // The requester's own program is interrupted by the node's faults too; it must say how to go on, and going on must work.
            for (var again = 0; run.ExitCode != 0 && again < 5; again++)
            {
                progress.Say(run.Output);
                run = await market.Requester.AetherAsync(["request", "resume", jobId], TimeSpan.FromSeconds(260), CancellationToken.None);
            }
            Assert.True(run.ExitCode == 0, run.Output);
        }
        return requested;
    }

    private static async Task TroubleAsync(Market market, Progress progress, Random random)
    {
        var (kills, reorgs) = (0, 0);
        while (kills < Kills || reorgs < Reorgs)
        {
            await Task.Delay(random.Next(200, 2_500));
            // Two kills to a reorg, as long as both are still owed.
            if (reorgs < Reorgs && (kills >= Kills || random.Next(3) == 0))
            {
                var depth = random.Next(1, 3);
                await market.Stage.Anvil.ReorgAsync(depth);
                progress.Say($"reorg {++reorgs}/{Reorgs} of depth {depth}");
            }
            else
            {
                var pause = random.Next(0, 800);
                switch (random.Next(3))
                {
                    case 0:
                        await market.Indexer.KillAsync();
                        await Task.Delay(pause);
                        await market.Indexer.StartAgainAsync();
                        progress.Say($"kill {++kills}/{Kills}: indexer, {pause} ms down");
                        break;
                    default:
                        var provider = random.Next(4) == 0 ? market.Bob : market.Alice;
                        await provider.KillAsync();
                        await Task.Delay(pause);
                        await provider.StartAgainAsync();
                        progress.Say($"kill {++kills}/{Kills}: {provider.Wallet.Name}, {pause} ms down");
                        break;
                }
            }
        }
    }
}
