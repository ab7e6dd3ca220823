namespace Aether.Harness;

/// <summary>A real <c>aether-indexer run</c> on a database of its own choosing.</summary>
public sealed class IndexerProgram : IAsyncDisposable
{
    private readonly string[] _command;
    private readonly string _log;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private GuardedProcess _process;

    private IndexerProgram(string[] command, string log, IReadOnlyDictionary<string, string?> environment)
    {
        _environment = environment;
        _command = command;
        _log = log;
        _process = Start();
    }

    public Uri? StatusUrl { get; private set; }

    public GuardedProcess Process => _process;

    private static string Program => Repository.Program("Aether.Indexer", "aether-indexer");

    /// <param name="database">Connection string of the superuser or owner.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public static async Task<IndexerProgram> StartAsync(
        Uri rpc,
        string database,
        Deployment deployment,
        string folder,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        // `run` migrates too, but serves its status meanwhile; the API wants the schema to be there.
        var migrated = await CommandRun.RunAsync(
            "aether-indexer migrate",
            Path.Combine(folder, "migrate.log"),
            [Program, "migrate", "--database", PostgresServer.ToUrl(database)]
        );
        migrated.OrThrow("aether-indexer migrate");
        var program = new IndexerProgram(
            [
                Program,
                "run",
                "--rpc",
                rpc.ToString(),
                "--database",
                PostgresServer.ToUrl(database),
                "--manifest",
                deployment.ManifestFile,
                "--listen",
                "127.0.0.1:0",
            ],
            Path.Combine(folder, "indexer.log"),
            environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)
        );
        await program.ReadyAsync();
        return program;
    }

    public async Task KillAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    public async Task StartAgainAsync()
    {
        _process = Start();
        await ReadyAsync();
    }

    /// <summary>The canonical hash over all current and historical tables.</summary>
    public static async Task<string> HashAsync(string database, string folder)
    {
        var run = await CommandRun.RunAsync(
            "aether-indexer hash",
            Path.Combine(folder, "hash.log"),
            [Program, "hash", "--database", PostgresServer.ToUrl(database)]
        );
        return run.OrThrow("aether-indexer hash").StandardOutput.Trim();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private GuardedProcess Start() => GuardedProcess.Start("indexer", _log, _command, _environment);

    private async Task ReadyAsync()
    {
        var listening = await _process.WaitForLineAsync(@"listening on (http://\S+)", TimeSpan.FromSeconds(60));
        StatusUrl = new Uri(listening.Groups[1].Value);
    }
}
