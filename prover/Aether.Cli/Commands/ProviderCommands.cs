using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover;
using Aether.Prover.Chain;
using Aether.Prover.Execution;
using Aether.Prover.Policy;
using Aether.Prover.Provider;
using Aether.Prover.Requester;
using Aether.Prover.Sealing;
using Microsoft.Extensions.Logging;

namespace Aether.Cli.Commands;

/// <summary><c>aether provider init|register|run</c>, and the tree of everything else a provider does.</summary>
internal static class ProviderCommands
{
    public static Command Create(AetherCommand aether)
    {
        var command = new Command("provider", "sell compute: set up a Node, register it, run it");
        command.Subcommands.Add(Init(aether));
        command.Subcommands.Add(Register(aether));
        command.Subcommands.Add(Run(aether));
        command.Subcommands.Add(StakeCommands.Stake(aether));
        command.Subcommands.Add(StakeCommands.Unstake(aether));
        command.Subcommands.Add(StakeCommands.Operator(aether));
        var node = new Command("node", "add a Node, or drain one");
        node.Subcommands.Add(AddNode(aether));
        node.Subcommands.Add(DrainNode(aether));
        command.Subcommands.Add(node);
        return command;
    }

    private static Command Init(AetherCommand aether)
    {
        var endpoint = new Option<string>("--endpoint")
        {
            Description = "URL under which requesters reach this Node",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:8555",
        };
        var command = new Command("init", "makes session key, sealing key and a commented policy.json in DATA/provider") { endpoint };
        aether.Bind(
            command,
            context =>
            {
                var folder = context.Settings.ProviderDirectory;
                if (NodeIdentity.Exists(folder))
                    throw new CliException(
                        ExitCode.Refused,
                        $"there is a Node in {folder} already",
                        "keys never change: for another Node give another --data"
                    );
                var url = Endpoint(context.Value(endpoint));
                var provider = context.Signer.Address;
                var nonce = BitConverter.ToUInt128(RandomNumberGenerator.GetBytes(16)) >> 32;
                OwnerOnlyFile.CreateDirectory(folder);
                var password = context.Password("Password for the Node's keys", twice: true);
                try
                {
                    // Keys of an earlier attempt that did not come to node.json were never registered anywhere.
                    File.Delete(NodeIdentity.SessionKeystore(folder));
                    File.Delete(NodeIdentity.SealingKeyFile(folder));
                    using var session = Keystore.Create(NodeIdentity.SessionKeystore(folder), password, KeystoreKdf.Scrypt);
                    using var sealing = SealingKey.Generate();
                    sealing.Save(NodeIdentity.SealingKeyFile(folder), password);
                    if (!File.Exists(NodeIdentity.PolicyFile(folder)))
                        OwnerOnlyFile.Replace(NodeIdentity.PolicyFile(folder), Encoding.UTF8.GetBytes(PolicyFile.Template + "\n"));
                    var node = new NodeIdentity(provider, nonce, url);
                    node.Save(folder);
                    context.Reporter.Result(
                        new
                        {
                            provider = provider.ToString(),
                            nodeId = node.NodeId.ToString(),
                            sessionKey = session.Address.ToString(),
                            endpoint = url,
                            folder,
                            policy = NodeIdentity.PolicyFile(folder),
                        },
                        $"nodeId      {node.NodeId}",
                        $"session key {session.Address.ToChecksumString()}",
                        $"policy      {NodeIdentity.PolicyFile(folder)}: read it, set your costs, then run: aether provider register"
                    );
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

    private static Command Register(AetherCommand aether)
    {
        var stake = new Option<string?>("--stake")
        {
            Description = "stake to reach, in whole tokens; the registry's minimum when absent",
            HelpName = "AMOUNT",
        };
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = "URL of this Node; as given to init when absent",
            HelpName = "URL",
        };
        var classId = new Option<int>("--class") { Description = "hardware class, 0 to 65535", DefaultValueFactory = _ => 1 };
        var zone = new Option<int>("--zone") { Description = "where it stands, 0 to 63" };
        var capacity = new Option<uint>("--capacity") { Description = "declared capacity, informational", DefaultValueFactory = _ => 1u };
        var command = new Command("register", "bonds the stake and adds the Node; may be repeated, does only what is missing")
        {
            stake,
            endpoint,
            classId,
            zone,
            capacity,
        };
        aether.Bind(
            command,
            async context =>
            {
                RequireRanges(context.Value(zone), context.Value(classId));
                var folder = context.Settings.ProviderDirectory;
                var node = NodeIdentity.Load(folder);
                if (context.Value(endpoint) is { } changed)
                    node = node with { Endpoint = Endpoint(changed) };
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                RequireOwner(node, account);
                var staked = await StakeAsync(context, market, account, context.Value(stake));
                var transaction = await AddNodeAsync(
                    context,
                    market,
                    account,
                    node,
                    (ushort)context.Value(classId),
                    (byte)context.Value(zone),
                    context.Value(capacity)
                );
                node.Save(folder);
                context.Reporter.Result(
                    new
                    {
                        provider = node.Provider.ToString(),
                        nodeId = node.NodeId.ToString(),
                        stake = staked.ToString(CultureInfo.InvariantCulture),
                        endpoint = node.Endpoint,
                        transaction,
                    },
                    $"node {node.NodeId} at {node.Endpoint} is registered"
                );
            }
        );
        return command;
    }

    /// <summary>Without the stake: for a Provider that has one already.</summary>
    private static Command AddNode(AetherCommand aether)
    {
        var classId = new Option<int>("--class") { Description = "hardware class, 0 to 65535", DefaultValueFactory = _ => 1 };
        var zone = new Option<int>("--zone") { Description = "where it stands, 0 to 63" };
        var capacity = new Option<uint>("--capacity") { Description = "declared capacity, informational", DefaultValueFactory = _ => 1u };
        var command = new Command("add", "adds the Node of DATA/provider, co-signed by its session key; or publishes its new endpoint")
        {
            classId,
            zone,
            capacity,
        };
        aether.Bind(
            command,
            async context =>
            {
                RequireRanges(context.Value(zone), context.Value(classId));
                var node = NodeIdentity.Load(context.Settings.ProviderDirectory);
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                RequireOwner(node, account);
                var transaction = await AddNodeAsync(
                    context,
                    market,
                    account,
                    node,
                    (ushort)context.Value(classId),
                    (byte)context.Value(zone),
                    context.Value(capacity)
                );
                context.Reporter.Result(
                    new
                    {
                        nodeId = node.NodeId.ToString(),
                        endpoint = node.Endpoint,
                        transaction,
                    },
                    $"node {node.NodeId} at {node.Endpoint} is registered"
                );
            }
        );
        return command;
    }

    private static Command DrainNode(AetherCommand aether)
    {
        var id = new Argument<string?>("NODE")
        {
            Description = "a Node's id; the one of DATA/provider when absent",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("drain", "takes a Node out of the market for good: no new locks; its open jobs go on") { id };
        aether.Bind(
            command,
            async context =>
            {
                var nodeId = context.Value(id) is { } text
                    ? UInt256.TryParse(text, out var given)
                        ? given
                        : throw new CliException(ExitCode.Usage, $"'{text}' is no node id: a number in decimal, or 0x and hex digits")
                    : NodeIdentity.Load(context.Settings.ProviderDirectory).NodeId;
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                var node =
                    await market.NodeAsync(nodeId, context.CancellationToken)
                    ?? throw new CliException(ExitCode.NotFound, $"there is no node {nodeId} on {market.Manifest.Name}");
                if (node.Provider != account.Address)
                    throw new CliException(ExitCode.Refused, $"node {nodeId} is {node.Provider}'s; you sign as {account.Address}");
                if (!node.IsActive)
                    throw new CliException(ExitCode.Refused, $"node {nodeId} was drained before");
                var receipt = await context.Reporter.WaitAsync(
                    "draining the Node",
                    _ =>
                        account.SendAsync(
                            "drain",
                            market.Manifest.ProviderRegistry,
                            new ProviderRegistry.DrainCall
                            {
                                NodeId = nodeId,
                                SealX = node.SealX,
                                SealY = node.SealY,
                                Endpoint = node.Endpoint,
                            },
                            isOnce: false,
                            context.CancellationToken
                        )
                );
                context.Reporter.Result(
                    new
                    {
                        nodeId = nodeId.ToString(),
                        active = false,
                        transaction = receipt.TransactionHash.ToString(),
                    },
                    $"node {nodeId} takes no more jobs"
                );
            }
        );
        return command;
    }

    private static void RequireRanges(int zone, int classId)
    {
        if (zone is < 0 or > 63)
            throw new CliException(ExitCode.Usage, "--zone must be 0 to 63");
        if (classId is < 0 or > 65535)
            throw new CliException(ExitCode.Usage, "--class must be 0 to 65535");
    }

    private static void RequireOwner(NodeIdentity node, ChainAccount account)
    {
        if (account.Address != node.Provider)
            throw new CliException(
                ExitCode.Usage,
                $"this Node belongs to {node.Provider}; you sign as {account.Address}",
                "give the keystore that aether provider init was run with"
            );
    }

    private static async Task<UInt128> StakeAsync(CliContext context, MarketClient market, ChainAccount account, string? wanted)
    {
        var registry = market.Manifest.ProviderRegistry;
        var tokenAddress = await market.ReadAsync(registry, new ProviderRegistry.StakeTokenCall(), context.CancellationToken);
        var minimum = await market.ReadAsync(registry, new ProviderRegistry.StakeMinCall(), context.CancellationToken);
        var token =
            market.Manifest.Tokens.FirstOrDefault(entry => entry.Address == tokenAddress)
            ?? throw new CliException(ExitCode.Failed, $"the stake token {tokenAddress} is not in the manifest");
        var goal = wanted is null ? minimum : TokenAmount.Parse(wanted, token.Decimals);
        if (goal < minimum)
            throw new CliException(
                ExitCode.Usage,
                $"--stake {wanted} is below the registry's minimum of {TokenAmount.Format(minimum, token.Decimals)} {token.Symbol}"
            );
        var bond = await market.ReadAsync(
            registry,
            new ProviderRegistry.BondOfCall { Provider = account.Address, Slasher = Address.Zero },
            context.CancellationToken
        );
        if (bond.Amount >= goal)
            return bond.Amount;
        var missing = goal - bond.Amount;
        var free = await market.FreeAsync(token.Address, account.Address, context.CancellationToken);
        if (free < missing)
        {
            await context.Reporter.WaitAsync(
                $"depositing {TokenAmount.Format(missing - free, token.Decimals)} {token.Symbol}",
                _ => account.DepositAsync(token, missing - free, context.Clock, context.CancellationToken)
            );
        }

        await context.Reporter.WaitAsync(
            $"bonding {TokenAmount.Format(missing, token.Decimals)} {token.Symbol}",
            _ =>
                account.SendAsync(
                    "bond",
                    registry,
                    new ProviderRegistry.BondCall { Slasher = Address.Zero, Amount = missing },
                    isOnce: false,
                    context.CancellationToken
                )
        );
        return goal;
    }

    private static async Task<string?> AddNodeAsync(
        CliContext context,
        MarketClient market,
        ChainAccount account,
        NodeIdentity node,
        ushort classId,
        byte zone,
        uint capacity
    )
    {
        var registry = market.Manifest.ProviderRegistry;
        var folder = context.Settings.ProviderDirectory;
        var password = context.Password("Password of the Node's keys");
        try
        {
            using var sealing = SealingKey.Load(NodeIdentity.SealingKeyFile(folder), password);
            var x = UInt256.FromBigEndian(sealing.Public.X);
            var y = UInt256.FromBigEndian(sealing.Public.Y);
            IContractCall call;
            if (await market.NodeAsync(node.NodeId, context.CancellationToken) is { } known)
            {
                if (!known.IsActive)
                    throw new CliException(
                        ExitCode.Refused,
                        "this Node was drained and takes no more jobs",
                        "make another: aether provider init with another --data"
                    );
                if (known.Endpoint == node.Endpoint)
                    return null;
                call = new ProviderRegistry.SetEndpointCall
                {
                    NodeId = node.NodeId,
                    SealX = x,
                    SealY = y,
                    Endpoint = node.Endpoint,
                };
            }
            else
            {
                using var session = Keystore.Load(NodeIdentity.SessionKeystore(folder), password);
                var digest = market.Manifest.ProviderTypedData.NodeKeyDigest(node.NodeId, x, y);
                call = new ProviderRegistry.AddNodeCall
                {
                    Nonce = node.Nonce,
                    SessionKey = session.Address,
                    Zone = zone,
                    ClassId = classId,
                    Capacity = capacity,
                    SealX = x,
                    SealY = y,
                    Endpoint = node.Endpoint,
                    SessionSignature = session.Sign(digest).ToBytes(),
                };
            }

            var receipt = await context.Reporter.WaitAsync(
                "registering the Node",
                _ => account.SendAsync("node", registry, call, isOnce: false, context.CancellationToken)
            );
            return receipt.TransactionHash.ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private static Command Run(AetherCommand aether)
    {
        var listen = new Option<string>("--listen")
        {
            Description = "http://HOST:PORT; port 0 chooses a free one",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:8555",
        };
        var policy = new Option<string?>("--policy")
        {
            Description = "policy file; DATA/provider/policy.json when absent",
            HelpName = "FILE",
        };
        var models = new Option<string?>("--models") { Description = "folder of AIR8 files; DATA/models when absent", HelpName = "DIR" };
        var dryRun = new Option<bool>("--dry-run") { Description = "lock nothing; say what would be locked, when and why not" };
        var command = new Command("run", "watches the market, locks, runs, submits, finalizes; stop it with Ctrl-C or SIGTERM")
        {
            listen,
            policy,
            models,
            dryRun,
        };
        aether.Bind(
            command,
            async context =>
            {
                var folder = context.Settings.ProviderDirectory;
                var node = NodeIdentity.Load(folder);
                var policyPath = Path.GetFullPath(context.Value(policy) ?? NodeIdentity.PolicyFile(folder));
                var policies = PolicyFile.Load(policyPath);
                if (!Uri.TryCreate(context.Value(listen), UriKind.Absolute, out var url) || url.Scheme != "http")
                    throw new CliException(
                        ExitCode.Usage,
                        $"--listen must be http://HOST:PORT, not '{context.Value(listen)}'",
                        "put a proxy in front for https"
                    );
                var market = await context.MarketAsync();
                using var sealing = OpenSealingKey(context, folder);
                var limits = new ExecutionLimits(
                    TimeSpan.FromSeconds(policies.Execution.TimeoutSecs),
                    policies.Execution.MemoryMiB,
                    policies.Execution.Backend
                );
                var mode = Enum.Parse<SandboxMode>(policies.Execution.Sandbox, ignoreCase: true);
                var check = await SandboxCheck.RunAsync(limits, mode, folder, context.CancellationToken);
                if (mode == SandboxMode.Required && check.Missing is { } missing)
                    throw new CliException(
                        ExitCode.Refused,
                        $"the policy requires a sandbox, and this machine has none: {missing}",
                        "make it available, or set execution.sandbox to auto in the policy"
                    );
                using var loggers = LoggerFactory.Create(logging =>
                {
                    logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
                    if (context.Settings.IsJson)
                        logging.AddJsonConsole(json => json.TimestampFormat = "O");
                    else
                        logging.AddSimpleConsole(text => (text.SingleLine, text.TimestampFormat) = (true, "HH:mm:ss.fff "));
                });
                var service = new ProviderService(
                    market,
                    new ProviderOptions
                    {
                        Folder = folder,
                        ModelsFolder = Path.GetFullPath(context.Value(models) ?? context.Settings.ModelsDirectory),
                        Node = node,
                        SealingKey = sealing,
                        Signer = context.Signer,
                        Policy = policies,
                        Srs = policies.Proof is { } proof
                            ? SrsInput.Read(context, Path.Combine(Path.GetDirectoryName(policyPath)!, proof.Srs))
                            : null,
                        Executor = check.Executor,
                        SandboxLacks = check.Missing,
                        RunsOn = check.Probe,
                        Listen = url,
                        IsDryRun = context.Value(dryRun),
                    },
                    context.Clock,
                    loggers
                );
                try
                {
                    await service.RunAsync(_ => { }, context.CancellationToken);
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    // Asked to stop, and did.
                }
            }
        );
        return command;
    }

    private static SealingKey OpenSealingKey(CliContext context, string folder)
    {
        var password = context.Password("Password of the Node's keys");
        try
        {
            return SealingKey.Load(NodeIdentity.SealingKeyFile(folder), password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private static string Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && text.Length <= 256
            ? text
            : throw new CliException(ExitCode.Usage, $"--endpoint must be an http or https URL of at most 256 characters, not '{text}'");
}
