using System.Numerics;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Storing;
using Aether.Indexer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aether.Indexer.Tests;

/// <summary>Feedback, swept fees and the timelock, as rows.</summary>
[Collection(ChainFixture.Collection)]
public sealed class PeripheryTests(ChainFixture chain)
{
    [Fact]
    public async Task Follow_FeedbackGivenAndTakenBack_KeepsItsJob()
    {
        var database = await chain.CreateDatabaseAsync("feedback");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester);
        await chain.Activity.FinalizeAsync(await chain.Activity.SubmitAsync(await chain.Activity.LockAsync(posted)));
        await chain.Activity.RateAsync(posted, -450);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        const string row =
            "select concat_ws(' ', value, value_decimals, tag1, uri, revoked, feedback_index) from api.feedback where job_id = ";
        Assert.Equal("-450 2 quality ipfs://x f 1", await IndexProbe.QueryAsync<string>(database, row + posted.JobId));

        await chain.Activity.RevokeRatingAsync(posted, 1);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal("-450 2 quality ipfs://x t 1", await IndexProbe.QueryAsync<string>(database, row + posted.JobId));
    }

    [Fact]
    public async Task Follow_SweptFees_NameTheReceiverAndTheAmount()
    {
        var database = await chain.CreateDatabaseAsync("fees");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester);
        await chain.Activity.FinalizeAsync(await chain.Activity.SubmitAsync(await chain.Activity.LockAsync(posted)));
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var collected = await IndexProbe.QueryAsync<string>(
            database,
            $"select free::text from api.account where address = '\\x{chain.Manifest.Contracts["FeeCollector"].ToString()[2..]}'"
        );
        Assert.NotEqual("0", collected);
        await chain.Activity.SweepFeesAsync();
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            $"{collected} {MarketActivity.FeeReceiver}",
            await IndexProbe.QueryAsync<string>(
                database,
                "select concat_ws(' ', amount, '0x' || encode(receiver, 'hex')) from api.fee_sweep order by swept_block desc limit 1"
            )
        );
    }

    /// <summary>A local chain has no timelock, so its events are made here.</summary>
    [Fact]
    public async Task Apply_TimelockOperation_IsScheduledThenExecutedOrCancelled()
    {
        var timelock = Address.Parse("0x0000000000000000000000000000000000071e10");
        var manifest = chain.Manifest with
        {
            Contracts = new Dictionary<string, Address>(chain.Manifest.Contracts) { ["Timelock"] = timelock },
        };
        var projection = new MarketProjection(manifest, NullLogger<MarketProjection>.Instance);
        await using var source = IndexProbe.Open(await chain.CreateDatabaseAsync("timelock"));
        await using var connection = await source.OpenConnectionAsync();
        var changes = new EntityChanges(await EntityTable.LoadAsync(connection, CancellationToken.None));
        var (first, second) = (Bytes32.Keccak([1]), Bytes32.Keccak([2]));
        var header = await HeaderAsync();
        Log Emit(uint index, ReadOnlySpan<byte> topic, Bytes32 id, byte[]? position, byte[] data) =>
            new(timelock, [.. topic, .. id.ToArray(), .. position ?? []], data) { BlockNumber = header.Number, LogIndex = index };
        byte[] scheduled =
        [
            .. new AbiWriter(5 * AbiWriter.WordBytes)
                .WriteAddress(chain.Manifest.JobMarket)
                .WriteUInt(0)
                .WriteBytes([1, 2, 3])
                .WriteBytes32(Bytes32.Zero)
                .WriteUInt(604_800)
                .ToArray(),
        ];
        byte[] executed =
        [
            .. new AbiWriter(3 * AbiWriter.WordBytes).WriteAddress(chain.Manifest.JobMarket).WriteUInt(0).WriteBytes([1, 2, 3]).ToArray(),
        ];
        Log[] logs =
        [
            Emit(0, Timelock.CallScheduled.TopicBytes, first, new byte[32], scheduled),
            Emit(1, Timelock.CallScheduled.TopicBytes, second, new byte[32], scheduled),
            Emit(2, Timelock.CallExecuted.TopicBytes, first, new byte[32], executed),
            Emit(3, Timelock.Cancelled.TopicBytes, second, null, []),
        ];
        projection.Apply(new BlockPage((long)header.Number, header.ParentHash, [header], logs), changes);
        Assert.Equal("EXECUTED", changes.Find("timelock_operation", first)!["status"]);
        Assert.Equal("CANCELLED", changes.Find("timelock_operation", second)!["status"]);
        Assert.Equal((UInt256)(header.Timestamp + 604_800), changes.Find("timelock_operation", first)!["ready_at"]);
        Assert.Equal(new byte[] { 1, 2, 3 }, changes.Find("timelock_call", first, 0)!["data"]);
        Assert.Contains(new EntityRead("timelock_operation", second), projection.Reads([logs[3]]));
        Assert.All(logs, log => Assert.NotNull(projection.Read(log)));
    }

    private async Task<BlockHeader> HeaderAsync()
    {
        await using var client = EthereumClient.Connect(chain.Anvil.HttpUrl);
        return (await client.GetBlockAsync(BlockTag.Latest, CancellationToken.None))!;
    }
}
