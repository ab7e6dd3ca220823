using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Tests.Support;

namespace Aether.Indexer.Tests;

[Collection(ChainFixture.Collection)]
public sealed class FollowTests(ChainFixture chain)
{
    [Fact]
    public async Task Follow_WholeJob_EveryAmountAndTransactionIsThere()
    {
        var database = await chain.CreateDatabaseAsync("follow");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester);
        var locked = await chain.Activity.LockAsync(posted);
        var submitted = await chain.Activity.SubmitAsync(locked);
        var closing = await chain.Activity.FinalizeAsync(submitted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);

        var row = await IndexProbe.QueryAsync<string>(
            database,
            $"""
            select concat_ws(' ', j.status, '0x' || encode(j.provider_address, 'hex'), '0x' || encode(j.model_id, 'hex'), j.price, c.units,
              '0x' || encode(c.output_commit, 'hex'), c.ic = j.ic,
              '0x' || encode(j.posted_transaction, 'hex'), '0x' || encode(j.locked_transaction, 'hex'),
              '0x' || encode(j.submitted_transaction, 'hex'), '0x' || encode(j.closed_transaction, 'hex'))
            from api.job j join api.claim c using (job_id) where j.job_id = {posted.JobId}
            """
        );
        Assert.Equal(
            $"PAID {MarketActivity.Provider} {chain.Activity.ModelId} {locked.Terms.Price} 7 {submitted.Claim.OutputCommit} t "
                + $"{posted.Transaction} {locked.Transaction} {submitted.Transaction} {closing}",
            row
        );

        // The split, computed here from the rules and not from the row.
        var amount = (ulong)locked.Terms.Price * 7 / 10;
        var fee = ((amount * locked.Terms.FeeBps) + 9_999) / 10_000;
        var royalty = amount * 250 / 10_000;
        Assert.Equal(
            $"{amount - fee - royalty} {fee} {royalty} 0 {(ulong)locked.Terms.Price - amount} 0 0 {locked.Terms.Collateral} 0",
            await IndexProbe.QueryAsync<string>(
                database,
                $"""
                select concat_ws(' ', to_provider, fee, royalties, extras, refund, compensation, to_reporter, collateral_back, burned)
                from api.settlement where job_id = {posted.JobId}
                """
            )
        );
        Assert.Equal(
            "PAID",
            await IndexProbe.QueryAsync<string>(database, $"select status::text from api.request where job_id = {posted.JobId}")
        );
    }

    [Fact]
    public async Task Follow_SilentProvider_JobExpiresAndMoneyIsAccountedFor()
    {
        var database = await chain.CreateDatabaseAsync("follow");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var locked = await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester));
        await chain.Activity.ExpireAsync(locked);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            "EXPIRED t",
            await IndexProbe.QueryAsync<string>(
                database,
                $"""
                select concat_ws(' ', j.status,
                  to_provider + fee + royalties + extras + refund + compensation + to_reporter + collateral_back + burned = j.price + j.collateral)
                from api.job j join api.settlement s using (job_id) where j.job_id = {locked.Posted.JobId}
                """
            )
        );
    }

    [Fact]
    public async Task Follow_CancelledRequest_HasASettlementOfNothingAndNoJob()
    {
        var database = await chain.CreateDatabaseAsync("follow");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester);
        await chain.Activity.CancelAsync(posted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            "CANCELLED CANCELLED 0 0",
            await IndexProbe.QueryAsync<string>(
                database,
                $"""
                select concat_ws(' ', r.status, s.status, s.refund, (select count(*) from api.job j where j.job_id = r.job_id))
                from api.request r join api.settlement s using (job_id) where r.job_id = {posted.JobId}
                """
            )
        );
    }

    [Fact]
    public async Task Follow_History_HasOneVersionPerEntityAndBlockWithoutGaps()
    {
        var database = await chain.CreateDatabaseAsync("follow");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
            await chain.Activity.StepAsync(random);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        const string gaps = """
            select count(*) from (
              select upper(valid) as ends, lead(lower(valid)) over (partition by token, account order by lower(valid)) as begins from chain.account
            ) v where ends is distinct from begins
            """;
        Assert.Equal(0L, await IndexProbe.QueryAsync<long>(database, gaps));
        Assert.True(await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.account") > 20);
    }

    [Fact]
    public async Task Follow_OverWebSocket_ComesToTheSameHash()
    {
        var database = await chain.CreateDatabaseAsync("socket");
        var folder = chain.Run.Sub("socket");
        await using (var indexer = await IndexerProgram.StartAsync(chain.Anvil.WebSocketUrl, database, chain.Deployment, folder))
        {
            await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 5);
            await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        }
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Follow_TextThatIsNotUtf8_StopsNobody()
    {
        var database = await chain.CreateDatabaseAsync("text");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var zero = await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 0, uri: "a\0b");
        // Solidity does not look into a string: this one is not UTF-8.
        var broken = await chain.Activity.RegisterModelAsync(
            MarketActivity.Requester,
            ownBps: 0,
            uri: "abcdefgh",
            tamper: call => call[call.AsSpan().IndexOf("abcdefgh"u8) + 3] = 0xC3
        );
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal("a\uFFFDb", await UriAsync(database, zero));
        Assert.Equal("abc\uFFFDefgh", await UriAsync(database, broken));
    }

    private static Task<string> UriAsync(string database, Bytes32 modelId) =>
        IndexProbe.QueryAsync<string>(database, $"select uri from api.model where model_id = '\\x{modelId.ToString()[2..]}'");
}
