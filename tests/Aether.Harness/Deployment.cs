using System.Text.Json;

namespace Aether.Harness;

/// <summary>The contracts on a chain, as the deploy script left them, and the manifest it wrote.</summary>
/// <param name="ManifestFile">What indexer, provider and GraphQL are started with.</param>
public sealed record Deployment(
    string ManifestFile,
    IReadOnlyDictionary<string, string> Contracts,
    IReadOnlyDictionary<string, string> Tokens
)
{
    // The first deployment of a run may have to compile, which takes minutes: those beside it wait and find it done.
    private static readonly SemaphoreSlim Turn = new(1, 1);

    /// <summary>Runs the deploy script against a local chain as anvil's first account.</summary>
    public static async Task<Deployment> DeployAsync(Anvil anvil, string folder, CancellationToken cancellationToken = default)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        await Turn.WaitAsync(cancellationToken);
        CommandRun run;
        try
        {
            run = await ScriptAsync(anvil, folder, manifest, cancellationToken);
        }
        finally
        {
            Turn.Release();
        }
        run.OrThrow("the deploy script");
        return Load(manifest);
    }

    private static Task<CommandRun> ScriptAsync(Anvil anvil, string folder, string manifest, CancellationToken cancellationToken) =>
        CommandRun.RunAsync(
            "forge script",
            Path.Combine(folder, "deploy.log"),
            [
                Repository.Tool("forge"),
                "script",
                "contracts/script/Deploy.s.sol",
                "--rpc-url",
                anvil.HttpUrl.ToString(),
                "--private-key",
                Anvil.Accounts[0].PrivateKey,
                "--broadcast",
                "--slow",
                "--non-interactive",
            ],
            [
                new("AETHER_MANIFEST", manifest),
                new("FOUNDRY_BROADCAST", Path.Combine(folder, "broadcast")),
                new("FOUNDRY_SOLC", Environment.GetEnvironmentVariable("FOUNDRY_SOLC") ?? Repository.PathOf("scripts", "lib", "solc")),
            ],
            TimeSpan.FromMinutes(8),
            cancellationToken
        );

    public static Deployment Load(string manifestFile)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(manifestFile));
        return new Deployment(
            manifestFile,
            manifest
                .RootElement.GetProperty("contracts")
                .EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal),
            manifest
                .RootElement.GetProperty("tokens")
                .EnumerateArray()
                .ToDictionary(t => t.GetProperty("symbol").GetString()!, t => t.GetProperty("address").GetString()!, StringComparer.Ordinal)
        );
    }
}
