using System.Globalization;
using Aether.Harness;

namespace Aether.Demo;

/// <summary>
/// The main job: six Requests cross every part of the system, driven through <c>aether</c> as users drive it, and are read
/// back from GraphQL. Every amount is checked to the unit, so the demo fails where the system is wrong.
/// </summary>
public sealed class MainJob(Market market, Progress progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, JobReport> _jobs = new(StringComparer.Ordinal);

    /// <summary>The jobs that are over, by what they show.</summary>
    public IReadOnlyDictionary<string, JobReport> Jobs => _jobs;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CooperativeAsync(cancellationToken);
        await RisingPriceAsync(cancellationToken);
        await SilentProviderAsync(cancellationToken);
        foreach (var (name, job) in await new ProvenJobs(market, progress).RunAsync(cancellationToken))
            _jobs[name] = job;
        progress.Finish();
    }

    /// <summary>The requester names alice; price is fixed; acceptance by signature ends it at once.</summary>
    private async Task CooperativeAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 1: which digit is this? The requester names alice and pays 2.00 tUSD");
        var image = market.Image(digit: 7, style: 3, seed: 1);
        var aliceBefore = await market.FreeAsync(market.Alice.Wallet.Address, cancellationToken);
        var adaBefore = await market.FreeAsync(market.ModelOwner.Address, cancellationToken);

        var answer = await market.Requester.AetherJsonAsync(
            ["request", Market.ModelFile, image, "--provider", market.Alice.Wallet.Address, "--price", "2.00"],
            Patience,
            cancellationToken
        );
        var job = await market.Jobs.WaitAsync(answer.Text("jobId"), "PAID", Patience, cancellationToken) with
        {
            Answer = answer.Text("answer"),
        };
        _jobs["cooperative"] = job;

        const long price = 2 * Market.Dollar;
        var fee = Amounts.Fee(price);
        var royalties = Amounts.Royalties(price);
        Expect.Equal("7", job.Answer, "the model's answer");
        Expect.Equal("COOPERATIVE", job.Tier, "tier");
        Expect.Equal(price, job.Price, "price");
        Expect.Equal(market.Alice.Wallet.Address, job.Provider, "provider");
        Expect.Equal(market.ModelId, job.ModelId, "model");
        Expect.Equal(fee, job.Settlement.Fee, "fee");
        Expect.Equal(royalties, job.Settlement.Royalties, "royalties");
        Expect.Equal(price - fee - royalties, job.Settlement.ToProvider, "alice's pay");
        Expect.Equal(0, job.Settlement.Refund, "refund");
        Expect.Equal(
            aliceBefore + price - fee - royalties,
            await market.FreeAsync(market.Alice.Wallet.Address, cancellationToken),
            "alice's balance"
        );
        Expect.Equal(
            adaBefore + royalties,
            await market.FreeAsync(market.ModelOwner.Address, cancellationToken),
            "the model owner's balance"
        );
        progress.Say(
            $"         it is a {job.Answer}; alice earned {Amounts.Dollars(job.Settlement.ToProvider)}, fee {Amounts.Dollars(fee)}, royalty {Amounts.Dollars(royalties)}, all read from GraphQL"
        );
    }

    /// <summary>Open to both, from 0.50 up to 2.50 over 20 seconds: alice is cheaper and takes it when the curve meets her cost.</summary>
    private async Task RisingPriceAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 2: open to both on a rising price, 0.50 to 2.50 tUSD, under a test verifier of the Optimistic tier");
        const long from = Market.Dollar / 2;
        const long to = from + 2 * Market.Dollar;
        const int rampSecs = 20;
        var answer = await market.Requester.AetherJsonAsync(
            [
                "request",
                Market.ModelFile,
                market.Image(digit: 4, style: 0, seed: 2),
                "--price",
                "0.50",
                "--max-price",
                "2.50",
                "--ramp-secs",
                $"{rampSecs}",
                "--tier",
                "optimistic",
                "--verifier",
                "TestOptimisticVerifier",
                "--post",
                "--no-accept",
            ],
            Patience,
            cancellationToken
        );
        var job = await market.Jobs.WaitAsync(answer.Text("jobId"), "PAID", Patience, cancellationToken) with
        {
            Answer = answer.Text("answer"),
        };
        _jobs["risingPrice"] = job;

        Expect.Equal("4", job.Answer, "the model's answer");
        Expect.Equal("OPTIMISTIC", job.Tier, "tier");
        Expect.Equal(market.Alice.Wallet.Address, job.Provider, "the cheaper provider");
        var cost = Amounts.Parse(Market.AliceCost);
        var atLock = from + (to - from) * (job.LockedTime - job.RampStart) / rampSecs;
        Expect.Equal(atLock, job.Price, "the curve's price at the second of the lock");
        Expect.That(job.Price >= cost, $"alice never works below her cost of {Market.AliceCost}");
        // A block a second: the price a lock finds is at most a few steps above the one its sender computed.
        var step = (to - from) / rampSecs;
        Expect.That(job.Price < cost + 5 * step, "alice locks as soon as the curve meets her cost");
        Expect.Equal(
            job.Price,
            job.Settlement.ToProvider + job.Settlement.Fee + job.Settlement.Royalties + job.Settlement.Refund,
            "conservation"
        );
        progress.Say($"         alice took it at {Amounts.Dollars(job.Price)}; her policy asks {Market.AliceCost}, bob's {Market.BobCost}");
    }

    /// <summary>Bob takes a job and falls silent: it expires, the requester is refunded and compensated, the rest of the collateral burns.</summary>
    private async Task SilentProviderAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 3: bob locks, then falls silent");
        var before = await market.FreeAsync(market.Requester.Address, cancellationToken);
        var request = market.Requester.AetherJsonAsync(
            [
                "request",
                Market.ModelFile,
                market.Image(digit: 1, style: 5, seed: 3),
                "--provider",
                market.Bob.Wallet.Address,
                "--price",
                "2.00",
                "--exec-secs",
                "6",
                "--no-wait",
            ],
            Patience,
            cancellationToken
        );
        var jobId = (await request).Text("jobId");
        while ((await market.Jobs.FindAsync(jobId, cancellationToken))?.Text("status") is not "LOCKED")
            await Task.Delay(50, cancellationToken);
        await market.Bob.KillAsync();
        progress.Say("         bob's program was killed after it locked");

        await market.Requester.AetherAsync(["request", "resume", jobId], Patience, cancellationToken);
        var job = await market.Jobs.WaitAsync(jobId, "EXPIRED", Patience, cancellationToken);
        _jobs["silentProvider"] = job;

        const long price = 2 * Market.Dollar;
        var compensation = Math.Min(price / 4, price * 30 / 100);
        Expect.Equal(price, job.Settlement.Refund, "refund");
        Expect.Equal(compensation, job.Settlement.Compensation, "compensation");
        Expect.Equal(price - compensation, job.Settlement.Burned, "burned collateral");
        Expect.Equal(0, job.Settlement.ToProvider, "bob's pay");
        Expect.That(await market.FreeAsync(market.Requester.Address, cancellationToken) >= before, "the requester lost nothing");
        progress.Say(
            $"         refunded {Amounts.Dollars(job.Settlement.Refund)} and {Amounts.Dollars(compensation)} of bob's collateral; {Amounts.Dollars(job.Settlement.Burned)} burned"
        );
        await market.Bob.StartAgainAsync();
    }
}
