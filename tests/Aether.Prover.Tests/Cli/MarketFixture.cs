using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Prover.Tests.Cli;

/// <summary>
/// A real chain with the contracts, a requester and a Provider who drive <c>aether</c>. Where a command needs a Job in some state and the
/// provider's program would be in the way, its transactions are sent by hand.
/// </summary>
public sealed class MarketFixture : IAsyncLifetime
{
    public const long Dollar = 1_000_000;
    private const int RequesterAccount = 1;
    private const int ProviderAccount = 3;

    private readonly RunDirectory _run = new();
    private Anvil? _anvil;
    private Deployment? _deployment;
    private MarketClient? _market;

    public static string ModelFile => Repository.PathOf("models", "digits.air8");

    public Anvil Anvil => _anvil!;

    public Deployment Deployment => _deployment!;

    public MarketClient Market => _market!;

    public RunDirectory Run => _run;

    public Wallet Requester { get; private set; } = null!;

    public Wallet Provider { get; private set; } = null!;

    public Bytes32 ModelId { get; private set; }

    public UInt256 NodeId { get; private set; }

    public string Image { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _anvil = await Anvil.StartAsync(_run.Path);
        _deployment = await Deployment.DeployAsync(_anvil, _run.Path);
        await _anvil.Rpc.CallAsync("evm_setIntervalMining", 1);
        _market = new MarketClient(EthereumClient.Connect(_anvil.HttpUrl), ChainManifest.Load(_deployment.ManifestFile));
        Requester = await WalletAsync("requester", RequesterAccount);
        Provider = await WalletAsync("provider", ProviderAccount);
        foreach (var wallet in new[] { Requester, Provider })
            await wallet.AetherJsonAsync(["deposit", "900"]);
        var model = await Requester.AetherJsonAsync(["model", "register", ModelFile, "--royalty-bps", "500"]);
        ModelId = Bytes32.Parse(model.GetProperty("modelId").GetString()!);
        // Nobody listens there.
        await Provider.AetherJsonAsync(["provider", "init", "--endpoint", "http://127.0.0.1:9"]);
        var node = await Provider.AetherJsonAsync(["provider", "register", "--stake", "100"]);
        NodeId = UInt256.Parse(node.GetProperty("nodeId").GetString()!);
        Image = _run.FilePath("image.pgm");
        ImageFile.SavePgm(Image, new byte[GreyImage.PixelCount]);
    }

    /// <summary>A user with a thousand test dollars in the wallet.</summary>
    public async Task<Wallet> WalletAsync(string name, int account)
    {
        var wallet = await Wallet.CreateAsync(name, account, Anvil.HttpUrl, Deployment, _run.Sub(name));
        await SendAsync(
            Anvil.Accounts[0].Address,
            Market.Manifest.Tokens[0].Address,
            new TestDollar.MintCall { To = Address.Parse(wallet.Address), Amount = (ulong)(1000 * Dollar) }
        );
        return wallet;
    }

    /// <summary>A Request on chain that nobody has locked.</summary>
    public async Task<string> PostAsync(params string[] more)
    {
        var posted = await Requester.AetherJsonAsync([
            "request",
            ModelFile,
            Image,
            "--provider",
            Provider.Address,
            "--price",
            "2.00",
            "--exec-secs",
            "600",
            "--dispute-secs",
            "100",
            "--post",
            "--model-id",
            ModelId.ToString(),
            "--no-wait",
            .. more,
        ]);
        return posted.GetProperty("jobId").GetString()!;
    }

    /// <summary>One that the Provider has locked.</summary>
    public async Task<string> LockAsync(params string[] more)
    {
        var jobId = await PostAsync(more);
        var history = await HistoryAsync(jobId);
        await SendAsync(
            Provider.Address,
            Market.Market,
            new JobMarket.LockCall
            {
                Request = history.Request!.Value,
                Signature = [],
                Extras = [.. history.Extras],
                NodeId = NodeId,
                MinPrice = 0,
                AcceptUnlisted = false,
                GateProof = [],
            }
        );
        return jobId;
    }

    /// <summary>One with a Claim that nobody can open.</summary>
    public async Task<string> SubmitAsync(params string[] more)
    {
        var jobId = await LockAsync(more);
        var history = await HistoryAsync(jobId);
        await SendAsync(
            Provider.Address,
            Market.Market,
            new JobMarket.SubmitCall
            {
                JobId = history.JobId,
                Terms = history.Terms(Market),
                Claim = new Claim
                {
                    Payee = Address.Parse(Provider.Address),
                    OutputCommit = Bytes32.Keccak([1]),
                    CipherCommit = Bytes32.Zero,
                    KeyHash = Bytes32.Zero,
                    Units = 1,
                    TraceRoot = Bytes32.Keccak([2]),
                },
                Key = Bytes32.Zero,
            }
        );
        return jobId;
    }

    public Task<JobHistory> HistoryAsync(string jobId) =>
        Market.HistoryAsync(UInt256.Parse(jobId), Market.Manifest.StartBlock, CancellationToken.None);

    public async Task AdvanceAsync(int seconds)
    {
        await Anvil.Rpc.CallAsync("evm_increaseTime", seconds);
        await Anvil.MineAsync();
    }

    public static async Task<long> FreeAsync(Wallet wallet)
    {
        JsonElement balance = await wallet.AetherJsonAsync(["balance"]);
        return long.Parse(balance.GetProperty("free").GetString()!, CultureInfo.InvariantCulture);
    }

    public async Task SendAsync(string from, Address to, IContractCall call)
    {
        var hash = await Anvil.Rpc.CallAsync(
            "eth_sendTransaction",
            new JsonObject
            {
                ["from"] = from,
                ["to"] = to.ToString(),
                ["data"] = Hex.Format(call.Encode()),
            }
        );
        var transaction = Bytes32.Parse(hash!.GetValue<string>());
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await Market.Client.GetTransactionReceiptAsync(transaction, CancellationToken.None) is { } receipt)
            {
                Assert.True(receipt.Succeeded, $"{call} reverted");
                return;
            }
            await Task.Delay(50);
        }
        Assert.Fail($"{call} is in no block");
    }

    public async Task DisposeAsync()
    {
        if (_market is not null)
            await _market.Client.DisposeAsync();
        if (_anvil is not null)
            await _anvil.DisposeAsync();
        _run.Dispose();
    }
}
