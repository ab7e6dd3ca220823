using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Requester;
using Aether.Prover.Tests.Provider;

namespace Aether.Prover.Tests.Requester;

/// <summary>Following a Job while the RPC node has a bad day.</summary>
public sealed class RequestFlowTests
{
    [Fact]
    public async Task Follow_ReplyThatCannotBeRead_IsAskedAgainAndSaid()
    {
        await using var bench = await Bench.StartAsync();
        using var directory = new TemporaryDirectory();
        using var sender = new TransactionSender(
            bench.Market.Client,
            bench.Signer,
            new FileTransactionStore(directory.File("transactions")),
            new TransactionSenderOptions()
        );
        var form = Air8Model.Load(Repository.PathOf("models", "digits.air8")).Form;
        var account = new ChainAccount(bench.Market, bench.Signer, sender);
        using var flow = new RequestFlow(
            bench.Market,
            account,
            new RequestStore(directory.Path),
            form,
            AcceptMode.None,
            TimeProvider.System
        );
        var stored = new StoredRequest
        {
            Offer = bench.Offer(1),
            Salt = Bytes32.Zero,
            Input = [],
            FromBlock = 0,
        };
        bench.Chain.Jobs[stored.JobId] = (JobStatus.Cancelled, Address.Zero, 0);
        bench.Chain.Broken.Add(stored.JobId);
        var said = new Said(text =>
        {
            // It answers again once the trouble was noticed.
            if (text.Contains("the chain does not answer", StringComparison.Ordinal))
                bench.Chain.Broken.Remove(stored.JobId);
        });
        var ended = await Assert.ThrowsAsync<RequestFailedException>(() =>
            flow.FollowAsync(stored, TimeSpan.FromSeconds(30), said, CancellationToken.None)
        );
        Assert.Contains("cancelled", ended.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Chain.Broken);
    }

    private sealed class Said(Action<string> hear) : IProgress<string>
    {
        public void Report(string value) => hear(value);
    }
}
