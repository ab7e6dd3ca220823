using System.Globalization;

namespace Aether.Harness;

/// <summary>A wallet's <c>aether provider run</c>, to be killed and started again on the same folder and port.</summary>
public sealed class ProviderProgram : IAsyncDisposable
{
    private readonly string[] _arguments;
    private GuardedProcess _process;

    public Wallet Wallet { get; }
    public Uri Url { get; }

    private ProviderProgram(Wallet wallet, Uri url, string[] arguments, GuardedProcess process)
    {
        Wallet = wallet;
        Url = url;
        _arguments = arguments;
        _process = process;
    }

    /// <summary>An endpoint to register before the program is there to serve it.</summary>
    public static Uri ChooseEndpoint() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));

    public static async Task<ProviderProgram> StartAsync(Wallet wallet, Uri endpoint, string modelsFolder, params string[] arguments)
    {
        string[] all = ["provider", "run", "--listen", endpoint.GetLeftPart(UriPartial.Authority), "--models", modelsFolder, .. arguments];
        var program = new ProviderProgram(wallet, endpoint, all, wallet.Start("provider", all));
        await program.ReadyAsync();
        return program;
    }

    public GuardedProcess Process => _process;

    public async Task KillAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    public async Task StartAgainAsync()
    {
        _process = Wallet.Start("provider", _arguments);
        await ReadyAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task ReadyAsync() => await _process.WaitForLineAsync(@"listening on http", TimeSpan.FromSeconds(60));
}
