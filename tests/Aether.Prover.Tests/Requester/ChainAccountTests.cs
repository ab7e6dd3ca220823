using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Prover.Requester;
using Aether.Prover.Tests.Provider;

namespace Aether.Prover.Tests.Requester;

/// <summary>What is sent again, and what is not, where nobody but this program would.</summary>
public sealed class ChainAccountTests
{
    private static readonly Address Contract = Bench.Contracts["ExchangeBox"];
    private static readonly Bytes32 One = Bytes32.Keccak([1]);
    private static readonly Bytes32 Two = Bytes32.Keccak([2]);

    [Fact]
    public async Task TrySend_MinedAndReverted_IsTriedAgain()
    {
        await using var bench = await Bench.StartAsync();
        using var directory = new TemporaryDirectory();
        using var sender = Sender(bench, directory);
        var account = new ChainAccount(bench.Market, bench.Signer, sender);
        await bench.CallAsync("evm_setAutomine", false);
        var first = TryAsync(account, One);
        while (await bench.Market.Client.GetTransactionCountAsync(bench.Signer.Address, BlockTag.Pending, CancellationToken.None) == 0)
            await Task.Delay(20);
        // What passed the estimate meets something else in its block: PUSH1 0 PUSH1 0 REVERT.
        await bench.CallAsync("anvil_setCode", Contract.ToString(), "0x60006000fd");
        await bench.CallAsync("evm_mine");
        Assert.Contains("refused", await first, StringComparison.Ordinal);
        await bench.CallAsync("anvil_setCode", Contract.ToString(), "0x00");
        await bench.CallAsync("evm_setAutomine", true);
        Assert.Equal("done", await TryAsync(account, One));
        Assert.Equal(2UL, await bench.SentAsync());
        // The program starts again: what is done stays done.
        using var senderAgain = Sender(bench, directory);
        var again = new ChainAccount(bench.Market, bench.Signer, senderAgain);
        Assert.Contains("refused", await TryAsync(again, One), StringComparison.Ordinal);
        Assert.Equal("done", await TryAsync(again, One));
        Assert.Equal(2UL, await bench.SentAsync());
    }

    [Fact]
    public async Task TrySend_SameIntentAboutAnotherClaim_IsAnotherTransaction()
    {
        await using var bench = await Bench.StartAsync();
        using var directory = new TemporaryDirectory();
        using var sender = Sender(bench, directory);
        var account = new ChainAccount(bench.Market, bench.Signer, sender);
        foreach (var about in new[] { One, One, Two })
            Assert.Equal("done", await TryAsync(account, about));
        Assert.Equal(2UL, await bench.SentAsync());
    }

    [Fact]
    public async Task TrySend_InNoBlock_IsNoEndOfTheProgram()
    {
        await using var bench = await Bench.StartAsync();
        using var directory = new TemporaryDirectory();
        using var sender = Sender(bench, directory, TimeSpan.FromMilliseconds(200));
        await bench.CallAsync("evm_setAutomine", false);
        var account = new ChainAccount(bench.Market, bench.Signer, sender);
        Assert.Contains("in no block yet", await TryAsync(account, One), StringComparison.Ordinal);
        await bench.CallAsync("evm_mine");
        Assert.Equal("done", await TryAsync(account, One));
        Assert.Equal(1UL, await bench.SentAsync());
    }

    private static Task<string> TryAsync(ChainAccount account, Bytes32 about) =>
        account.TrySendAsync("complain 1", about, Contract, new ExchangeBox.DemandCall { JobId = 1 }, "done", CancellationToken.None);

    private static TransactionSender Sender(Bench bench, TemporaryDirectory directory, TimeSpan? wait = null) =>
        new(
            bench.Market.Client,
            bench.Signer,
            new FileTransactionStore(directory.File("transactions")),
            new TransactionSenderOptions { PollInterval = TimeSpan.FromMilliseconds(20), WaitTimeout = wait ?? TimeSpan.FromSeconds(20) }
        );
}
