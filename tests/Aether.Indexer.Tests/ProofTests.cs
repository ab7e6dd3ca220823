using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Tests.Support;

namespace Aether.Indexer.Tests;

/// <summary>What a settlement by proof took: gas and bytes come from its transaction, which the node is asked for and not believed.</summary>
[Collection(ChainFixture.Collection)]
public sealed class ProofTests(ChainFixture chain)
{
    [Fact]
    public async Task Proof_AloneInABatchAndThroughAnotherContract_GasAndBytesOfItsTransaction()
    {
        var database = await chain.CreateDatabaseAsync("proof");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var (alone, first, second, relayed) = (await LockAsync(), await LockAsync(), await LockAsync(), await LockAsync());
        var one = await chain.Activity.SettleProvenAsync(alone, 1_234);
        var both = await chain.Activity.SettleBatchAsync((first, 700), (second, 0));
        var through = await chain.Activity.SettleProvenAsync(relayed, 99, await chain.Activity.RelayAsync());
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);

        Assert.Equal($"VALIDITY {one.GasUsed} 1 1234 {one.Transaction}", await ProofAsync(database, alone));
        Assert.Equal($"VALIDITY {both.GasUsed} 2 700 {both.Transaction}", await ProofAsync(database, first));
        Assert.Equal($"VALIDITY {both.GasUsed} 2 0 {both.Transaction}", await ProofAsync(database, second));
        Assert.Equal($"VALIDITY {through.GasUsed} 1 unknown {through.Transaction}", await ProofAsync(database, relayed));
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Proof_JobRefusedInABatch_IsNotCounted()
    {
        var database = await chain.CreateDatabaseAsync("proof");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var (before, open) = (await LockAsync(), await LockAsync());
        var one = await chain.Activity.SettleProvenAsync(before, 10);
        var batch = await chain.Activity.SettleBatchAsync((before, 20), (open, 30));
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal($"VALIDITY {one.GasUsed} 1 10 {one.Transaction}", await ProofAsync(database, before));
        Assert.Equal($"VALIDITY {batch.GasUsed} 1 30 {batch.Transaction}", await ProofAsync(database, open));
    }

    [Fact]
    public async Task Proof_JobOfAnotherTier_HasNone()
    {
        var database = await chain.CreateDatabaseAsync("proof");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var submitted = await chain.Activity.SubmitAsync(
            await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester))
        );
        await chain.Activity.FinalizeAsync(submitted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal("none", await ProofAsync(database, submitted.Locked));
    }

    /// <summary>In one page (from nothing, all blocks are read in few), and in a page of its own (the lock was indexed before).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I31_Proof_OrphanedAndMinedAgain_EqualsAFreshIndex(bool lockIsIndexedBefore)
    {
        var database = await chain.CreateDatabaseAsync("proof");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var locked = await LockAsync();
        if (lockIsIndexedBefore)
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await chain.Activity.SettleProvenAsync(locked, 50);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await chain.Anvil.ReorgAsync(1);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal("none", await ProofAsync(database, locked));

        var again = await chain.Activity.SettleProvenAsync(locked, 60);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal($"VALIDITY {again.GasUsed} 1 60 {again.Transaction}", await ProofAsync(database, locked));
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Theory]
    [InlineData(Fault.ForeignTransaction)]
    [InlineData(Fault.ForeignTransactionBlock)]
    [InlineData(Fault.NoTransaction)]
    public async Task I32_Node_LiesAboutATransaction_NoRowAndACountedAlarm(Fault fault)
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var lying = true;
        proxy.PlanByText = _ => lying ? fault : Fault.None;
        var database = await chain.CreateDatabaseAsync("proof");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        var locked = await LockAsync();
        await chain.Activity.SettleProvenAsync(locked, 50);
        await UntilAsync(() => indexer.Status.Report.BadAnswers > 1, indexer.Explain);
        Assert.Equal("none", await ProofAsync(database, locked));
        lying = false;
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    /// <summary>Also where logs were believed: gas comes from receipts that make the header's root.</summary>
    [Fact]
    public async Task I32_Node_LiesAboutGas_IsRefused()
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        await using var client = EthereumClient.Connect(proxy.Url);
        var reader = new ChainReader(client, MarketProjection.ContractsOf(chain.Manifest), 64, provesHistory: false);
        var settled = await chain.Activity.SettleProvenAsync(await LockAsync(), 50);
        var head = await chain.Anvil.BlockNumberAsync();
        var page = await reader.ReadRangeAsync(head, head, CancellationToken.None);
        var closed = page.Logs.Where(log => JobMarket.JobClosed.TryDecode(log.View, out _)).ToList();
        var read = await reader.ReadSettlingAsync(page, closed, CancellationToken.None);
        Assert.Equal(settled.GasUsed, read.Settling[settled.Transaction].GasUsed);

        proxy.Plan = _ => Fault.OtherGas;
        await Assert.ThrowsAsync<BadAnswerException>(() => reader.ReadSettlingAsync(page, closed, CancellationToken.None));
    }

    private async Task<LockedJob> LockAsync() =>
        await chain.Activity.LockAsync(await chain.Activity.PostProvenAsync(MarketActivity.Requester));

    private static Task<string> ProofAsync(string database, LockedJob job) =>
        IndexProbe.QueryAsync<string>(
            database,
            $"""
            select coalesce((
              select concat_ws(' ', j.tier, p.gas_used, p.settlements, coalesce(p.proof_bytes::text, 'unknown'), '0x' || encode(p.settled_transaction, 'hex'))
              from api.proof p join api.job j using (job_id) where job_id = {job.Posted.JobId}), 'none')
            """
        );

    private static async Task UntilAsync(Func<bool> holds, Func<string> explain)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), explain());
            await Task.Delay(20);
        }
    }
}
