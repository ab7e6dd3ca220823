using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aether.Ethereum.Tests.Faults;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests.Node;

/// <summary>The sender when the store, the process, the node or the chain fails under it: every intent is mined exactly once.</summary>
public sealed class TransactionSenderFaultTests(ITestOutputHelper output)
{
    private static readonly Address Recipient = Address.Parse("0x00000000000000000000000000000000000a11ce");

    private static readonly TransactionSenderOptions Options = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(25),
        WaitTimeout = TimeSpan.FromSeconds(40),
    };

    private static readonly RpcOptions Impatient = new()
    {
        RetriesMax = 1,
        RetryDelay = TimeSpan.FromMilliseconds(5),
        RetryDelayMax = TimeSpan.FromMilliseconds(10),
        AttemptTimeout = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task Submit_StoreFails_NothingLeaves()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(
            node.Client,
            AnvilNode.Signer(0),
            new FailingStore(new FileTransactionStore(node.Folder), afterSaving: false),
            Options
        );
        await Assert.ThrowsAsync<IOException>(() => sender.SubmitAsync(Transfer("pay"), CancellationToken.None));
        Assert.Equal(0UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Pending, CancellationToken.None));
    }

    [Fact]
    public async Task I61_Submit_DiesBetweenSavingAndSending_TheSameBytesAreSentAfterTheRestart()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        var store = new FileTransactionStore(node.Folder);
        using var dying = new TransactionSender(node.Client, AnvilNode.Signer(0), new FailingStore(store, afterSaving: true), Options);
        await Assert.ThrowsAsync<IOException>(() => dying.SubmitAsync(Transfer("pay"), CancellationToken.None));
        StoredTransaction signed = Assert.Single(await store.LoadAsync(31337, dying.Address, CancellationToken.None));
        Assert.Equal(0UL, await node.Client.GetTransactionCountAsync(dying.Address, BlockTag.Pending, CancellationToken.None));

        using var restarted = new TransactionSender(node.Client, AnvilNode.Signer(0), store, Options);
        Assert.Equal(1, await restarted.MaintainAsync(CancellationToken.None));
        TransactionReceipt receipt = await restarted.SendAsync(Transfer("pay"), CancellationToken.None);

        Assert.Equal(signed.Newest.Hash, receipt.TransactionHash);
        Assert.Equal(1UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Wait_ReorgBeforeTheConfirmations_TheSameBytesLandAgain()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("--no-mining");
        using var sender = new TransactionSender(
            node.Client,
            AnvilNode.Signer(0),
            new FileTransactionStore(node.Folder),
            Options with
            {
                Confirmations = 4,
            }
        );
        StoredTransaction stored = await sender.SubmitAsync(Transfer("pay"), CancellationToken.None);
        await node.MineAsync(2);
        Bytes32 first = (await node.Client.GetTransactionReceiptAsync(stored.Newest.Hash, CancellationToken.None))!.BlockHash;

        Task<TransactionReceipt> waiting = sender.WaitAsync("pay", CancellationToken.None);
        await node.ReorgAsync(2);
        while (!await node.Client.HasTransactionAsync(stored.Newest.Hash, CancellationToken.None))
            await Task.Delay(25);
        for (int i = 0; i < 4; i++)
            await node.MineAsync();
        TransactionReceipt receipt = await waiting;

        Assert.Equal(stored.Newest.Hash, receipt.TransactionHash);
        Assert.NotEqual(first, receipt.BlockHash);
        Assert.Equal(1UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Send_ThroughAFlakyNode_EachIntentIsMinedExactlyOnce()
    {
        const int Intents = 25;
        var random = new Seeded(output);
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var http = new HttpClient();
        int faults = 0;
        // Every third answer is lost or wrong, half of them after the node has already done what it was asked.
        await using var flaky = new FaultServer(
            async (body, stream, stop) =>
            {
                int kind;
                lock (random)
                    kind = random.Below(18);
                if (kind >= 6)
                {
                    await FaultServer.Body(await ForwardAsync(body, stop))(body, stream, stop);
                    return;
                }
                Interlocked.Increment(ref faults);
                if (kind % 2 == 0)
                    await ForwardAsync(body, stop);
                Task answered = (kind / 2) switch
                {
                    0 => FaultServer.Status(429)(body, stream, stop),
                    1 => FaultServer.Status(500)(body, stream, stop),
                    _ => FaultServer.HalfABody(body, stream, stop),
                };
                await answered;
            }
        );
        await using EthereumClient client = EthereumClient.Connect(flaky.Url, Impatient);
        var store = new FileTransactionStore(node.Folder);

        for (int i = 0; i < Intents; i++)
        {
            // A fresh sender each time, as after a restart; asking again with the same key until it says done.
            while (true)
            {
                using var sender = new TransactionSender(client, AnvilNode.Signer(0), store, Options);
                try
                {
                    Assert.True((await sender.SendAsync(Transfer($"pay {i}"), CancellationToken.None)).Succeeded);
                    break;
                }
                catch (RpcTransportException e) when (e.Retryable)
                {
                    output.WriteLine($"{i}: {e.Message}");
                }
            }
        }

        Assert.True(faults >= Intents, $"only {faults} faults");
        Assert.Equal((ulong)Intents, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
        Assert.Equal(
            (ulong)Intents,
            await node.Client.GetTransactionCountAsync(AnvilNode.Signer(0).Address, BlockTag.Latest, CancellationToken.None)
        );

        async Task<string> ForwardAsync(JsonNode body, CancellationToken stop)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(node.HttpUrl, body, stop);
            return await answer.Content.ReadAsStringAsync(stop);
        }
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(int.MaxValue, false)]
    public async Task Wait_NodeSaysHeaderNotFound_IsWaitedForAndNamedWhenItNeverEnds(int refusals, bool succeeds)
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var http = new HttpClient();
        int refused = 0;
        await using var behind = new FaultServer(
            async (body, stream, stop) =>
            {
                if ((string?)body["method"] == "eth_getTransactionReceipt" && refused < refusals)
                {
                    refused++;
                    var error = new JsonObject { ["code"] = -32000, ["message"] = "header not found" };
                    await FaultServer.Body(
                        new JsonObject
                        {
                            ["jsonrpc"] = "2.0",
                            ["id"] = body["id"]!.DeepClone(),
                            ["error"] = error,
                        }.ToJsonString()
                    )(body, stream, stop);
                    return;
                }
                using HttpResponseMessage answer = await http.PostAsJsonAsync(node.HttpUrl, body, stop);
                await FaultServer.Body(await answer.Content.ReadAsStringAsync(stop))(body, stream, stop);
            }
        );
        await using EthereumClient client = EthereumClient.Connect(behind.Url, Impatient);
        using var sender = new TransactionSender(
            client,
            AnvilNode.Signer(0),
            new FileTransactionStore(node.Folder),
            succeeds ? Options : Options with { WaitTimeout = TimeSpan.FromMilliseconds(300) }
        );
        if (succeeds)
        {
            Assert.True((await sender.SendAsync(Transfer("pay"), CancellationToken.None)).Succeeded);
            Assert.Equal(refusals, refused);
        }
        else
        {
            TransactionPendingException e = await Assert.ThrowsAsync<TransactionPendingException>(() =>
                sender.SendAsync(Transfer("pay"), CancellationToken.None)
            );
            Assert.Contains("header not found", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(1UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Submit_FeesBeyondReason_AreATypedError()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var http = new HttpClient();
        await using var greedy = new FaultServer(
            async (body, stream, stop) =>
            {
                using HttpResponseMessage answer = await http.PostAsJsonAsync(node.HttpUrl, body, stop);
                JsonNode real = JsonNode.Parse(await answer.Content.ReadAsStringAsync(stop))!;
                if ((string?)body["method"] == "eth_feeHistory")
                    real["result"]!["baseFeePerGas"] = new JsonArray($"0x{new string('f', 64)}");
                await FaultServer.Body(real.ToJsonString())(body, stream, stop);
            }
        );
        await using EthereumClient client = EthereumClient.Connect(greedy.Url, Impatient);
        using var sender = new TransactionSender(client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        await Assert.ThrowsAsync<RpcTransportException>(() => sender.SubmitAsync(Transfer("pay"), CancellationToken.None));
        Assert.Equal(0UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Pending, CancellationToken.None));
    }

    [Fact]
    public async Task Wait_NobodyMines_SaysPendingAndKeepsTheBytes()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("--no-mining");
        var store = new FileTransactionStore(node.Folder);
        using var sender = new TransactionSender(
            node.Client,
            AnvilNode.Signer(0),
            store,
            Options with
            {
                WaitTimeout = TimeSpan.FromMilliseconds(200),
            }
        );
        await Assert.ThrowsAsync<TransactionPendingException>(() => sender.SendAsync(Transfer("pay"), CancellationToken.None));
        Assert.Single(await store.LoadAsync(31337, sender.Address, CancellationToken.None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => sender.WaitAsync("another", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => sender.SubmitAsync(Transfer(""), CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"key":"a","attempts":[]}""")]
    [InlineData("""{"key":"a","attempts":["0x02c0"]}""")]
    public async Task Store_DamagedFile_IsRefusedByName(string content)
    {
        using var folder = new Aether.Harness.RunDirectory();
        string path = folder.FilePath($"1-{Address.Zero}-00.json");
        await File.WriteAllTextAsync(path, content);
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() =>
            new FileTransactionStore(folder.Path).LoadAsync(1, Address.Zero, CancellationToken.None)
        );
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_HoldsOnlyWhatBelongsToTheAccount_AndLeavesNoTemporaryFiles()
    {
        using var folder = new Aether.Harness.RunDirectory();
        using KeySigner signer = AnvilNode.Signer(0);
        var store = new FileTransactionStore(folder.Path);
        SignedTransaction signed = await new Eip1559Transaction
        {
            ChainId = 5,
            Nonce = 1,
            MaxFeePerGas = 2,
            MaxPriorityFeePerGas = 1,
            GasLimit = 21_000,
            To = Address.Zero,
        }.SignAsync(signer, CancellationToken.None);
        var stored = new StoredTransaction("a key / with: odd characters", [signed]);
        await store.SaveAsync(stored, CancellationToken.None);
        await store.SaveAsync(stored, CancellationToken.None);
        Assert.Single(Directory.GetFiles(folder.Path));
        StoredTransaction read = Assert.Single(await store.LoadAsync(5, signer.Address, CancellationToken.None));
        Assert.Equal((stored.Key, signed.Hash), (read.Key, read.Newest.Hash));
        Assert.Empty(await store.LoadAsync(6, signer.Address, CancellationToken.None));
        Assert.Empty(await store.LoadAsync(5, Address.Zero, CancellationToken.None));
        await store.RemoveAsync(stored, CancellationToken.None);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static TransactionRequest Transfer(string key) =>
        new()
        {
            Key = key,
            To = Recipient,
            Value = 1,
        };

    /// <summary>Fails to save, or dies right after it saved.</summary>
    private sealed class FailingStore(ITransactionStore inner, bool afterSaving) : ITransactionStore
    {
        public Task<IReadOnlyList<StoredTransaction>> LoadAsync(ulong chainId, Address account, CancellationToken cancellationToken) =>
            inner.LoadAsync(chainId, account, cancellationToken);

        public async Task SaveAsync(StoredTransaction transaction, CancellationToken cancellationToken)
        {
            if (afterSaving)
                await inner.SaveAsync(transaction, cancellationToken);
            throw new IOException("No space left on device.");
        }

        public Task RemoveAsync(StoredTransaction transaction, CancellationToken cancellationToken) =>
            inner.RemoveAsync(transaction, cancellationToken);
    }
}
