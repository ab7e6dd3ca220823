using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>I-30: the database dies while blocks are written; nothing is lost and nothing is half written.</summary>
public sealed class PostgresGoneTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Postgres_KilledInMidBlock_IndexEqualsAFreshOne()
    {
        var random = new Random(Seed.Choose(output.WriteLine));
        var progress = new Progress(TimeProvider.System, output.WriteLine);
        await using var market = await Market.OpenAsync(progress);
        if (!market.Stage.Postgres.CanRestart)
        {
            output.WriteLine("the server named by AETHER_POSTGRES is not ours to kill");
            return;
        }
        // Deposits make blocks full of rows while the server comes and goes.
        using var enough = new CancellationTokenSource();
        var writing = DepositAsync(market, enough.Token);
        for (var kill = 1; kill <= 4; kill++)
        {
            await Task.Delay(random.Next(300, 1_500));
            await market.Stage.Postgres.KillAsync();
            await Task.Delay(random.Next(0, 500));
            await market.Stage.Postgres.StartAgainAsync();
            progress.Say($"PostgreSQL killed and started again, {kill}/4");
        }
        await enough.CancelAsync();
        Assert.True(await writing > 0);
        await FreshIndex.AssertEqualAsync(market);
    }

    private static async Task<int> DepositAsync(Market market, CancellationToken enough)
    {
        var deposits = 0;
        while (!enough.IsCancellationRequested)
        {
            var run = await market.Requester.AetherAsync(["deposit", "1"], TimeSpan.FromSeconds(60), CancellationToken.None);
            run.OrThrow("aether deposit");
            deposits++;
        }
        return deposits;
    }
}
