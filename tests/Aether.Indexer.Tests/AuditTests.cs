using System.Text.RegularExpressions;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Auditing;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Status;
using Aether.Indexer.Tests.Support;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aether.Indexer.Tests;

/// <summary>An index that a node lied to, or that somebody wrote into, is found out by the chain itself, and made right while it serves.</summary>
[Collection(ChainFixture.AuditCollection)]
public sealed partial class AuditTests(ChainFixture chain)
{
    [Theory]
    [InlineData(Fault.LogLeftOut, "missing")]
    [InlineData(Fault.LastDataChanged, ", data: ")]
    [InlineData(Fault.LogAdded, "chain none")]
    [InlineData(Fault.BlockLeftOut, "missing")]
    public async Task Index_NodeLiedAboutFinalBlocks_IsFoundAndRepairedWhileTheIndexServes(Fault fault, string expected)
    {
        await ActAsync(31);
        var registered = await chain.Anvil.BlockNumberAsync();
        // Far enough that what was done is final and comes in ranges, where the node is believed.
        await chain.Anvil.MineAsync(200);
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        // The range whose last log is the registration of a model, which nothing else builds upon.
        proxy.PlanByText = request => LogRange().Match(request) is { Success: true } range && Holds(range, registered) ? fault : Fault.None;
        var database = await chain.CreateDatabaseAsync("audit");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);

        var report = await AuditAsync(database);
        Assert.NotNull(report.FirstWrong);
        Assert.Contains(report.Differences.Named, difference => difference.ToString().Contains(expected, StringComparison.Ordinal));
        // The node goes on lying to the indexer, so its own way of reading could repair nothing.
        await using (var client = EthereumClient.Connect(chain.Anvil.HttpUrl))
            Assert.NotNull(await indexer.Store.RewriteAsync(report.FirstWrong!.Value, Reader(client), null, CancellationToken.None));
        Assert.Null((await AuditAsync(database)).FirstWrong);
        await ActAsync(32);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Index_RowsWereChanged_EachChangeIsNamedAndRepaired()
    {
        await ActAsync(33);
        // What is final is compared once; what is near the head may be a reorg on its way.
        await chain.Anvil.MineAsync(70);
        var database = await chain.CreateDatabaseAsync("rows");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await using var store = await IdleStore.OpenAsync(chain, database);
        Assert.Null((await AuditAsync(database)).FirstWrong);
        // From blocks near the head, which are kept by their hashes, to the first one ever.
        const string newest = "(select max(number) from chain.block)";
        foreach (
            var (change, expected) in new[]
            {
                ($"delete from chain.log where block_number = {newest}", "missing"),
                ($"delete from chain.block where number = {newest}", "block hash: "),
                ("update chain.block set block_time = block_time + 1 where number = (select min(number) from chain.block)", "block time: "),
                (
                    $"insert into chain.log select number, 999, hash, 0, substr(hash, 1, 20), null, null, null, null, '' from chain.block where number = {newest}",
                    "chain none"
                ),
                ("update chain.log set topic1 = null, topic2 = topic1 where topic2 is null and topic1 is not null", ", topics: "),
                ("update chain.log set transaction_index = transaction_index + 1", ", transaction index: "),
                ("update chain.log set transaction_hash = sha256(transaction_hash)", ", transaction: "),
                ("update chain.log set address = substr(sha256(address), 1, 20)", ", address: "),
                (
                    "update chain.recent_block set hash = sha256('x') where number = (select max(number) - 1 from chain.recent_block)",
                    "hash kept of block"
                ),
            }
        )
        {
            await ExecuteAsync(database, change);
            var report = await AuditAsync(database);
            Assert.Contains(expected, string.Join('\n', report.Differences.Named), StringComparison.Ordinal);
            Assert.Equal(report.To, await store.Store.RewriteAsync(report.FirstWrong!.Value, store.Reader, null, CancellationToken.None));
            Assert.Empty((await AuditAsync(database)).Differences.Named);
        }
        // No block was taken away, so no subscriber is told so.
        Assert.Equal(
            0L,
            await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.orphan join chain.recent_block using (hash)")
        );
        await IndexProbe.AssertEqualsFreshAsync(chain, database);
    }

    [Fact]
    public async Task Index_StretchesAndHashes_AreTheSameForTheSameBlocks()
    {
        await ActAsync(34);
        var database = await chain.CreateDatabaseAsync("stretches");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        const int Stretch = 50;
        var first = new List<AuditedStretch>();
        var whole = await AuditAsync(database, new Collect<AuditedStretch>(first), Stretch);
        Assert.Equal(await IndexProbe.QueryAsync<long>(database, "select count(*) from chain.log"), whole.Logs);
        Assert.All(first, stretch => Assert.Equal(stretch.ChainHash, stretch.IndexHash));
        Assert.All(first.Skip(1), stretch => Assert.Equal(0, stretch.From % Stretch));
        Assert.Equal(whole.To, first[^1].To);

        await ExecuteAsync(
            database,
            "update chain.log set data = data || '\\x00' where block_number = (select max(number) from chain.block)"
        );
        var second = new List<AuditedStretch>();
        await AuditAsync(database, new Collect<AuditedStretch>(second), Stretch);
        var changed = Assert.Single(first.Zip(second), pair => pair.First != pair.Second);
        Assert.Equal(changed.First.ChainHash, changed.Second.ChainHash);
        Assert.NotEqual(changed.First.IndexHash, changed.Second.IndexHash);
    }

    [Fact]
    public async Task I32_Verifier_NodeLiedAboutFinalBlocks_RepairsByItselfAndSaysHowFarItIs()
    {
        await ActAsync(38);
        var registered = await chain.Anvil.BlockNumberAsync();
        await chain.Anvil.MineAsync(200);
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        proxy.PlanByText = request =>
            LogRange().Match(request) is { Success: true } range && Holds(range, registered) ? Fault.LogLeftOut : Fault.None;
        var database = await chain.CreateDatabaseAsync("verifier");
        await using var indexer = await InProcessIndexer.StartAsync(chain, database, proxy.Url);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await using var client = EthereumClient.Connect(proxy.Url);
        await using var source = IndexProbe.Open(database);
        using var alarms = new AlarmCounter(TimeProvider.System);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(alarms));
        var verifier = new BackgroundVerifier(
            [Reader(client)],
            indexer.Store,
            source,
            chain.Manifest,
            indexer.Status,
            TimeProvider.System,
            loggers.CreateLogger<BackgroundVerifier>()
        );
        Assert.Equal(-1L, await IndexProbe.QueryAsync<long>(database, "select verified from chain.head"));
        while (await verifier.StepAsync(CancellationToken.None)) { }
        Assert.Equal([1207, 1208], alarms.Alarms.Select(alarm => alarm.Id));
        var final = await IndexProbe.QueryAsync<long>(database, "select finalized from chain.head");
        Assert.InRange(final, registered, long.MaxValue);
        Assert.Equal(final, await IndexProbe.QueryAsync<long>(database, "select verified from api.meta"));
        Assert.Equal(final, indexer.Status.Report.Verified);
        Assert.Null((await AuditAsync(database)).FirstWrong);
        await IndexProbe.AssertEqualsFreshAsync(chain, database);

        // What is final later is verified later, and found equal; nothing is done twice.
        await ActAsync(39);
        await chain.Anvil.MineAsync(70);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        while (await verifier.StepAsync(CancellationToken.None)) { }
        Assert.InRange(await IndexProbe.QueryAsync<long>(database, "select verified from chain.head"), final + 70, long.MaxValue);
        Assert.Equal([1L, 1L], alarms.Alarms.Select(alarm => alarm.Count));
    }

    /// <summary>Below finality a node of another chain must not be able to rewrite what an index knows, under no name.</summary>
    [Fact]
    public async Task I30_Repair_ByAnotherChain_IsRefusedAndChangesNothing()
    {
        await ActAsync(35);
        var database = await chain.CreateDatabaseAsync("foreign");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await ExecuteAsync(database, "update chain.recent_block set hash = sha256(hash); update chain.log set transaction_index = 9");
        var before = await IndexProbe.HashAsync(database);
        await using var store = await IdleStore.OpenAsync(chain, database);
        await Assert.ThrowsAsync<ReorgBelowFinalityException>(() =>
            store.Store.RewriteAsync((long)chain.Manifest.StartBlock, store.Reader, null, CancellationToken.None)
        );
        Assert.Equal(before, await IndexProbe.HashAsync(database));

        await store.Store.HaltAsync("a reorg below finality", CancellationToken.None);
        await Assert.ThrowsAsync<IndexerException>(() =>
            store.Store.RewriteAsync((long)chain.Manifest.StartBlock, store.Reader, null, CancellationToken.None)
        );
        Assert.Equal("a reorg below finality", await IndexProbe.QueryAsync<string>(database, "select halted from chain.head"));
    }

    [Fact]
    public async Task Solvency_AfterEverythingThatMovesMoney_IsEqualAndChangesAreNamed()
    {
        var locked = await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester));
        await ActAsync(36);
        await chain.Activity.DemandOutputAsync(await chain.Activity.SubmitAsync(locked));
        var database = await chain.CreateDatabaseAsync("solvency");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        var report = await SolvencyAsync(database);
        Assert.Empty(report.Differences.Named);
        var token = Assert.Single(report.Tokens);
        Assert.True(token.Escrow > 0 && token.Accounts > 3, token.ToString());
        Assert.Equal(token.Liabilities, token.Free + token.Escrow);
        Assert.Empty((await SolvencyAsync(database, report.Block - 7)).Differences.Named);
        foreach (
            var (change, expected) in new[]
            {
                (
                    "update chain.account set free = free + 1 where upper_inf(valid) and account = (select max(account) from chain.account)",
                    "free balance of"
                ),
                ("delete from chain.account where account = (select max(account) from chain.account)", "liabilities in"),
                ("update chain.escrow set escrow = escrow + 1 where upper_inf(valid)", "escrow of"),
                (
                    "update chain.job set price = price + 1 where upper_inf(valid) and status = 'LOCKED'",
                    $"escrow of {chain.Manifest.JobMarket}"
                ),
                (
                    "update chain.demand set deposit = deposit + 1 where upper_inf(valid) and kind = 'OUTPUT'",
                    $"escrow of {chain.Manifest.ExchangeBox}"
                ),
                ("update chain.bond set thawing = thawing + 1 where upper_inf(valid)", $"escrow of {chain.Manifest.ProviderRegistry}"),
                ("delete from chain.token", "allowed"),
                ("update chain.checkpoint set hash = sha256('x'); delete from chain.recent_block; delete from chain.block", "block "),
            }
        )
        {
            await ExecuteAsync(database, change);
            var changed = await SolvencyAsync(database);
            Assert.Contains(
                changed.Differences.Named,
                difference => difference.What.Contains(expected, StringComparison.Ordinal) && difference.Chain != difference.Index
            );
        }
    }

    [Fact]
    public async Task Command_EqualThenDifferentThenRepaired_ExitCodesAndAReadOnlyLogin()
    {
        await ActAsync(37);
        var database = await chain.CreateDatabaseAsync("command");
        await using (var indexer = await InProcessIndexer.StartAsync(chain, database, chain.Anvil.HttpUrl))
            await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await using (var superuser = NpgsqlDataSource.Create(database))
        await using (
            var command = superuser.CreateCommand(
                """
                do $$ begin
                  if not exists (select from pg_roles where rolname = 'test_auditor') then
                    create role test_auditor login password 'audits' in role pg_read_all_data;
                  end if;
                end $$
                """
            )
        )
            await command.ExecuteNonQueryAsync();
        var reader = PostgresServer.ToUrl(database, "test_auditor", "audits");
        var equal = await AetherAsync("audit", "index", "--database", reader, "--json");
        Assert.Equal(0, equal.ExitCode);
        Assert.Contains("\"equal\": true", equal.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(0, (await AetherAsync("audit", "solvency", "--database", reader)).ExitCode);
        await using var api = await GraphQlProgram.StartAsync(database, chain.Run.Sub("command"));
        // As anybody may, and to the same figures.
        Assert.Equal(
            (await AetherAsync("audit", "solvency", "--json", "--database", reader)).StandardOutput,
            (await AetherAsync("audit", "solvency", "--json", "--api", api.Url.ToString())).StandardOutput
        );
        var earlier = await chain.Anvil.BlockNumberAsync() - 5;
        Assert.Equal(0, (await AetherAsync("audit", "solvency", "--api", api.Url.ToString(), "--block", $"{earlier}")).ExitCode);

        await ExecuteAsync(
            database,
            "update chain.log set data = '\\x' where block_number = (select max(number) from chain.block); update chain.account set free = free + 1"
        );
        var different = await AetherAsync("audit", "index", "--database", reader);
        Assert.Equal(1, different.ExitCode);
        Assert.Contains("differs  log ", different.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(1, (await AetherAsync("audit", "solvency", "--database", reader)).ExitCode);
        Assert.Equal(1, (await AetherAsync("audit", "solvency", "--api", api.Url.ToString())).ExitCode);
        Assert.Equal(4, (await AetherAsync("audit", "solvency", "--api", "http://127.0.0.1:1/graphql")).ExitCode);
        Assert.Equal(4, (await AetherAsync("audit", "index", "--database", reader, "--repair")).ExitCode);
        Assert.Equal(2, (await AetherAsync("audit", "index", "--database", reader, "--from", "7", "--to", "5")).ExitCode);
        Assert.Equal(2, (await AetherAsync("audit", "solvency", "--database", reader, "--block", "999999999")).ExitCode);
        Assert.Equal(2, (await AetherAsync("audit", "solvency")).ExitCode);
        Assert.Equal(4, (await AetherAsync("audit", "solvency", "--database", "postgres://a:b@127.0.0.1:1/c")).ExitCode);

        var repaired = await AetherAsync("audit", "index", "--database", PostgresServer.ToUrl(database), "--repair");
        Assert.Equal(0, repaired.ExitCode);
        Assert.Contains("repaired from block", repaired.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(0, (await AetherAsync("audit", "index", "--database", reader)).ExitCode);
    }

    [GeneratedRegex(
        @"eth_getLogs.*""fromBlock"":""0x(?<from>[0-9a-f]+)"",""toBlock"":""0x(?<to>[0-9a-f]+)""",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex LogRange();

    private static bool Holds(Match range, long block) =>
        Convert.ToInt64(range.Groups["from"].Value, 16) <= block && block <= Convert.ToInt64(range.Groups["to"].Value, 16);

    private static ChainReader Reader(EthereumClient client, ChainManifest manifest) =>
        new(client, MarketProjection.ContractsOf(manifest), manifest.FinalityDepth, provesHistory: true);

    private ChainReader Reader(EthereumClient client) => Reader(client, chain.Manifest);

    private async Task<IndexReport> AuditAsync(
        string database,
        IProgress<AuditedStretch>? progress = null,
        int stretchBlocks = IndexAudit.StretchBlocks
    )
    {
        await using var client = EthereumClient.Connect(chain.Anvil.HttpUrl);
        await using var source = DatabaseUrl.OpenToRead(new NpgsqlConnectionStringBuilder(database));
        var range = await IndexRange.ReadAsync(source, chain.Manifest, CancellationToken.None);
        return await new IndexAudit(Reader(client), source, TimeProvider.System, stretchBlocks).RunAsync(
            range,
            progress,
            CancellationToken.None
        );
    }

    private async Task<SolvencyReport> SolvencyAsync(string database, long? block = null)
    {
        await using var client = EthereumClient.Connect(chain.Anvil.HttpUrl);
        var audit = new SolvencyAudit(client, chain.Manifest);
        await using var source = DatabaseUrl.OpenToRead(new NpgsqlConnectionStringBuilder(database));
        var stakeToken = await audit.ReadStakeTokenAsync(CancellationToken.None);
        await using var balances = await DatabaseBalances.OpenAsync(source, chain.Manifest, stakeToken, block, CancellationToken.None);
        return await audit.RunAsync(balances, CancellationToken.None);
    }

    private Task<CommandRun> AetherAsync(params string[] arguments) =>
        CommandRun.RunAsync(
            "aether",
            chain.Run.FilePath("aether.log"),
            [
                Repository.Program("Aether.Cli", "aether"),
                .. arguments,
                "--rpc",
                chain.Anvil.HttpUrl.ToString(),
                "--manifest",
                chain.Deployment.ManifestFile,
            ],
            timeout: TimeSpan.FromSeconds(60)
        );

    private async Task ActAsync(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 6; i++)
            await chain.Activity.StepAsync(random);
        // At least one log, whatever the dice said.
        await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 1);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = IndexProbe.Open(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Collect<T>(List<T> into) : IProgress<T>
    {
        public void Report(T value) => into.Add(value);
    }
}
