using System.Text;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aether.Indexer.Tests;

/// <summary>What the ExchangeBox and the referees do to a job, as rows; and every event as such.</summary>
[Collection(ChainFixture.Collection)]
public sealed class DeliveryTests(ChainFixture chain)
{
    [Fact]
    public async Task Follow_DemandedAndAnsweredOnBothSides_EveryStepIsThere()
    {
        var database = await chain.CreateDatabaseAsync("delivery");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var output = OutputSample.Public();
        var payee = Address.Parse("0x00000000000000000000000000000000000e87a5");
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester, 0, new Split { Payee = payee, Bps = 100 });
        var locked = await chain.Activity.LockAsync(posted);
        var demanding = await chain.Activity.DemandInputAsync(locked);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var box = chain.Manifest.ExchangeBox;
        Assert.Equal(
            $"1 t {demanding} INPUT t f 0",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', j.contests, c.is_open, '0x' || encode(c.opened_transaction, 'hex'), d.kind, d.input_used, d.output_used, d.deposit)
                from api.job j join api.contest c using (job_id) join api.demand d using (job_id)
                where j.job_id = {posted.JobId} and c.referee = '\x{box.ToString()[2..]}'
                """
            )
        );
        Assert.Equal(
            $"0 {payee} 100",
            await OneAsync(
                database,
                $"select concat_ws(' ', position, '0x' || encode(payee, 'hex'), bps) from api.extra where job_id = {posted.JobId}"
            )
        );

        await chain.Activity.AnswerInputAsync(locked, [1, 2, 3]);
        var submitted = await chain.Activity.SubmitAsync(locked, output);
        await chain.Activity.DemandOutputAsync(submitted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var deposit = (locked.Terms.Price + 9) / 10;
        Assert.Equal(
            $"OUTPUT t t {deposit} {chain.Activity.Token}",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', kind, input_used, output_used, deposit, '0x' || encode(token_address, 'hex')) from api.demand
                where job_id = {posted.JobId}
                """
            )
        );

        await chain.Activity.AnswerOutputAsync(submitted, output.Bytes);
        await chain.Activity.FinalizeAsync(submitted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            "PAID 0 f NONE t t 0",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', j.status, j.contests, c.is_open, d.kind, d.input_used, d.output_used, d.deadline, d.token_address)
                from api.job j join api.contest c using (job_id) join api.demand d using (job_id) where j.job_id = {posted.JobId}
                """
            )
        );
        Assert.Equal(
            $"INPUT 010203, OUTPUT {Convert.ToHexStringLower(output.Bytes)}",
            await OneAsync(
                database,
                $"select string_agg(kind || ' ' || encode(content, 'hex'), ', ' order by kind) from api.delivery where job_id = {posted.JobId}"
            )
        );
        // The second one carries the digest that says: answered once.
        var answered = ProtocolHash.Answered(ProtocolHash.Submitted(ProtocolHash.TermsHash(locked.Terms), chain.Activity.IcOf(submitted)));
        Assert.Equal(
            $"RESUME {ProtocolHash.TermsHash(locked.Terms)}, RESUME {answered}",
            await OneAsync(
                database,
                $"""
                select string_agg(ruling || ' 0x' || encode(digest, 'hex'), ', ' order by ruled_block) from api.ruling where job_id = {posted.JobId}
                """
            )
        );
        Assert.Equal(
            "t t",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', r.paid > 0, r.fees >= s.fee) from api.record r, api.settlement s
                where r.provider_address = '\x{MarketActivity.Provider.ToString()[2..]}' and s.job_id = {posted.JobId}
                """
            )
        );
        Assert.Equal(
            "RequestPosted ExtrasSet JobLocked Demanded JobContested InputAnswered JobRuled JobSubmitted Demanded JobContested OutputAnswered "
                + "JobRuled JobClosed",
            await OneAsync(
                database,
                $"select string_agg(name, ' ' order by block_number, log_index) from api.event where job_id = {posted.JobId}"
            )
        );
    }

    [Fact]
    public async Task Follow_UnansweredOutput_IsSlashedAndNoContestStaysOpen()
    {
        var database = await chain.CreateDatabaseAsync("delivery");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var submitted = await chain.Activity.SubmitAsync(
            await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester))
        );
        await chain.Activity.DemandOutputAsync(submitted);
        await chain.Activity.CloseDemandAsync(submitted);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            "SLASHED 0 f t NONE t",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', j.status, j.contests, c.is_open, c.ended_block = j.closed_block, d.kind,
                  s.refund + s.compensation + s.burned + s.to_reporter = j.price + j.collateral)
                from api.job j join api.contest c using (job_id) join api.demand d using (job_id) join api.settlement s using (job_id)
                where j.job_id = {submitted.Locked.Posted.JobId}
                """
            )
        );
    }

    [Fact]
    public async Task Follow_Complaint_NamesTheReporter()
    {
        var database = await chain.CreateDatabaseAsync("delivery");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var output = OutputSample.SealedWrong();
        var posted = await chain.Activity.PostAsync(MarketActivity.Requester, outputMode: 1);
        var submitted = await chain.Activity.SubmitAsync(await chain.Activity.LockAsync(posted), output);
        await chain.Activity.ComplainAsync(submitted, output);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(
            $"SLASHED {MarketActivity.Reporter} 0 t f",
            await OneAsync(
                database,
                $"""
                select concat_ws(' ', j.status, '0x' || encode(c.reporter, 'hex'), c.leaf, s.to_reporter > 0, k.is_open)
                from api.job j join api.complaint c using (job_id) join api.settlement s using (job_id) join api.contest k using (job_id)
                where j.job_id = {posted.JobId}
                """
            )
        );
    }

    [Fact]
    public async Task Events_OfARealChain_AreAllKnownAndKeepTheirFields()
    {
        var database = await chain.CreateDatabaseAsync("events");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var random = new Random(11);
        for (var i = 0; i < 20; i++)
            await chain.Activity.StepAsync(random);
        var modelId = await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 5, uri: "with \"quotes\" and \0");
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(0L, await IndexProbe.QueryAsync<long>(database, "select unknown_events from api.meta"));
        Assert.Equal(
            $"{modelId} {MarketActivity.Requester} 5 with \"quotes\" and \uFFFD",
            await OneAsync(
                database,
                """
                select concat_ws(' ', arguments ->> 'modelId', arguments ->> 'creator', arguments ->> 'ownBps', arguments ->> 'uri')
                from api.event where name = 'ModelRegistered' order by block_number desc limit 1
                """
            )
        );
        // As large as a number may be: no digit is lost.
        Assert.Equal(
            0L,
            await IndexProbe.QueryAsync<long>(
                database,
                "select count(*) from api.event where name like 'Job%' and (arguments ->> 'jobId')::numeric is distinct from job_id"
            )
        );
    }

    [Fact]
    public async Task Event_UnknownOrMalformed_IsCountedKeptRawAndStopsNobody()
    {
        var database = await chain.CreateDatabaseAsync("unknown");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await using var idle = await IdleStore.OpenAsync(chain, database);
        await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 5);
        var head = await chain.Anvil.BlockNumberAsync();
        var page = await idle.Reader.ReadProvenAsync(head, head, CancellationToken.None);
        var real = page.Logs.Single();
        Log Invented(uint index, ReadOnlySpan<byte> topics) =>
            new(real.Address, topics, [])
            {
                BlockNumber = real.BlockNumber,
                BlockHash = real.BlockHash,
                TransactionHash = real.TransactionHash,
                LogIndex = real.LogIndex + index,
            };
        Log[] logs = [real, Invented(1, Bytes32.Keccak([1]).ToArray()), Invented(2, real.Topics.Span), Invented(3, [])];
        await idle.Store.WriteAsync(page with { Logs = logs }, head, finalized: 0, CancellationToken.None);
        Assert.Equal(3L, await IndexProbe.QueryAsync<long>(database, "select unknown_events from api.meta"));
        Assert.Equal(
            "ModelRegistered 3",
            await OneAsync(
                database,
                $"select string_agg(name, ',') || ' ' || count(*) filter (where name is null) from api.event where block_number = {head}"
            )
        );
    }

    [Fact]
    public void Read_EventOfEveryContract_IsNamedAsInItsAbi()
    {
        var projection = new MarketProjection(chain.Manifest, NullLogger<MarketProjection>.Instance);
        var retired = projection.Read(
            new Log(chain.Manifest.ModelRegistry, [.. ModelRegistry.ModelRetired.TopicBytes, .. Bytes32.Keccak([1]).ToArray()], [])
        );
        Assert.Equal("ModelRetired", retired!.Name);
        Assert.Equal($$"""{"modelId":"{{Bytes32.Keccak([1])}}"}""", Encoding.UTF8.GetString(retired.Arguments.Span));
        Assert.Null(retired.JobId);
        // The same bytes from another contract are no event of that one.
        Assert.Null(
            projection.Read(new Log(chain.Manifest.Vault, [.. ModelRegistry.ModelRetired.TopicBytes, .. Bytes32.Keccak([1]).ToArray()], []))
        );
    }

    private static Task<string> OneAsync(string database, string sql) => IndexProbe.QueryAsync<string>(database, sql);
}
