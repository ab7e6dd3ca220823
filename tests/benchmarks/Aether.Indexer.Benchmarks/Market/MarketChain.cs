using System.Security.Cryptography;
using System.Text;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Projecting;

namespace Aether.Indexer.Benchmarks;

/// <summary>A chain of our own contracts at work, made once on a real anvil and kept as what the node answered.</summary>
/// <param name="ManifestFile">As the deploy script wrote it.</param>
internal sealed record MarketChain(string RecordingFile, string ManifestFile)
{
    private const int PostsEach = 14;
    private const ulong BlockSecs = 12;

    /// <summary>Enough that all with events are final for everybody.</summary>
    private const int FinalAfter = 130;

    private static readonly string[] Sources = ["contracts/src", "contracts/script", "tests/benchmarks/Aether.Indexer.Benchmarks/Market"];

    /// <summary>The chain kept from another run, if contracts and market are what they were.</summary>
    public static async Task<MarketChain> GetAsync(int events)
    {
        var folder = Repository.PathOf(".aether", "bench", $"market-{events}-{SourcesHash()}");
        var chain = new MarketChain(Path.Combine(folder, "chain.jsonl"), Path.Combine(folder, "manifest.json"));
        if (File.Exists(chain.RecordingFile))
            return chain;
        Directory.CreateDirectory(folder);
        using var run = new RunDirectory();
        await using var anvil = await Anvil.StartAsync(
            run.Path,
            "--gas-limit",
            "1000000000",
            "--accounts",
            $"{MarketMaker.Accounts}",
            "--order",
            "fifo"
        );
        var deployment = await Deployment.DeployAsync(anvil, run.Path);
        File.Copy(deployment.ManifestFile, chain.ManifestFile, overwrite: true);
        await MakeAsync(anvil, ChainManifest.Load(deployment.ManifestFile), events);
        using var rpc = new BatchRpc(anvil.HttpUrl);
        await Recording.WriteAsync(rpc, chain.RecordingFile);
        return chain;
    }

    /// <summary>Of the contracts that the indexer reads.</summary>
    public int CountEvents(ChainManifest manifest) => Events(manifest).Sum(block => block.Count);

    public long LastEvent(ChainManifest manifest) => Events(manifest).Last(block => block.Count > 0).Number;

    private List<(long Number, int Count)> Events(ChainManifest manifest)
    {
        var contracts = MarketProjection
            .ContractsOf(manifest)
            .Select(address => address.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Recording.Read(RecordingFile).Select(block => (block.Number, block.Logs.Count(log => contracts.Contains(log.Address))))];
    }

    private static async Task MakeAsync(Anvil anvil, ChainManifest manifest, int events)
    {
        using var rpc = new BatchRpc(anvil.HttpUrl);
        await rpc.CallAsync("evm_setAutomine", false);
        // Whatever is asked to prove a job says yes: PUSH0 CALLDATALOAD PUSH1 224 SHR PUSH1 224 SHL PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
        await rpc.CallAsync("anvil_setCode", manifest.Contracts["ValidityVerifier"].ToString(), "0x5f3560e01c60e01b5f5260205ff3");
        Address[] accounts = [.. (await rpc.CallAsync("eth_accounts")).EnumerateArray().Select(each => Address.Parse(each.GetString()!))];
        var blocks = new TransactionBlocks(rpc, (ulong)await anvil.TimestampAsync(), BlockSecs);
        var market = new MarketMaker(manifest, accounts, blocks);
        await market.PrepareAsync();
        while (market.Events < events)
            await market.StepAsync(PostsEach);
        await anvil.MineAsync(FinalAfter);
    }

    private static string SourcesHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var file in Sources
                .SelectMany(source => Directory.EnumerateFiles(Repository.PathOf(source.Split('/')), "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
        )
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Repository.Root, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
