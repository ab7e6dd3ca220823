using System.Globalization;

namespace Aether.Harness;

/// <summary>A chain with the contracts on it and a PostgreSQL: what every scenario across parts starts from.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly SemaphoreSlim _minting = new(1);

    public RunDirectory Run { get; }
    public Anvil Anvil { get; }
    public PostgresServer Postgres { get; }
    public Deployment Deployment { get; }

    private Stage(RunDirectory run, Anvil anvil, PostgresServer postgres, Deployment deployment)
    {
        Run = run;
        Anvil = anvil;
        Postgres = postgres;
        Deployment = deployment;
    }

    /// <param name="blockSecs">A block each so many seconds, so that depth and time go on without transactions.</param>
    /// <param name="step">Called with a line before each slow step.</param>
    /// <param name="cancellationToken">Ends the start, and stops what was started until then.</param>
    public static async Task<Stage> StartAsync(
        int blockSecs = 1,
        Action<string>? step = null,
        CancellationToken cancellationToken = default
    )
    {
        var run = new RunDirectory();
        Anvil? anvil = null;
        PostgresServer? postgres = null;
        try
        {
            step?.Invoke("starting a chain");
            anvil = await Anvil.StartAsync(run.Path);
            cancellationToken.ThrowIfCancellationRequested();
            step?.Invoke("starting PostgreSQL");
            postgres = await PostgresServer.StartAsync(run.Path);
            cancellationToken.ThrowIfCancellationRequested();
            step?.Invoke("deploying the contracts");
            var deployment = await Deployment.DeployAsync(anvil, run.Path, cancellationToken);
            await anvil.Rpc.CallAsync("evm_setIntervalMining", blockSecs);
            return new Stage(run, anvil, postgres, deployment);
        }
        catch
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
            if (anvil is not null)
                await anvil.DisposeAsync();
            run.Dispose();
            throw;
        }
    }

    /// <summary>A user with a keystore of anvil's account number <paramref name="account"/>.</summary>
    /// <param name="rpc">Through which endpoint; the chain itself when null.</param>
    public Task<Wallet> WalletAsync(string name, int account, Uri? rpc = null) =>
        Wallet.CreateAsync(name, account, rpc ?? Anvil.HttpUrl, Deployment, Run.Sub(name));

    /// <summary>Mints test dollars, in their smallest unit, to an address; one at a time, since all come from one account.</summary>
    public async Task MintAsync(string address, long amount)
    {
        await _minting.WaitAsync();
        try
        {
            await MintAloneAsync(address, amount);
        }
        finally
        {
            _minting.Release();
        }
    }

    private async Task MintAloneAsync(string address, long amount)
    {
        var run = await CommandRun.RunAsync(
            "cast send",
            Run.FilePath("mint.log"),
            [
                Repository.Tool("cast"),
                "send",
                "--rpc-url",
                Anvil.HttpUrl.ToString(),
                "--private-key",
                Anvil.Accounts[0].PrivateKey,
                Deployment.Tokens["tUSD"],
                "mint(address,uint256)",
                address,
                amount.ToString(CultureInfo.InvariantCulture),
            ]
        );
        run.OrThrow("minting test dollars");
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Anvil.DisposeAsync();
        Run.Dispose();
        _minting.Dispose();
    }
}
