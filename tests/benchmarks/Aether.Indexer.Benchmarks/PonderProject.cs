using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>The same tables by Ponder, whose packages scripts/bench has installed.</summary>
internal static class PonderProject
{
    private static readonly string Installed = Repository.PathOf(".aether", "bench", "ponder");

    /// <summary>It builds its indexes when it is ready, which its checkpoint tells; all tables and all indexes are there then.</summary>
    public const string Done = "select 1 from bench._ponder_meta where value ->> 'is_ready' = '1'";

    public static bool IsInstalled => File.Exists(Program(Installed));

    /// <summary>A folder with the project and the packages in it.</summary>
    /// <param name="project">Its folder beside this file.</param>
    /// <param name="fileName">What it reads beside its sources.</param>
    public static async Task<string> MakeAsync(string project, string fileName, string json)
    {
        var folder = Repository.PathOf(".aether", "bench", $"{project}-indexer");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var source = Repository.PathOf("tests", "benchmarks", "Aether.Indexer.Benchmarks", project);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        File.Copy(Path.Combine(Installed, "package.json"), Path.Combine(folder, "package.json"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(Installed, "node_modules"));
        await File.WriteAllTextAsync(Path.Combine(folder, fileName), json);
        return folder;
    }

    private static string[] Command(string folder) =>
        [
            Environment.GetEnvironmentVariable("AETHER_NODE") ?? Repository.Tool("node"),
            Program(folder),
            "start",
            "--schema",
            "bench",
            "--port",
            $"{FreePort.Find()}",
            "--hostname",
            "127.0.0.1",
            "--log-level",
            "warn",
        ];

    /// <summary>Runs the project in the folder.</summary>
    public static GuardedProcess Start(string folder, string log, string database, Uri node, long startBlock, string? emitter = null) =>
        GuardedProcess.Start(
            "ponder",
            log,
            Command(folder),
            [
                new("DATABASE_URL", PostgresServer.ToUrl(database)),
                new("BENCH_RPC", node.ToString()),
                new("BENCH_EMITTER", emitter),
                new("BENCH_START", $"{startBlock}"),
                new("PONDER_TELEMETRY_DISABLED", "1"),
            ],
            folder
        );

    private static string Program(string folder) => Path.Combine(folder, "node_modules", "ponder", "dist", "esm", "bin", "ponder.js");
}
