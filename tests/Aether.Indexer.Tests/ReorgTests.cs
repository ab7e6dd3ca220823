using System.Globalization;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Following;
using Aether.Indexer.Tests.Support;
using Xunit.Abstractions;

namespace Aether.Indexer.Tests;

[Collection(ChainFixture.Collection)]
public sealed class ReorgTests(ChainFixture chain, ITestOutputHelper output)
{
    [Fact]
    public async Task I31_Reorg_RandomDepths_TablesEqualAFreshIndex()
    {
        var random = new Random(Seed.Choose(output.WriteLine));
        var database = await chain.CreateDatabaseAsync("reorg");
        var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        await chain.Anvil.MineAsync(70);
        var (rounds, depthMax) = Seed.Deep ? (200, 64) : (12, 16);
        var reorgs = 0L;
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var i = random.Next(1, 8); i > 0; i--)
                    await chain.Activity.StepAsync(random);
                // Now and then before the index has seen the blocks, else after.
                if (random.Next(3) > 0)
                    await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
                if (random.Next(4) == 0)
                {
                    reorgs += indexer.Status.Report.Reorgs;
                    await indexer.DisposeAsync();
                    indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
                }
                var depth = random.Next(1, depthMax + 1);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: depth {depth}"));
                await chain.Anvil.ReorgAsync(depth);
            }
            await chain.Activity.StepAsync(random);
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
            Assert.True(reorgs + indexer.Status.Report.Reorgs > rounds / 3, indexer.Explain());
            await IndexProbe.AssertEqualsFreshAsync(chain, database);
        }
        finally
        {
            await indexer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Reorg_DropsALock_JobIsGoneAndRequestStandsAgain()
    {
        var database = await chain.CreateDatabaseAsync("reorg");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester);
        await chain.Activity.LockAsync(posted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await chain.Anvil.ReorgAsync(1);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            "POSTED 0",
            await IndexProbe.QueryAsync<string>(
                database,
                $"select concat_ws(' ', status, (select count(*) from api.job j where j.job_id = r.job_id)) from api.request r where job_id = {posted.JobId}"
            )
        );
    }

    [Fact]
    public async Task I30_Write_PageTwiceInBothOrders_ChangesNothing()
    {
        var database = await chain.CreateDatabaseAsync("twice");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
        {
            await chain.Activity.SubmitAsync(await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester)));
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        }
        var before = await IndexProbe.HashAsync(database);

        await using var idle = await IdleStore.OpenAsync(chain, database);
        var head = await chain.Anvil.BlockNumberAsync();
        var first = await idle.Reader.ReadProvenAsync(head - 5, head - 3, CancellationToken.None);
        var second = await idle.Reader.ReadProvenAsync(head - 2, head, CancellationToken.None);
        foreach (var page in new[] { second, second, first, second, first, first, second })
            await idle.Store.WriteAsync(page, head, finalized: 0, CancellationToken.None);
        Assert.Equal(before, await IndexProbe.HashAsync(database));
    }

    [Fact]
    public async Task Write_PageOfAnotherFork_IsRefusedAndNothingChanges()
    {
        var database = await chain.CreateDatabaseAsync("fork");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var before = await IndexProbe.HashAsync(database);
        await using var idle = await IdleStore.OpenAsync(chain, database);
        await chain.Anvil.MineAsync();
        var head = await chain.Anvil.BlockNumberAsync();
        var page = await idle.Reader.ReadProvenAsync(head, head, CancellationToken.None);
        var foreign = page with { ParentHash = Bytes32.Keccak([1]) };
        await Assert.ThrowsAsync<ChainMovedException>(() => idle.Store.WriteAsync(foreign, head, 0, CancellationToken.None));
        Assert.Equal(before, await IndexProbe.HashAsync(database));
    }

    [Fact]
    public async Task I31_Reorg_WhileTheIndexWasAway_IsFollowedThoughTheNodeFinalizedOn()
    {
        await using var anvil = await Harness.Anvil.StartAsync(chain.Run.Sub("away"), "--slots-in-an-epoch", "1");
        await anvil.MineAsync(20);
        var database = await chain.CreateDatabaseAsync("away");
        await using (var before = await InProcessIndexer.StartAsync(chain, database, anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(anvil, database, before.Explain);

        // The last two blocks were not final when they were indexed. They are replaced, and what replaced them becomes final.
        await anvil.ReorgAsync(2);
        await anvil.MineAsync(100);
        await using var after = await InProcessIndexer.StartAsync(chain, database, anvil.HttpUrl);
        await IndexProbe.UntilAtHeadAsync(anvil, database, after.Explain);
        Assert.Null(after.Status.Report.Halted);
        Assert.Equal(1, after.Status.Report.Reorgs);
    }

    [Fact]
    public async Task I31_Reorg_DownToTheStartBlock_IsFollowed()
    {
        var folder = chain.Run.Sub("start");
        await using var anvil = await Harness.Anvil.StartAsync(folder);
        await anvil.MineAsync(5);
        var manifest = chain.Manifest with { StartBlock = 3 };
        var database = await chain.CreateDatabaseAsync("start");
        await using var indexer = await InProcessIndexer.StartAsync(manifest, database, TimeProvider.System, anvil.HttpUrl);
        await IndexProbe.UntilAtHeadAsync(anvil, database, indexer.Explain);
        await anvil.ReorgAsync(4);
        await anvil.MineAsync();
        await IndexProbe.UntilAtHeadAsync(anvil, database, indexer.Explain);
        Assert.Null(indexer.Status.Report.Halted);
    }

    /// <summary>A commit whose answer was lost, or a second indexer: the page is there already, and that proves no fork.</summary>
    [Fact]
    public async Task I30_Write_FinalPageTwice_IsReadAgainAndNoReorg()
    {
        var database = await chain.CreateDatabaseAsync("late");
        await chain.Anvil.MineAsync(10);
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await using var idle = await IdleStore.OpenAsync(chain, database);
        var head = await chain.Anvil.BlockNumberAsync();
        var page = await idle.Reader.ReadProvenAsync(head - 3, head, CancellationToken.None);
        await idle.Store.WriteAsync(page, head, finalized: head, CancellationToken.None);
        var before = await IndexProbe.HashAsync(database);
        await Assert.ThrowsAsync<ChainMovedException>(() => idle.Store.WriteAsync(page, head, head, CancellationToken.None));
        Assert.Equal(before, await IndexProbe.HashAsync(database));
    }

    [Fact]
    public async Task Reorg_BelowFinality_HaltsAndTouchesNothing()
    {
        var folder = chain.Run.Sub("finality");
        // A chain of its own: anvil calls the block finalized that is two epochs of one slot behind.
        await using var anvil = await Harness.Anvil.StartAsync(folder, "--slots-in-an-epoch", "1");
        var manifest = Path.Combine(folder, "manifest.json");
        await File.WriteAllTextAsync(manifest, await File.ReadAllTextAsync(chain.Deployment.ManifestFile));
        await anvil.MineAsync(20);
        var database = await chain.CreateDatabaseAsync("finality");
        await using var indexer = await IndexerProgram.StartAsync(anvil.HttpUrl, database, Harness.Deployment.Load(manifest), folder);
        await indexer.Process.WaitForLineAsync(@"following chain", TimeSpan.FromSeconds(20));
        await StatusProbe.UntilAsync(indexer, report => report.Contains("\"indexed\":20", StringComparison.Ordinal));
        var before = await IndexProbe.HashAsync(database);

        await anvil.ReorgAsync(10);
        await anvil.MineAsync(1);
        await indexer.Process.WaitForLineAsync(@"\[1300\] HALTED", TimeSpan.FromSeconds(20));
        await StatusProbe.UntilAsync(indexer, report => !report.Contains("\"halted\":null", StringComparison.Ordinal));
        Assert.Equal(before, await IndexProbe.HashAsync(database));
        Assert.Contains(
            "finalized",
            await IndexProbe.QueryAsync<string>(database, "select halted from api.meta"),
            StringComparison.Ordinal
        );
        Assert.Equal(503, await StatusProbe.CodeAsync(indexer, "ready"));
        Assert.Equal(200, await StatusProbe.CodeAsync(indexer, "health"));
    }
}
