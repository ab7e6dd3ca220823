using Aether.Harness;

namespace Aether.Ethereum.Tests.Node;

/// <summary>One anvil per test, with a client and the signers of its funded accounts.</summary>
internal sealed class AnvilNode : IAsyncDisposable
{
    private readonly RunDirectory _folder;
    private readonly Anvil _anvil;

    private AnvilNode(RunDirectory folder, Anvil anvil)
    {
        _folder = folder;
        _anvil = anvil;
        Client = EthereumClient.Connect(anvil.HttpUrl);
    }

    public EthereumClient Client { get; }

    public Uri HttpUrl => _anvil.HttpUrl;

    public Uri WebSocketUrl => _anvil.WebSocketUrl;

    public Rpc Rpc => _anvil.Rpc;

    /// <summary>A folder that is removed with the node.</summary>
    public string Folder => _folder.Path;

    public static async Task<AnvilNode> StartAsync(params string[] arguments)
    {
        var folder = new RunDirectory();
        try
        {
            return new AnvilNode(folder, await Anvil.StartAsync(folder.Path, arguments));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static KeySigner Signer(int account) => new(Hex.Parse(Anvil.Accounts[account].PrivateKey));

    public Task MineAsync(int blocks = 1) => _anvil.MineAsync(blocks);

    public Task ReorgAsync(int depth) => _anvil.ReorgAsync(depth);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _anvil.DisposeAsync();
        _folder.Dispose();
    }
}
