using Aether.Harness;
using Aether.Indexer.Database;
using Aether.Indexer.Storing;
using Npgsql;

namespace Aether.Indexer.Tests.Support;

/// <summary>Looks at an index from outside: where it stands, and whether it equals a fresh one.</summary>
public static class IndexProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the checkpoint is the chain's head: the same number and the same hash.</summary>
    public static Task UntilAtHeadAsync(ChainFixture chain, string database, Func<string>? explain = null) =>
        UntilAtHeadAsync(chain.Anvil, database, explain);

    public static async Task UntilAtHeadAsync(Anvil anvil, string database, Func<string>? explain = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var head = await anvil.Rpc.CallAsync("eth_getBlockByNumber", "latest", false);
            var (number, hash) = (Aether.Harness.Rpc.ParseQuantity(head!["number"]!.GetValue<string>()), head["hash"]!.GetValue<string>());
            var found = await CheckpointAsync(database);
            if (found == (number, hash))
                return;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new HarnessException($"the index stands at {found} and not at {number}, {hash}\n{explain?.Invoke()}");
            await Task.Delay(20);
        }
    }

    /// <summary>The canonical hash of the database equals that of an index made from nothing.</summary>
    public static async Task AssertEqualsFreshAsync(ChainFixture chain, string database)
    {
        var fresh = await chain.CreateDatabaseAsync("fresh");
        await using (var follower = await InProcessIndexer.StartAsync(chain, fresh, chain.Anvil.HttpUrl))
            await UntilAtHeadAsync(chain, fresh);
        var (ours, theirs) = (await HashAsync(database), await HashAsync(fresh));
        if (ours != theirs)
            Assert.Fail($"the index differs from a fresh one: {await DifferenceAsync(database, fresh)}");
    }

    public static async Task<string> HashAsync(string database)
    {
        await using var source = Open(database);
        return await CanonicalHash.ComputeAsync(source, CancellationToken.None);
    }

    public static NpgsqlDataSource Open(string database) => DatabaseUrl.OpenAsOwner(new NpgsqlConnectionStringBuilder(database));

    public static async Task<T> QueryAsync<T>(string database, string sql)
    {
        await using var source = Open(database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<T> QueryAsSuperuserAsync<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(long, string)?> CheckpointAsync(string database)
    {
        await using var source = Open(database);
        await using var command = source.CreateCommand("select number, '0x' || encode(hash, 'hex') from chain.checkpoint");
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    /// <summary>The tables whose rows differ, for the person who has to find out why.</summary>
    private static async Task<string> DifferenceAsync(string one, string other)
    {
        const string sql =
            "select c.relname::text from pg_class c where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r' order by 1";
        var different = new List<string>();
        await using var source = Open(one);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var table = reader.GetString(0);
            var rows = $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from chain.{table} t";
            if (await QueryAsync<string>(one, rows) != await QueryAsync<string>(other, rows))
                different.Add(table);
        }
        return string.Join(", ", different);
    }
}
