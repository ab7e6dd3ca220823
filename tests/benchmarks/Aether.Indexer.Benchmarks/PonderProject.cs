using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>The same tables by Ponder, whose packages scripts/bench has installed.</summary>
internal static class PonderProject
{
    private static readonly string Installed = Repository.PathOf(".aether", "bench", "ponder");

    public static bool IsInstalled => File.Exists(Program(Installed));

    /// <summary>A folder with the project and the packages in it.</summary>
    public static async Task<string> MakeAsync(string abi)
    {
        var folder = Repository.PathOf(".aether", "bench", "ponder-indexer");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var source = Repository.PathOf("tests", "benchmarks", "Aether.Indexer.Benchmarks", "ponder");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        File.Copy(Path.Combine(Installed, "package.json"), Path.Combine(folder, "package.json"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(Installed, "node_modules"));
        await File.WriteAllTextAsync(Path.Combine(folder, "abi.json"), abi);
        return folder;
    }

    public static string[] Command(string folder) =>
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

    private static string Program(string folder) => Path.Combine(folder, "node_modules", "ponder", "dist", "esm", "bin", "ponder.js");
}
