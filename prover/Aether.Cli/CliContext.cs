using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Aether.Cli.Settings;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Requester;

namespace Aether.Cli;

/// <summary>What a command works with. Chain and keys are opened on first use and closed with the command.</summary>
internal sealed class CliContext(
    ParseResult parse,
    CliSettings settings,
    Reporter reporter,
    CliConsole console,
    TimeProvider clock,
    CancellationToken cancellationToken
) : IAsyncDisposable
{
    private ISigner? _signer;
    private MarketClient? _market;
    private TransactionSender? _sender;

    public ParseResult Parse { get; } = parse;

    public CliSettings Settings { get; } = settings;

    public Reporter Reporter { get; } = reporter;

    public CliConsole Console { get; } = console;

    public TimeProvider Clock { get; } = clock;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public T Value<T>(Option<T> option) => Parse.GetValue(option)!;

    public T Value<T>(Argument<T> argument) => Parse.GetValue(argument)!;

    /// <summary>The account that signs: a keystore or a signer command. Never a key on a command line.</summary>
    public ISigner Signer => _signer ??= OpenSigner();

    /// <summary>The chain of the manifest, reached and checked once.</summary>
    public async Task<MarketClient> MarketAsync()
    {
        if (_market is not null)
            return _market;
        var manifest = ChainManifest.Load(Settings.ManifestFile);
        _market = new MarketClient(EthereumClient.Connect(Settings.Rpc, timeProvider: Clock), manifest);
        await manifest.RequireServedByAsync(_market.Client, CancellationToken);
        return _market;
    }

    /// <summary>The signing account on that chain. What an earlier command signed and a reorg lost goes out again first.</summary>
    public async Task<ChainAccount> AccountAsync()
    {
        var market = await MarketAsync();
        if (_sender is null)
        {
            _sender = new TransactionSender(
                market.Client,
                Signer,
                new FileTransactionStore(Path.Combine(Settings.DataDirectory, "transactions")),
                new TransactionSenderOptions
                {
                    Confirmations = market.Manifest.Confirmations,
                    FinalityDepth = market.Manifest.FinalityDepth,
                    PollInterval = TimeSpan.FromMilliseconds(250),
                },
                Clock
            );
            await _sender.MaintainAsync(CancellationToken);
        }

        return new ChainAccount(market, Signer, _sender);
    }

    /// <summary>The token named by --token, or the manifest's first.</summary>
    public async Task<ManifestToken> TokenAsync(string? name)
    {
        var manifest = (await MarketAsync()).Manifest;
        if (manifest.Tokens.Count == 0)
            throw new CliException(ExitCode.Usage, "the manifest names no token");
        if (name is null)
            return manifest.Tokens[0];
        return manifest.Tokens.FirstOrDefault(token => string.Equals(token.Address.ToString(), name, StringComparison.OrdinalIgnoreCase))
            ?? manifest.Token(name);
    }

    /// <summary>Reads the keystore's password from its file, or asks for it on a terminal. The caller clears it.</summary>
    public byte[] Password(string prompt, bool twice = false)
    {
        if (Settings.PasswordFile is { } file)
            return PasswordFile.Read(file);
        if (!Console.CanAsk)
            throw new CliException(
                ExitCode.Usage,
                "a password is needed and there is no terminal to ask on",
                "give --password-file, or set AETHER_PASSWORD_FILE"
            );
        var password = TerminalPassword.Ask(Console.Error, prompt);
        if (twice && TerminalPassword.Ask(Console.Error, "Again") is var again && again != password)
            throw new CliException(ExitCode.Usage, "the two passwords differ; nothing was written");
        return Encoding.UTF8.GetBytes(password);
    }

    public async ValueTask DisposeAsync()
    {
        _sender?.Dispose();
        (_signer as IDisposable)?.Dispose();
        if (_market is not null)
            await _market.Client.DisposeAsync();
    }

    private ISigner OpenSigner()
    {
        if (Settings.SignerCommand is { } command)
        {
            var words = CommandWords.Split(command);
            return new SignerCommand(Settings.SignerAddress, words[0], words[1..]);
        }

        if (Settings.Keystore is not { } keystore)
        {
            throw new CliException(
                ExitCode.Usage,
                "no account to sign with",
                "give --keystore FILE (aether keystore new makes one), or --signer-command CMD with --address; or set AETHER_KEYSTORE"
            );
        }

        var password = Password($"Password of {keystore}");
        try
        {
            return Ethereum.Keystore.Load(keystore, password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
