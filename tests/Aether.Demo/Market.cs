using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Demo;

/// <summary>A market with people in it: indexer, API, a requester, a model owner with royalties, and two providers of different cost.</summary>
public sealed class Market : IAsyncDisposable
{
    /// <summary>One test dollar in its smallest unit.</summary>
    public const long Dollar = 1_000_000;
    public const int RoyaltyBps = 500;

    /// <summary>What each provider asks for a unit of work, in dollars.</summary>
    public const string AliceCost = "0.80";
    public const string BobCost = "1.10";

    private readonly List<IAsyncDisposable> _running = [];
    private readonly List<Task> _arriving = [];
    private readonly CancellationTokenSource _stop;

    public Stage Stage { get; }
    public string Database { get; private set; } = "";
    public IndexerProgram Indexer { get; private set; } = null!;
    public GraphQlProgram GraphQl { get; private set; } = null!;
    public JobReader Jobs { get; private set; } = null!;
    public Wallet Requester { get; private set; } = null!;
    public Wallet ModelOwner { get; private set; } = null!;
    public ProviderProgram Alice { get; private set; } = null!;
    public ProviderProgram Bob { get; private set; } = null!;

    /// <summary>Proves what she runs; null before <see cref="ProverAsync"/> brought her.</summary>
    public ProviderProgram? Carol { get; private set; }
    public string ModelId { get; private set; } = "";

    public static string ModelFile => Repository.PathOf("models", "digits.air8");

    private Market(Stage stage, CancellationToken cancellationToken)
    {
        Stage = stage;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <param name="cancellationToken">Ends the opening, and stops what was started until then.</param>
    public static async Task<Market> OpenAsync(Progress progress, CancellationToken cancellationToken = default)
    {
        var market = new Market(await Stage.StartAsync(step: progress.Step, cancellationToken: cancellationToken), cancellationToken);
        try
        {
            await market.StartAsync(progress);
            return market;
        }
        catch
        {
            await market.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prepares and registers the model for proofs, and brings a third provider, carol, who proves what she runs.</summary>
    /// <returns>The prepared model's file.</returns>
    public async Task<string> ProverAsync(CancellationToken cancellationToken)
    {
        var carol = Arriving(StakeAsync("carol", 5));
        var folder = Stage.Run.Sub("proved");
        var srs = Path.Combine(folder, "test.srs");
        var model = Path.Combine(folder, "digits.air8");
        var patience = TimeSpan.FromMinutes(3);
        await ModelOwner.AetherJsonAsync(["srs", "test", "--log", "20", "--output", srs], patience, cancellationToken);
        var prepared = await ModelOwner.AetherJsonAsync(
            ["model", "prepare", ModelFile, "--srs", srs, "--output", model],
            patience,
            cancellationToken
        );
        // The bond that answers for the model's points.
        await Stage.MintAsync(ModelOwner.Address, 100 * Dollar);
        await ModelOwner.AetherJsonAsync(["deposit", "60"], cancellationToken: cancellationToken);
        await ModelOwner.AetherJsonAsync(
            ["model", "register", model, "--royalty-bps", $"{RoyaltyBps}", "--registration", prepared.Text("registration")],
            patience,
            cancellationToken
        );
        Carol = await ProviderAsync(await carol, Policy("*", AliceCost, srs), folder);
        return model;
    }

    /// <returns>The file of an image of a digit.</returns>
    public string Image(int digit, int style, int seed) => DigitImage.Write(Stage.Run.Sub("images"), digit, style, seed);

    /// <summary>Free balances in the Vault, in the token's smallest unit.</summary>
    public async Task<long> FreeAsync(string address, CancellationToken cancellationToken = default)
    {
        var data = await GraphQl.QueryAsync(
            "query Free($address: Address!, $token: Address!) { account(address: $address, tokenAddress: $token) { free } }",
            new JsonObject { ["address"] = address, ["token"] = Stage.Deployment.Tokens["tUSD"] },
            cancellationToken
        );
        return data.Optional("account")?.Number("free") ?? 0;
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever is still on the way is waited for, so that nothing starts behind our back.
        await _stop.CancelAsync();
        await Task.WhenAll(_arriving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = _running.Count - 1; i >= 0; i--)
            await _running[i].DisposeAsync();
        await Stage.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync(Progress progress)
    {
        progress.Step("starting the indexer and the GraphQL API");
        Database = await Stage.Postgres.CreateDatabaseAsync("aether");
        Indexer = await IndexerProgram.StartAsync(Stage.Anvil.HttpUrl, Database, Stage.Deployment, Stage.Run.Path);
        _running.Add(Indexer);
        _stop.Token.ThrowIfCancellationRequested();
        GraphQl = await GraphQlProgram.StartAsync(Database, Stage.Run.Path);
        _running.Add(GraphQl);
        Jobs = new JobReader(GraphQl, Stage.Anvil.Rpc);

        progress.Step("a requester, a model owner and two providers arrive; the providers stake and register a node each");
        var requester = Arriving(FundedAsync("requester", 1));
        var alice = Arriving(StakeAsync("alice", 3));
        var bob = Arriving(StakeAsync("bob", 4));
        ModelOwner = await Stage.WalletAsync("ada", 2);
        var model = await ModelOwner.AetherJsonAsync(
            ["model", "register", ModelFile, "--royalty-bps", $"{RoyaltyBps}"],
            cancellationToken: _stop.Token
        );
        ModelId = model.Text("modelId");
        Requester = await requester;

        progress.Step("the providers start");
        var models = Path.GetDirectoryName(ModelFile)!;
        var aliceRuns = Arriving(ProviderAsync(await alice, Policy(ModelId, AliceCost), models));
        Bob = await ProviderAsync(await bob, Policy(ModelId, BobCost), models);
        Alice = await aliceRuns;
    }

    private Task<T> Arriving<T>(Task<T> task)
    {
        _arriving.Add(task);
        return task;
    }

    private async Task<Wallet> FundedAsync(string name, int account)
    {
        var wallet = await Stage.WalletAsync(name, account);
        await Stage.MintAsync(wallet.Address, 1_000 * Dollar);
        return wallet;
    }

    private async Task<(Wallet Wallet, Uri Endpoint)> StakeAsync(string name, int account)
    {
        var wallet = await FundedAsync(name, account);
        var endpoint = ProviderProgram.ChooseEndpoint();
        var url = endpoint.GetLeftPart(UriPartial.Authority);
        await wallet.AetherJsonAsync(["deposit", "400"], cancellationToken: _stop.Token);
        await wallet.AetherJsonAsync(["provider", "init", "--endpoint", url], cancellationToken: _stop.Token);
        await wallet.AetherJsonAsync(["provider", "register", "--stake", "100", "--endpoint", url], cancellationToken: _stop.Token);
        return (wallet, endpoint);
    }

    private async Task<ProviderProgram> ProviderAsync((Wallet Wallet, Uri Endpoint) staked, string policy, string models)
    {
        await File.WriteAllTextAsync(Path.Combine(staked.Wallet.DataFolder, "provider", "policy.json"), policy);
        var program = await ProviderProgram.StartAsync(staked.Wallet, staked.Endpoint, models);
        lock (_running)
            _running.Add(program);
        return program;
    }

    /// <summary>Sells one model, or every one, at its cost, with neither margin nor gas on top, so that the price it takes is known to the unit.</summary>
    /// <param name="srs">The reference string of a provider of the validity tier alone.</param>
    private static string Policy(string model, string cost, string? srs = null)
    {
        var policy = new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["tUSD"] = new JsonObject { ["exposureMax"] = "200", ["perEther"] = "0" },
            },
            ["models"] = new JsonObject { [model] = new JsonObject { ["costPerUnit"] = cost } },
            ["marginBps"] = 0,
            ["execSecsMin"] = 5,
        };
        if (srs is not null)
        {
            policy["tiers"] = new JsonArray("validity");
            policy["proof"] = new JsonObject { ["srs"] = srs };
        }

        return policy.ToJsonString();
    }
}
