using Aether.Contracts;
using Aether.Harness;
using Aether.Indexer.Projecting;
using Aether.Indexer.Tests.Support;
using Xunit.Abstractions;

namespace Aether.Indexer.Tests;

[Collection(ChainFixture.Collection)]
public sealed class FaultTests(ChainFixture chain, ITestOutputHelper output)
{
    [Theory]
    [InlineData(Fault.TooManyRequests)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.HalfABody)]
    public async Task Node_FailsNowAndThen_NothingIsLost(Fault fault)
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var random = new Random(Seed.Choose(output.WriteLine));
        proxy.Plan = request =>
        {
            // One request in four, which its repetitions mostly get over, and a stretch that outlasts them.
            lock (random)
                return request is > 5 and < 45 || random.Next(4) == 0 ? fault : Fault.None;
        };
        var database = await chain.CreateDatabaseAsync("fault");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await ActAsync(11);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.True(indexer.Status.Report.Failures > 0, indexer.Explain());
        Assert.Equal(0, indexer.Status.Report.BadAnswers);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Theory]
    [InlineData(Fault.ForeignBlockHash)]
    [InlineData(Fault.ForeignContract)]
    [InlineData(Fault.LogTwice)]
    [InlineData(Fault.LogLeftOut)]
    [InlineData(Fault.LogsLeftOut)]
    [InlineData(Fault.LogsInOtherOrder)]
    [InlineData(Fault.DataChanged)]
    [InlineData(Fault.ReceiptLeftOut)]
    [InlineData(Fault.NoBloom)]
    [InlineData(Fault.Removed)]
    [InlineData(Fault.HugeLogIndex)]
    [InlineData(Fault.HugeNumber)]
    public async Task I32_Node_LiesAboutALog_NoWrongRowAndACountedAlarm(Fault fault)
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var lying = true;
        proxy.Plan = _ => lying ? fault : Fault.None;
        var database = await chain.CreateDatabaseAsync("lie");
        await using var indexer = await InProcessIndexer.StartProvenAsync(chain, database, proxy.Url);
        await ActAsync(12);
        await UntilAsync(() => indexer.Status.Report.BadAnswers > 2, indexer.Explain);
        Assert.Equal(
            0L,
            await IndexProbe.QueryAsync<long>(
                database,
                "select count(*) from chain.log where transaction_hash is null or address = decode(repeat('77', 20), 'hex')"
            )
        );
        lying = false;
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    /// <summary>Final blocks by the node's word: where a lie makes nonsense of the rest it is noticed, and it never ends the program.</summary>
    [Fact]
    public async Task Backfill_NodeLeavesAnEventOutThatOthersBuildUpon_IsRefusedAndReadAgain()
    {
        var submitted = await chain.Activity.SubmitAsync(
            await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester))
        );
        await chain.Anvil.MineAsync(200);
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        proxy.LeftOut = submitted.Locked.Transaction.ToString();
        var database = await chain.CreateDatabaseAsync("gap");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await UntilAsync(() => indexer.Status.Report.BadAnswers > 1, indexer.Explain);
        Assert.Contains("cannot be as the node says", indexer.Status.Report.LastError, StringComparison.Ordinal);
        proxy.LeftOut = null;
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Node_LiesAlways_TheOtherEndpointServes()
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        proxy.Plan = _ => Fault.ForeignBlockHash;
        var database = await chain.CreateDatabaseAsync("two");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url, chain.Anvil.HttpUrl);
        await ActAsync(13);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Node_StandsStill_TheOtherEndpointIsAsked()
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        proxy.StandsAt = await chain.Anvil.BlockNumberAsync();
        var database = await chain.CreateDatabaseAsync("still");
        await using var indexer = await InProcessIndexer.StartAsync(
            chain.Manifest,
            database,
            new QuickClock(100),
            proxy.Url,
            chain.Anvil.HttpUrl
        );
        await ActAsync(15);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
    }

    [Fact]
    public async Task Backfill_NodeIsDeadForLogs_TheOtherEndpointServesAtOnce()
    {
        await chain.Anvil.MineAsync(200);
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var asked = 0;
        proxy.PlanByText = request =>
        {
            if (!request.Contains("eth_getLogs", StringComparison.Ordinal))
                return Fault.None;
            Interlocked.Increment(ref asked);
            return Fault.ServerError;
        };
        var database = await chain.CreateDatabaseAsync("dead");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url, chain.Anvil.HttpUrl);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        // The ranges in flight, one more at either end of the channel, with four tries each; not every half of a half.
        Assert.InRange(asked, 1, 24);
    }

    [Fact]
    public async Task Node_LagsBehind_IsWaitedForAndIsNoReorg()
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var database = await chain.CreateDatabaseAsync("lag");
        await chain.Anvil.MineAsync(12);
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var before = await IndexProbe.HashAsync(database);
        proxy.Plan = _ => Fault.OldHead;
        var requests = proxy.Requests;
        await UntilAsync(() => proxy.Requests > requests + 10, indexer.Explain);
        Assert.Equal(before, await IndexProbe.HashAsync(database));
        Assert.Equal(0, indexer.Status.Report.Reorgs);
        proxy.Plan = _ => Fault.None;
        await ActAsync(14);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(0, indexer.Status.Report.Reorgs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Backfill_NodeAnswersFewBlocksAtOnce_EndsWithTheSameRows(int rangeMax)
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        proxy.RangeMax = rangeMax;
        // Far enough that most of the chain is final and comes in ranges.
        await chain.Anvil.MineAsync(200);
        var database = await chain.CreateDatabaseAsync("range");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
        Assert.Equal(
            await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.log"),
            (await chain.Anvil.Rpc.CallAsync("eth_getLogs", Filter()))!.AsArray().Count
        );
    }

    [Fact]
    public async Task I30_Kill_AtRandomMoments_TablesEqualAFreshIndex()
    {
        var random = new Random(Seed.Choose(output.WriteLine));
        var database = await chain.CreateDatabaseAsync("kill");
        var folder = chain.Run.Sub("kill");
        await using var indexer = await IndexerProgram.StartAsync(chain.Anvil.HttpUrl, database, chain.Deployment, folder);
        using var stop = new CancellationTokenSource();
        var acting = Task.Run(async () =>
        {
            var steps = new Random(random.Next());
            while (!stop.IsCancellationRequested)
            {
                // Not beside a step: anvil loses blocks when it mines while it reorgs.
                if (steps.Next(64) == 0)
                    await chain.Anvil.ReorgAsync(steps.Next(1, 10));
                else
                    await chain.Activity.StepAsync(steps);
            }
        });
        try
        {
            var kills = Seed.Deep ? 50 : 6;
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(random.Next(0, 700));
                await indexer.KillAsync();
                await indexer.StartAgainAsync();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await acting;
        }
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task I30_Postgres_DiesInMidBlock_NothingIsHalfWrittenAndItGoesOn()
    {
        if (!chain.Postgres.CanRestart)
        {
            output.WriteLine("skipped: postgres restart (the server was given by URL)");
            return;
        }
        var database = await chain.CreateDatabaseAsync("power");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        for (var round = 0; round < 3; round++)
        {
            // A lock on the last table it writes: the indexer's transaction has everything but the checkpoint, and waits.
            await using (var source = IndexProbe.Open(database))
            {
                var blocker = await source.OpenConnectionAsync();
                await using var transaction = await blocker.BeginTransactionAsync();
                await using (var command = blocker.CreateCommand())
                {
                    command.CommandText = "select number from chain.checkpoint for update";
                    await command.ExecuteScalarAsync();
                }
                await ActAsync(20 + round);
                await UntilWaitingAsync(database);
                await chain.Postgres.KillAsync();
            }
            Npgsql.NpgsqlConnection.ClearAllPools();
            await chain.Postgres.StartAgainAsync();
            var started = TimeProvider.System.GetTimestamp();
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
            output.WriteLine($"at the head again after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        }
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    private static System.Text.Json.Nodes.JsonObject Filter(IEnumerable<string> contracts) =>
        new()
        {
            ["fromBlock"] = "0x0",
            ["toBlock"] = "latest",
            ["address"] = new System.Text.Json.Nodes.JsonArray([
                .. contracts.Select(contract => (System.Text.Json.Nodes.JsonNode)contract),
            ]),
        };

    private System.Text.Json.Nodes.JsonObject Filter() =>
        Filter(MarketProjection.ContractsOf(chain.Manifest).Select(contract => contract.ToString()));

    private async Task ActAsync(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 6; i++)
            await chain.Activity.StepAsync(random);
        // At least one log, whatever the dice said.
        await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 1);
    }

    private static async Task UntilWaitingAsync(string database)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (
            await IndexProbe.QueryAsSuperuserAsync<long>(
                database,
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%chain.checkpoint%'"
            ) == 0
        )
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(20))
                throw new HarnessException("the indexer never came to the checkpoint");
            await Task.Delay(10);
        }
    }

    private static async Task UntilAsync(Func<bool> holds, Func<string> explain)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                throw new HarnessException(explain());
            await Task.Delay(10);
        }
    }
}
