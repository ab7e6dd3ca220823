namespace Aether.Harness;

/// <summary>Where things lie in this checkout.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as this assembly was built.</summary>
    private static string Configuration { get; } =
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)[^1].ToLowerInvariant();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The built program of a project, for example ("Aether.Cli", "aether"); that of scripts/publish where AETHER_PROGRAMS names its folder.</summary>
    public static string Program(string project, string assembly)
    {
        if (Environment.GetEnvironmentVariable("AETHER_PROGRAMS") is { Length: > 0 } published)
            if (Path.Combine(published, assembly, assembly) is var program && File.Exists(program))
                return program;
        var path = PathOf("artifacts", "bin", project, Configuration, assembly);
        return File.Exists(path)
            ? path
            : throw new HarnessException($"{path} is not built; run scripts/setup, or dotnet build Aether.Chain.sln -c {Configuration}");
    }

    /// <summary>A tool by its name: from the environment variable when set, from npm's packages, else from PATH.</summary>
    public static string Tool(string name)
    {
        var architecture =
            System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64
                ? "arm64"
                : "amd64";
        var npm = PathOf("node_modules", "@foundry-rs", $"{name}-linux-{architecture}", "bin", name);
        return File.Exists(npm) ? npm : OnPath(name) ?? throw new HarnessException($"{name} was not found; run scripts/setup");
    }

    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Aether.Chain.sln")))
                return folder.FullName;
        throw new HarnessException($"no Aether.Chain.sln above {AppContext.BaseDirectory}");
    }
}
