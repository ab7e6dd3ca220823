using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Ethereum;

namespace Aether.Cli.Settings;

/// <summary>Where the chain, the keys and the files are, from options and environment. Nothing is opened before a command asks for it.</summary>
internal sealed class CliSettings(GlobalOptions options, ParseResult parse, IReadOnlyDictionary<string, string> environment)
{
    public bool IsJson => parse.GetValue(options.Json);

    /// <summary>Folder for journals, salts and models.</summary>
    public string DataDirectory => Path.GetFullPath(Optional(options.Data, "AETHER_DATA") ?? Path.Combine(Home(), ".aether"));

    public string ProviderDirectory => Path.Combine(DataDirectory, "provider");

    public string RequestsDirectory => Path.Combine(DataDirectory, "requests");

    public string ModelsDirectory => Path.Combine(DataDirectory, "models");

    public Uri Rpc
    {
        get
        {
            var text = Required(options.Rpc, "AETHER_RPC", "the JSON-RPC endpoint of the chain");
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new CliException(ExitCode.Usage, $"--rpc must be an http or https URL, not '{text}'");
        }
    }

    public string ManifestFile => ExistingFile(Required(options.Manifest, "AETHER_MANIFEST", "the chain manifest"), "--manifest");

    public string? Keystore => Optional(options.Keystore, "AETHER_KEYSTORE");

    public string? SignerCommand => Optional(options.SignerCommand, "AETHER_SIGNER_COMMAND");

    /// <summary>Whose signatures the signer command gives.</summary>
    public Address SignerAddress => Address.Parse(Required(options.SignerAddress, "AETHER_ADDRESS", "the account of the signer command"));

    public string? PasswordFile => Optional(options.PasswordFile, "AETHER_PASSWORD_FILE");

    /// <summary>A setting of one command: the option, else the variable; null: neither is there.</summary>
    public string? Find(Option<string?> option, string variable) => Optional(option, variable);

    public static string ExistingFile(string path, string option) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new CliException(ExitCode.Usage, $"{option}: there is no file {path}");

    private string? Optional(Option<string?> option, string variable)
    {
        var value = parse.GetValue(option);
        if (value is { Length: 0 })
            throw new CliException(ExitCode.Usage, $"{option.Name} is empty");
        return value ?? (environment.TryGetValue(variable, out var fallback) && fallback.Length > 0 ? fallback : null);
    }

    private string Required(Option<string?> option, string variable, string what) =>
        Optional(option, variable)
        ?? throw new CliException(ExitCode.Usage, $"{what} is not set", $"give {option.Name}, or set {variable}");

    private string Home() =>
        environment.TryGetValue("HOME", out var home) && home.Length > 0
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
