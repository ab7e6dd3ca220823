using System.Globalization;
using System.Numerics;
using Aether.Ethereum;
using Aether.Indexer.Storing;
using Aether.Indexer.Tests.Support;
using Npgsql;

namespace Aether.Indexer.Tests;

/// <summary>The first backfill: rows as PostgreSQL reads them, and the indexes that are built behind it.</summary>
[Collection(ChainFixture.Collection)]
public sealed class BulkTests(ChainFixture chain)
{
    private const string Indexes =
        "select string_agg(indexdef || coalesce(obj_description(format('chain.%I', indexname)::regclass, 'pg_class'), ''), E'\\n' order by indexname) "
        + "from pg_indexes where schemaname = 'chain'";

    [Fact]
    public async Task Copy_EveryType_ComesBackAsItWas()
    {
        var connectionString = await chain.Postgres.CreateDatabaseAsync("copy");
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            "create type side as enum ('LEFT', 'RIGHT'); create table t (n int, v numeric(78, 0), b bytea, s text, l bigint, i int, h smallint, f bool, r int8range, j jsonb, e side)"
        );
        var random = new Random(7);
        BigInteger[] numbers =
        [
            0,
            1,
            9_999,
            10_000,
            10_001,
            99_999_999,
            100_000_000,
            ulong.MaxValue,
            (BigInteger)ulong.MaxValue + 1,
            BigInteger.Pow(10, 19),
            BigInteger.Pow(10, 20),
            BigInteger.Pow(10, 40),
            BigInteger.Pow(10, 76),
            (BigInteger)UInt256.MaxValue,
            -1,
            -10_000,
            -BigInteger.Pow(10, 30),
            .. Enumerable.Range(0, 300).Select(_ => Random(random)),
        ];
        await using (var copy = await CopyWriter.BeginAsync(connection, "t (n, v, b, s, l, i, h, f, r, j, e)", CancellationToken.None))
        {
            for (var n = 0; n < numbers.Length; n++)
            {
                copy.StartRow(11);
                copy.Int32(n);
                copy.Numeric(numbers[n]);
                copy.Bytes(new byte[n]);
                copy.Text(string.Concat(Enumerable.Repeat("é😀", n)));
                copy.Int64(long.MinValue + n);
                copy.Int32(int.MaxValue - n);
                copy.Int16((short)-n);
                if (n % 2 == 0)
                    copy.Bool(n % 4 == 0);
                else
                    copy.Null();
                copy.Range(n, n % 2 == 0 ? null : n + 5);
                copy.Jsonb("""{"a": "1"}"""u8);
                copy.Text(n % 2 == 0 ? "LEFT" : "RIGHT");
                await copy.EndRowAsync(CancellationToken.None);
            }
            await copy.CompleteAsync(CancellationToken.None);
        }

        await using var command = new NpgsqlCommand(
            "select n, v::text, octet_length(b), s, l, i, h, f, r::text, j ->> 'a', e::text from t order by n",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        for (var n = 0; await reader.ReadAsync(); n++, rows++)
        {
            Assert.Equal(numbers[n].ToString(CultureInfo.InvariantCulture), reader.GetString(1));
            Assert.Equal(n, reader.GetInt32(2));
            Assert.Equal(string.Concat(Enumerable.Repeat("é😀", n)), reader.GetString(3));
            Assert.Equal((long.MinValue + n, int.MaxValue - n, (short)-n), (reader.GetInt64(4), reader.GetInt32(5), reader.GetInt16(6)));
            Assert.Equal(n % 2 == 0 ? n % 4 == 0 : (bool?)null, await reader.IsDBNullAsync(7) ? null : reader.GetBoolean(7));
            Assert.Equal(n % 2 == 0 ? $"[{n},)" : $"[{n},{n + 5})", reader.GetString(8));
            Assert.Equal(("1", n % 2 == 0 ? "LEFT" : "RIGHT"), (reader.GetString(9), reader.GetString(10)));
        }
        Assert.Equal(numbers.Length, rows);
    }

    [Fact]
    public async Task Copy_NotCompleted_LeavesNothingAndTheConnectionWorks()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("copy"));
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, "create table t (n int)");
        await using (var copy = await CopyWriter.BeginAsync(connection, "t (n)", CancellationToken.None))
        {
            copy.StartRow(1);
            copy.Int32(1);
        }
        await using var count = new NpgsqlCommand("select count(*) from t", connection);
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task LongFirstBackfill_IndexesAreAsMigrationsMadeThem()
    {
        var untouched = await IndexProbe.QueryAsync<string>(await chain.CreateDatabaseAsync("untouched"), Indexes);
        await chain.Anvil.MineAsync(1_200);
        var database = await chain.CreateDatabaseAsync("bulk");
        await using (await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database);
        Assert.Equal(untouched, await IndexProbe.QueryAsync<string>(database, Indexes));
        Assert.Equal(0L, await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.deferred_index"));
    }

    [Fact]
    public async Task StoppedBeforeIndexesAreBuilt_NextProgramBuildsThem()
    {
        var database = await chain.CreateDatabaseAsync("bulk");
        var untouched = await IndexProbe.QueryAsync<string>(database, Indexes);
        await using (var source = IndexProbe.Open(database))
        {
            var dropped = await DeferredIndexes.DropAsync(source, CancellationToken.None);
            Assert.Equal((long)dropped, await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.deferred_index"));
            // The keys by which the writer finds rows stay.
            Assert.Equal(
                0L,
                await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.deferred_index where name like '%\\_current'")
            );
            Assert.True(dropped > 100, $"{dropped} indexes were dropped");
        }
        await using (await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database);
        Assert.Equal(untouched, await IndexProbe.QueryAsync<string>(database, Indexes));
    }

    /// <summary>Neither the indexes nor the counts that wait may be seen in what comes out.</summary>
    [Fact]
    public async Task LongFirstBackfill_EqualsTheIndexThatDefersNothing()
    {
        var market = chain.Activity;
        await market.CancelAsync(await market.PostAsync(MarketActivity.Requester));
        await market.FinalizeAsync(await market.SubmitAsync(await market.LockAsync(await market.PostAsync(MarketActivity.Requester))));
        await chain.Anvil.MineAsync(1_200);
        var (bulk, plain) = (await chain.CreateDatabaseAsync("bulk"), await chain.CreateDatabaseAsync("plain"));
        await using (var source = IndexProbe.Open(plain))
        await using (
            var command = source.CreateCommand(
                """
                create or replace function chain.defer_indexes() returns int language sql as 'select 0';
                create or replace function chain.pause_counts() returns void language sql as '';
                """
            )
        )
            await command.ExecuteNonQueryAsync();
        foreach (var database in new[] { bulk, plain })
            await using (await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
                await IndexProbe.UntilAtHeadAsync(chain, database);
        Assert.True(
            await IndexProbe.QueryAsync<long>(bulk, "select rows from chain.row_count where entity = 'job' and dimension = ''") > 0
        );
        Assert.Equal(0L, await IndexProbe.QueryAsync<long>(bulk, "select count(*) from pg_trigger where tgenabled = 'D'"));
        await using var left = IndexProbe.Open(plain);
        await using var right = IndexProbe.Open(bulk);
        Assert.Equal(
            await CanonicalHash.ComputeAsync(left, CancellationToken.None),
            await CanonicalHash.ComputeAsync(right, CancellationToken.None)
        );
    }

    /// <summary>The id of an event's job is taken from its first topic.</summary>
    [Fact]
    public void JobId_WhereverThereIsOne_IsTheFirstFieldAndIndexed()
    {
        var found = 0;
        foreach (var file in Directory.EnumerateFiles(Harness.Repository.PathOf("contracts", "abi"), "*.json"))
        {
            var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
            foreach (var item in (json as System.Text.Json.Nodes.JsonArray ?? json["abi"]!.AsArray())!)
            {
                if (item!["type"]!.GetValue<string>() != "event")
                    continue;
                var inputs = item["inputs"]!.AsArray();
                for (var i = 0; i < inputs.Count; i++)
                    if (inputs[i]!["name"]!.GetValue<string>() == "jobId")
                    {
                        Assert.True(i == 0 && inputs[i]!["indexed"]!.GetValue<bool>(), $"{file}: {item["name"]}");
                        found++;
                    }
            }
        }
        Assert.True(found > 5, $"{found} events have a job");
    }

    private static BigInteger Random(Random random)
    {
        var bytes = new byte[random.Next(1, 33)];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
