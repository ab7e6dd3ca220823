using System.Text.Json;

namespace Aether.Harness;

/// <summary>One user of the system: a V3 keystore, its password file and a data folder, driving <c>aether</c> as a person would.</summary>
public sealed class Wallet
{
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly string _folder;
    private int _commands;

    public string Name { get; }
    public string Address { get; }
    public string DataFolder { get; }

    private Wallet(string name, string address, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        Name = name;
        Address = address;
        _folder = folder;
        DataFolder = environment["AETHER_DATA"]!;
        _environment = environment;
    }

    /// <summary>Has Foundry's cast write a keystore for one of anvil's accounts: the key is public, and n = 2^13 opens in a fifth of the time of ours.</summary>
    public static async Task<Wallet> CreateAsync(string name, int account, Uri rpc, Deployment deployment, string folder)
    {
        Directory.CreateDirectory(folder);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, $"{name}'s password");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AETHER_RPC"] = rpc.ToString(),
            ["AETHER_MANIFEST"] = deployment.ManifestFile,
            ["AETHER_KEYSTORE"] = Path.Combine(folder, "keystore.json"),
            ["AETHER_PASSWORD_FILE"] = passwordFile,
            ["AETHER_DATA"] = Path.Combine(folder, "data"),
        };
        var (address, key) = Anvil.Accounts[account];
        var import = await CommandRun.RunAsync(
            $"{name}: cast wallet import",
            Path.Combine(folder, "keystore.log"),
            [
                Repository.Tool("cast"),
                "wallet",
                "import",
                "keystore.json",
                "--keystore-dir",
                folder,
                "--private-key",
                key,
                "--unsafe-password",
                $"{name}'s password",
            ]
        );
        import.OrThrow("cast wallet import");
        return new Wallet(name, address, folder, environment);
    }

    private static string Program => Repository.Program("Aether.Cli", "aether");

    /// <summary>The same user with one setting changed.</summary>
    public Wallet With(string variable, string? value) =>
        new(Name, Address, _folder, new Dictionary<string, string?>(_environment, StringComparer.Ordinal) { [variable] = value });

    /// <summary>Runs <c>aether</c> with this user's settings.</summary>
    public Task<CommandRun> AetherAsync(
        IEnumerable<string> arguments,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    ) =>
        CommandRun.RunAsync(
            $"{Name}: aether {string.Join(' ', arguments.Take(2))}",
            NextLog("aether"),
            [Program, .. arguments],
            _environment,
            timeout,
            cancellationToken
        );

    /// <summary>The same with <c>--json</c>; fails when the command does.</summary>
    public async Task<JsonElement> AetherJsonAsync(
        IEnumerable<string> arguments,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    )
    {
        string[] all = [.. arguments, "--json"];
        var run = await AetherAsync(all, timeout, cancellationToken);
        run.OrThrow($"{Name}: aether {string.Join(' ', all)}");
        try
        {
            using var document = JsonDocument.Parse(run.StandardOutput);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new HarnessException($"aether {string.Join(' ', all)} did not print one JSON document:\n{run.StandardOutput}", exception);
        }
    }

    /// <summary>Starts a command of <c>aether</c> that runs until it is stopped.</summary>
    public GuardedProcess Start(string name, IEnumerable<string> arguments) =>
        GuardedProcess.Start(name, Path.Combine(_folder, $"{name}.log"), [Program, .. arguments], _environment);

    private string NextLog(string kind) => Path.Combine(_folder, $"{kind}-{Interlocked.Increment(ref _commands)}.log");
}
