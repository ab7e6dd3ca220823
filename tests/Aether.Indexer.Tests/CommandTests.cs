using Aether.Harness;
using Aether.Indexer.Tests.Support;

namespace Aether.Indexer.Tests;

/// <summary>What an operator sees when a setting is wrong: a sentence, exit code 2, and nothing done.</summary>
[Collection(ChainFixture.Collection)]
public sealed class CommandTests(ChainFixture chain)
{
    private static string Program => Repository.Program("Aether.Indexer", "aether-indexer");

    [Theory]
    [InlineData("--database", "localhost", "postgres://user:password@host:port/name")]
    [InlineData("--rpc", "ftp://example", "http, https, ws or wss")]
    [InlineData("--manifest", "/nowhere/manifest.json", "cannot be read")]
    [InlineData("--listen", "everywhere", "ADDRESS:PORT")]
    [InlineData("--listen", "192.0.2.1:9", "cannot listen on 192.0.2.1:9")]
    [InlineData("--database", "postgres://a:b@127.0.0.1:1/c?sslmode=verify", "'sslmode'")]
    [InlineData("--database", "postgres://a:b@127.0.0.1:1/c?options=-csearch_path", "'options'")]
    [InlineData("--poll-ms", "0", "10 to 60000")]
    [InlineData("--log", "xml", "text or json")]
    public async Task Run_WrongSetting_SaysWhichAndEndsWithTwo(string option, string value, string expected)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--database"] = "postgres://nobody:x@127.0.0.1:1/none",
            ["--rpc"] = chain.Anvil.HttpUrl.ToString(),
            ["--manifest"] = chain.Deployment.ManifestFile,
            [option] = value,
        };
        var run = await RunAsync(["run", .. settings.SelectMany(setting => new[] { setting.Key, setting.Value })]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TamperedManifest_SaysWhatIsWrong()
    {
        var file = chain.Run.FilePath("tampered.json");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(chain.Deployment.ManifestFile)).Replace("\"Vault\"", "\"Bank\"", StringComparison.Ordinal)
        );
        var run = await RunAsync(["run", "--rpc", "http://127.0.0.1:1", "--database", "postgres://a:b@127.0.0.1:1/c", "--manifest", file]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("contracts.Vault is missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DatabaseOfAnotherDeployment_IsRefused()
    {
        var database = await chain.CreateDatabaseAsync("other");
        await using (await IdleStore.OpenAsync(chain, database)) { }
        var file = chain.Run.FilePath("other.json");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(chain.Deployment.ManifestFile)).Replace(
                chain.Manifest.Vault.ToString(),
                "0x00000000000000000000000000000000000000aa",
                StringComparison.Ordinal
            )
        );
        var run = await RunAsync([
            "run",
            "--rpc",
            chain.Anvil.HttpUrl.ToString(),
            "--database",
            PostgresServer.ToUrl(database),
            "--manifest",
            file,
        ]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Use another database", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NodeOfAnotherChain_IsRefused()
    {
        var database = await chain.CreateDatabaseAsync("chainid");
        var file = chain.Run.FilePath("chainid.json");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(chain.Deployment.ManifestFile)).Replace("31337", "31338", StringComparison.Ordinal)
        );
        var run = await RunAsync([
            "run",
            "--rpc",
            chain.Anvil.HttpUrl.ToString(),
            "--database",
            PostgresServer.ToUrl(database),
            "--manifest",
            file,
        ]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is of chain 31337", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_UnreachableDatabase_EndsWithOne()
    {
        var run = await RunAsync(["migrate", "--database", "postgres://a:b@127.0.0.1:1/c"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be reached", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Terminated_EndsWithZeroAndSaysWhereItStopped()
    {
        var database = await chain.CreateDatabaseAsync("term");
        await using var indexer = await IndexerProgram.StartAsync(chain.Anvil.HttpUrl, database, chain.Deployment, chain.Run.Sub("term"));
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        Assert.Equal(0, await indexer.Process.StopAsync());
        Assert.Contains(indexer.Process.Lines, line => line.Contains("[1003] stopped at block", StringComparison.Ordinal));
    }

    private Task<CommandRun> RunAsync(IEnumerable<string> arguments) =>
        CommandRun.RunAsync(
            "aether-indexer",
            chain.Run.FilePath("command.log"),
            [Program, .. arguments],
            timeout: TimeSpan.FromSeconds(30)
        );
}
