using Aether.Indexer.Tests.Support;

namespace Aether.Indexer.Tests;

/// <summary>Sums are kept by the projection; here SQL makes them again from jobs and settlements, row by row.</summary>
[Collection(ChainFixture.Collection)]
public sealed class AggregateTests(ChainFixture chain)
{
    private const string Periods = "(values ('HOUR'::chain.period, 3600), ('DAY', 86400)) p (period, seconds)";

    private const string Outcomes = """
        count(*) filter (where s.status = 'PAID') as paid, count(*) filter (where s.status in ('EXPIRED', 'SLASHED')) as failed,
        count(*) filter (where s.status = 'DECLINED') as declined,
        count(*) filter (where s.status not in ('PAID', 'EXPIRED', 'SLASHED', 'DECLINED')) as other
        """;

    /// <summary>By their names, each a query whose rows must be those of the view.</summary>
    private static readonly (string View, string Columns, string Expected)[] Sums =
    [
        (
            "volume",
            "period, starts_at, token_address, locked, locked_price, paid, failed, declined, other, earned, to_provider, fee, royalties, extras, refund, compensation, burned",
            $"""
            with l as (
              select period, locked_time / seconds * seconds as starts_at, token_address, count(*) as locked, sum(price) as locked_price
              from api.job, {Periods} group by 1, 2, 3),
            c as (
              select period, s.closed_time / seconds * seconds as starts_at, token_address, {Outcomes},
                coalesce(sum(to_provider + fee + royalties + extras) filter (where s.status = 'PAID'), 0) as earned, sum(to_provider) as to_provider,
                sum(fee) as fee, sum(royalties) as royalties, sum(extras) as extras, sum(refund) as refund, sum(compensation) as compensation, sum(burned) as burned
              from api.settlement s join api.job j using (job_id), {Periods} group by 1, 2, 3)
            select period, starts_at, token_address, coalesce(locked, 0), coalesce(locked_price, 0), coalesce(paid, 0), coalesce(failed, 0), coalesce(declined, 0),
              coalesce(other, 0), coalesce(earned, 0), coalesce(to_provider, 0), coalesce(fee, 0), coalesce(royalties, 0), coalesce(extras, 0),
              coalesce(refund, 0), coalesce(compensation, 0), coalesce(burned, 0)
            from l full join c using (period, starts_at, token_address)
            """
        ),
        ("model_price", Prices("model_id"), ExpectedPrices("model_id", "j.model_id")),
        (
            "class_price",
            Prices("class_id"),
            ExpectedPrices("class_id", "(select n.class_id from chain.node n where n.node_id = j.node_id and n.valid @> j.locked_block)")
        ),
        (
            "utilisation",
            "period, starts_at, provider_address, locked, paid, failed, declined, other, busy_seconds",
            $"""
            with e as (
              select locked_time as at, provider_address, 1 as locked, 0 as paid, 0 as failed, 0 as declined, 0 as other, 0 as busy from api.job
              union all
              select s.closed_time, provider_address, 0, (s.status = 'PAID')::int, (s.status in ('EXPIRED', 'SLASHED'))::int, (s.status = 'DECLINED')::int,
                (s.status not in ('PAID', 'EXPIRED', 'SLASHED', 'DECLINED'))::int,
                case when submitted_time is null then s.closed_time - locked_time else 0 end
              from api.settlement s join api.job j using (job_id)
              union all
              select submitted_time, provider_address, 0, 0, 0, 0, 0, submitted_time - locked_time from api.job where submitted_time is not null)
            select period, at / seconds * seconds, provider_address, sum(locked), sum(paid), sum(failed), sum(declined), sum(other), sum(busy)
            from e, {Periods} group by 1, 2, 3
            """
        ),
        (
            "capacity",
            "provider_address, class_id, nodes, capacity",
            """
            select provider_address, class_id, count(*) filter (where active), coalesce(sum(capacity) filter (where active), 0)
            from api.node group by 1, 2
            """
        ),
    ];

    [Fact]
    public async Task Sums_EqualThoseOverSettlements_AlsoAfterAReorgAndInThePast()
    {
        var database = await chain.CreateDatabaseAsync("sums");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl);
        var paid = await chain.Activity.SubmitAsync(
            await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester, 0, ExtraFor(7)))
        );
        await chain.Activity.FinalizeAsync(paid);
        await chain.Activity.ExpireAsync(await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester)));
        await chain.Activity.SettleProvenAsync(
            await chain.Activity.LockAsync(await chain.Activity.PostProvenAsync(MarketActivity.Requester)),
            9
        );
        await chain.Activity.CancelAsync(await chain.Activity.PostAsync(MarketActivity.Requester));
        foreach (ulong nonce in new ulong[] { 900, 901 })
            await chain.Activity.AddNodeAsync(MarketActivity.Provider, nonce);
        await chain.Activity.MoveNodeAsync(MarketActivity.Provider, 900, "http://127.0.0.1:2");
        await chain.Activity.DrainNodeAsync(MarketActivity.Provider, 901, "http://127.0.0.1:1");
        var random = new Random(41);
        for (var i = 0; i < 12; i++)
            await chain.Activity.StepAsync(random);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await AssertSumsAsync(database);
        Assert.True(
            await IndexProbe.QueryAsync<long>(database, "select count(*) from api.volume where period = 'HOUR' and failed > 0") > 0
        );
        Assert.True(
            await IndexProbe.QueryAsync<long>(database, "select count(*) from api.utilisation where busy_seconds > 0 and paid > 0") > 0
        );
        // One job more makes one more version, and the one before says what was so before.
        var (before, locked) = (
            await LockedAsync(database, null),
            await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester))
        );
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        Assert.Equal(before + 1, await LockedAsync(database, null));
        var block = await IndexProbe.QueryAsync<long>(database, $"select locked_block from api.job where job_id = {locked.Posted.JobId}");
        Assert.Equal(before, await LockedAsync(database, block - 1));

        await chain.Anvil.ReorgAsync(3);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await AssertSumsAsync(database);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    private static Aether.Contracts.Split ExtraFor(ushort bps) => new() { Payee = MarketActivity.Reporter, Bps = bps };

    private static Task<long> LockedAsync(string database, long? block) =>
        IndexProbe.QueryAsync<long>(
            database,
            $"select sum(locked)::bigint from chain.volume where period = 'DAY' and {(block is { } at ? $"valid @> {at}::bigint" : "upper_inf(valid)")}"
        );

    private static async Task AssertSumsAsync(string database)
    {
        foreach (var (view, columns, expected) in Sums)
        {
            var rows = await IndexProbe.QueryAsync<long>(database, $"select count(*) from api.{view}");
            Assert.True(rows > 0, view);
            var different = await IndexProbe.QueryAsync<string>(
                database,
                $"""
                with kept as (select {columns} from api.{view}), made as ({expected}),
                d as ((select 'kept only ' || k::text as row from (select * from kept except select * from made) k)
                  union all (select 'made only ' || m::text from (select * from made except select * from kept) m))
                select coalesce(string_agg(row, E'\n'), '') from d
                """
            );
            Assert.True(different.Length == 0, $"{view}: {different}");
        }
    }

    private static string Prices(string holder) =>
        $"period, starts_at, {holder}, token_address, locked, price_total, price_min, price_max, units_total, paid, earned";

    private static string ExpectedPrices(string holder, string read) =>
        $"""
            with l as (
              select period, locked_time / seconds * seconds as starts_at, {read} as {holder}, token_address, count(*) as locked, sum(price) as price_total,
                min(price) as price_min, max(price) as price_max, sum(max_units) as units_total
              from api.job j, {Periods} group by 1, 2, 3, 4),
            c as (
              select period, s.closed_time / seconds * seconds as starts_at, {read} as {holder}, token_address, count(*) as paid,
                sum(to_provider + fee + royalties + extras) as earned
              from api.settlement s join api.job j using (job_id), {Periods} where s.status = 'PAID' group by 1, 2, 3, 4)
            select period, starts_at, {holder}, token_address, coalesce(locked, 0), coalesce(price_total, 0), price_min, price_max, coalesce(units_total, 0),
              coalesce(paid, 0), coalesce(earned, 0)
            from l full join c using (period, starts_at, {holder}, token_address)
            """;
}
