using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>A real anvil with blocks of one transaction and many events each, then enough empty ones that all are final.</summary>
internal sealed class EmittedChain : IAsyncDisposable
{
    public const int Accounts = 2_000;
    private const int FinalAfter = 80;

    private EmittedChain(Anvil anvil, string emitter, string abi, long first, long last, int events)
    {
        (Anvil, Emitter, Abi, First, Last, Events) = (anvil, emitter, abi, first, last, events);
    }

    /// <summary>Of the emitter, JSON.</summary>
    public string Abi { get; }

    public Anvil Anvil { get; }

    public string Emitter { get; }

    /// <summary>The block of the contract.</summary>
    public long First { get; }

    /// <summary>The last block with events.</summary>
    public long Last { get; }

    public int Events { get; }

    public static async Task<EmittedChain> StartAsync(RunDirectory run, int blocks, int eventsPerBlock)
    {
        var (bytecode, abi) = await CompileAsync(run);
        var anvil = await Anvil.StartAsync(run.Path, "--gas-limit", "100000000");
        try
        {
            var deployed = await SendAsync(anvil, null, bytecode, 3_000_000);
            var emitter = deployed["contractAddress"]!.GetValue<string>();
            var first = Rpc.ParseQuantity(deployed["blockNumber"]!.GetValue<string>());
            // move(uint256,uint256)
            var call = $"0x{Selector}{eventsPerBlock:x64}{Accounts:x64}";
            for (var block = 0; block < blocks; block++)
                await SendAsync(anvil, emitter, call, 3_000_000);
            var last = await anvil.BlockNumberAsync();
            await anvil.MineAsync(FinalAfter);
            return new EmittedChain(anvil, emitter, abi, first, last, blocks * eventsPerBlock);
        }
        catch
        {
            await anvil.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Anvil.DisposeAsync();

    private static string Selector => Convert.ToHexStringLower(Aether.Hashing.Keccak256.Hash("move(uint256,uint256)"u8)[..4]);

    private static async Task<JsonObject> SendAsync(Anvil anvil, string? to, string data, long gas)
    {
        var transaction = new JsonObject
        {
            ["from"] = Anvil.Accounts[0].Address,
            ["data"] = data,
            ["gas"] = $"0x{gas:x}",
        };
        if (to is not null)
            transaction["to"] = to;
        var hash = await anvil.Rpc.CallAsync("eth_sendTransaction", transaction);
        JsonNode? receipt;
        while ((receipt = await anvil.Rpc.CallAsync("eth_getTransactionReceipt", hash!.GetValue<string>())) is null)
            await Task.Delay(1);
        return receipt["status"]!.GetValue<string>() == "0x1"
            ? receipt.AsObject()
            : throw new HarnessException("the emitter refused a transaction");
    }

    private static async Task<(string Bytecode, string Abi)> CompileAsync(RunDirectory run)
    {
        var output = run.Sub("emitter");
        var forge = await CommandRun.RunAsync(
            "forge",
            run.FilePath("forge.log"),
            [
                Repository.Tool("forge"),
                "build",
                "--root",
                Repository.PathOf("tests", "benchmarks", "Aether.Indexer.Benchmarks"),
                "--contracts",
                Repository.PathOf("tests", "benchmarks", "Aether.Indexer.Benchmarks", "contracts"),
                "--out",
                output,
                "--cache-path",
                run.Sub("cache"),
                "--use",
                Environment.GetEnvironmentVariable("FOUNDRY_SOLC") ?? Repository.PathOf("scripts", "lib", "solc"),
                "--evm-version",
                "cancun",
                "--optimize",
                "--offline",
            ]
        );
        forge.OrThrow("forge build of the emitter");
        var artifact = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "Emitter.sol", "Emitter.json")))!;
        return (artifact["bytecode"]!["object"]!.GetValue<string>(), artifact["abi"]!.ToJsonString());
    }
}
