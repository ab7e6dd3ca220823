using System.CommandLine;
using System.Security.Cryptography;
using Aether.Cli.Terminal;
using Aether.Ethereum;

namespace Aether.Cli.Commands;

/// <summary><c>aether keystore new|import|address</c>.</summary>
internal static class KeystoreCommands
{
    private static readonly Argument<string> File = new("FILE") { Description = "the V3 keystore file" };

    public static Command Create(AetherCommand aether)
    {
        var command = new Command("keystore", "V3 keystore files: make, import, look at");
        command.Subcommands.Add(New(aether));
        command.Subcommands.Add(Import(aether));
        command.Subcommands.Add(Show(aether));
        return command;
    }

    private static Command New(AetherCommand aether)
    {
        var command = new Command("new", "makes a fresh key and writes its keystore") { File };
        aether.Bind(
            command,
            context =>
            {
                var path = context.Value(File);
                var password = context.Password("Password for the new keystore", twice: true);
                try
                {
                    using var signer = Keystore.Create(path, password, KeystoreKdf.Scrypt);
                    Report(context, signer, path);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(password);
                }

                return Task.CompletedTask;
            }
        );
        return command;
    }

    private static Command Import(AetherCommand aether)
    {
        var command = new Command("import", "reads a private key (0x-hex) from standard input and writes its keystore") { File };
        aether.Bind(
            command,
            async context =>
            {
                var path = context.Value(File);
                var password = context.Password("Password for the keystore", twice: true);
                var key = new byte[32];
                try
                {
                    using var input = new StreamReader(context.Console.OpenInput());
                    var line = (await input.ReadLineAsync(context.CancellationToken))?.Trim() ?? "";
                    if (!line.StartsWith("0x", StringComparison.Ordinal))
                        line = "0x" + line;
                    if (!Hex.TryParseExact(line, key))
                        throw new CliException(
                            ExitCode.Usage,
                            "standard input does not hold a private key of 64 hex digits",
                            "aether keystore import FILE < KEYFILE"
                        );
                    Keystore.Save(path, key, password, KeystoreKdf.Scrypt);
                    using var signer = new KeySigner(key);
                    Report(context, signer, path);
                }
                catch (ArgumentException e)
                {
                    throw new CliException(ExitCode.Usage, e.Message, inner: e);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(key);
                    CryptographicOperations.ZeroMemory(password);
                }
            }
        );
        return command;
    }

    private static Command Show(AetherCommand aether)
    {
        var command = new Command("address", "opens a keystore and prints its address") { File };
        aether.Bind(
            command,
            context =>
            {
                var path = context.Value(File);
                var password = context.Password($"Password of {path}");
                try
                {
                    using var signer = Keystore.Load(path, password);
                    Report(context, signer, path);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(password);
                }

                return Task.CompletedTask;
            }
        );
        return command;
    }

    private static void Report(CliContext context, KeySigner signer, string path) =>
        context.Reporter.Result(
            new { address = signer.Address.ToString(), keystore = Path.GetFullPath(path) },
            signer.Address.ToChecksumString()
        );
}
