using System.CommandLine;

namespace Aether.Cli.Settings;

/// <summary>The options every command takes. Each has an environment variable; the option wins.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Rpc { get; } = Text("--rpc", "URL", "JSON-RPC endpoint of the chain [AETHER_RPC]");

    public Option<string?> Manifest { get; } = Text("--manifest", "FILE", "chain manifest, deployments/<chainId>.json [AETHER_MANIFEST]");

    public Option<string?> Keystore { get; } = Text("--keystore", "FILE", "V3 keystore of the account that signs [AETHER_KEYSTORE]");

    public Option<string?> PasswordFile { get; } =
        Text("--password-file", "FILE", "password of the keystore; asked on a terminal when absent [AETHER_PASSWORD_FILE]");

    public Option<string?> SignerCommand { get; } =
        Text("--signer-command", "CMD", "program that signs instead of a keystore [AETHER_SIGNER_COMMAND]");

    public Option<string?> SignerAddress { get; } = Text("--address", "ADDRESS", "account of the signer command [AETHER_ADDRESS]");

    public Option<string?> Data { get; } = Text("--data", "DIR", "journals, salts and models; default ~/.aether [AETHER_DATA]");

    public Option<bool> Json { get; } = new("--json") { Description = "one JSON document on standard output", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Rpc);
        root.Options.Add(Manifest);
        root.Options.Add(Keystore);
        root.Options.Add(PasswordFile);
        root.Options.Add(SignerCommand);
        root.Options.Add(SignerAddress);
        root.Options.Add(Data);
        root.Options.Add(Json);
    }

    private static Option<string?> Text(string name, string valueName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Recursive = true,
        };
}
