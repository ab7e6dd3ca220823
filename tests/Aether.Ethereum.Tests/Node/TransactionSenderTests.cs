namespace Aether.Ethereum.Tests.Node;

/// <summary>The sender against a real node: nonces, replacement, restarts, reorgs, reverts.</summary>
public sealed class TransactionSenderTests
{
    private static readonly Address Recipient = Address.Parse("0x00000000000000000000000000000000000a11ce");

    private static readonly TransactionSenderOptions Options = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(25),
        BumpAfter = TimeSpan.FromSeconds(30),
        WaitTimeout = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public async Task Send_Transfer_IsMinedOnceAndReadBack()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);

        TransactionReceipt receipt = await sender.SendAsync(Transfer("pay", 5), CancellationToken.None);

        Assert.True(receipt.Succeeded);
        Assert.Equal(sender.Address, receipt.From);
        Assert.Equal(5UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
        Assert.Equal(1UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Send_SameKeyAfterRestart_SendsNothingNew()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var first = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        TransactionReceipt once = await first.SendAsync(Transfer("pay", 5), CancellationToken.None);

        using var restarted = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        TransactionReceipt again = await restarted.SendAsync(Transfer("pay", 5), CancellationToken.None);

        Assert.Equal(once.TransactionHash, again.TransactionHash);
        Assert.Equal(5UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Send_AccountUsedElsewhere_TakesTheNextNonce()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        await sender.SendAsync(Transfer("first", 1), CancellationToken.None);

        await SendElsewhereAsync(node, nonce: 1);
        TransactionReceipt receipt = await sender.SendAsync(Transfer("second", 1), CancellationToken.None);

        Assert.True(receipt.Succeeded);
        Assert.Equal(3UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Wait_NonceUsedElsewhereAfterSigning_MovesToAFreshNonce()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("--no-mining");
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        StoredTransaction stale = await sender.SubmitAsync(Transfer("pay", 7), CancellationToken.None);
        await node.Rpc.CallAsync("anvil_dropTransaction", stale.Newest.Hash.ToString());
        await SendElsewhereAsync(node, stale.Nonce);
        await node.MineAsync();

        await node.Rpc.CallAsync("evm_setIntervalMining", 1);
        TransactionReceipt receipt = await sender.WaitAsync("pay", CancellationToken.None);

        Assert.True(receipt.Succeeded);
        Assert.NotEqual(stale.Newest.Hash, receipt.TransactionHash);
        Assert.Equal(7UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Wait_TransactionStuck_IsReplacedWithTheSameNonceAndAHigherFee()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("--no-mining");
        using var sender = new TransactionSender(
            node.Client,
            AnvilNode.Signer(0),
            new FileTransactionStore(node.Folder),
            Options with
            {
                BumpAfter = TimeSpan.FromMilliseconds(300),
            }
        );
        StoredTransaction first = await sender.SubmitAsync(Transfer("pay", 7), CancellationToken.None);

        Task<TransactionReceipt> waiting = sender.WaitAsync("pay", CancellationToken.None);
        IReadOnlyList<StoredTransaction> stored;
        do
        {
            await Task.Delay(50);
            stored = await new FileTransactionStore(node.Folder).LoadAsync(31337, sender.Address, CancellationToken.None);
        } while (stored[0].Attempts.Count < 2);
        await node.MineAsync();
        TransactionReceipt receipt = await waiting;

        Assert.True(receipt.Succeeded);
        Assert.Equal(first.Nonce, stored[0].Nonce);
        Assert.Equal(first.Newest.Raw.ToArray(), stored[0].Attempts[0].Raw.ToArray());
        UInt256 before = stored[0].Attempts[0].Transaction.MaxFeePerGas;
        Assert.True(stored[0].Attempts[1].Transaction.MaxFeePerGas >= before + (before / 10));
        Assert.Equal(1UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Latest, CancellationToken.None));
        Assert.Equal(7UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Maintain_ReorgDroppedTheTransaction_SendsTheSameBytes()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        TransactionReceipt before = await sender.SendAsync(Transfer("pay", 9), CancellationToken.None);
        await node.MineAsync(2);

        await node.ReorgAsync(3);
        Assert.Null(await node.Client.GetTransactionReceiptAsync(before.TransactionHash, CancellationToken.None));
        await sender.MaintainAsync(CancellationToken.None);
        TransactionReceipt after = await sender.WaitAsync("pay", CancellationToken.None);

        Assert.Equal(before.TransactionHash, after.TransactionHash);
        Assert.NotEqual(before.BlockHash, after.BlockHash);
        Assert.Equal(9UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Wait_ReorgDroppedAnEarlierTransactionToo_BothLandAgain()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);
        TransactionReceipt earlier = await sender.SendAsync(Transfer("deposit", 3), CancellationToken.None);
        await sender.SubmitAsync(Transfer("post", 4), CancellationToken.None);
        await node.MineAsync();

        await node.ReorgAsync(3);
        Assert.Null(await node.Client.GetTransactionReceiptAsync(earlier.TransactionHash, CancellationToken.None));
        // Nobody asks for the deposit any more, and the post cannot be mined without it.
        await sender.WaitAsync("post", CancellationToken.None);

        Assert.NotNull(await node.Client.GetTransactionReceiptAsync(earlier.TransactionHash, CancellationToken.None));
        Assert.Equal(7UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public async Task Maintain_TransactionIsFinal_IsForgotten()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        var store = new FileTransactionStore(node.Folder);
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), store, Options with { FinalityDepth = 3 });
        await sender.SendAsync(Transfer("pay", 1), CancellationToken.None);
        await sender.MaintainAsync(CancellationToken.None);
        Assert.Single(await store.LoadAsync(31337, sender.Address, CancellationToken.None));

        await node.MineAsync(2);
        await sender.MaintainAsync(CancellationToken.None);
        Assert.Empty(await store.LoadAsync(31337, sender.Address, CancellationToken.None));
    }

    [Fact]
    public async Task Send_WouldRevert_IsRefusedWithTheReasonAndNothingIsSigned()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        var store = new FileTransactionStore(node.Folder);
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), store, Options);
        // REVERT with Error("no"): PUSH32 .. stored in memory by the init code of a creation.
        byte[] revert = RevertingInitCode("no");

        TransactionRevertedException e = await Assert.ThrowsAsync<TransactionRevertedException>(() =>
            sender.SendAsync(new TransactionRequest { Key = "bad", Data = revert }, CancellationToken.None)
        );

        Assert.Contains("no", e.Message, StringComparison.Ordinal);
        Assert.Equal("no", RevertReason.Describe(e.RevertData.Span));
        Assert.Empty(await store.LoadAsync(31337, sender.Address, CancellationToken.None));
    }

    [Fact]
    public async Task Send_MinedAndReverted_ThrowsWithReceiptAndReason()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);

        TransactionRevertedException e = await Assert.ThrowsAsync<TransactionRevertedException>(() =>
            sender.SendAsync(
                new TransactionRequest
                {
                    Key = "bad",
                    Data = RevertingInitCode("late"),
                    GasLimit = 200_000,
                },
                CancellationToken.None
            )
        );

        Assert.False(e.Receipt!.Succeeded);
        Assert.Equal("late", RevertReason.Describe(e.RevertData.Span));
    }

    [Fact]
    public async Task Send_FeesAboveTheLimit_SendsNothing()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(
            node.Client,
            AnvilNode.Signer(0),
            new FileTransactionStore(node.Folder),
            Options with
            {
                MaxFeePerGasLimit = 1_000_000_000,
            }
        );

        await Assert.ThrowsAsync<FeeLimitException>(() => sender.SendAsync(Transfer("pay", 1), CancellationToken.None));
        Assert.Equal(0UL, await node.Client.GetTransactionCountAsync(sender.Address, BlockTag.Pending, CancellationToken.None));
    }

    [Fact]
    public async Task Send_ManyAtOnce_EachHasItsOwnNonce()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        using var sender = new TransactionSender(node.Client, AnvilNode.Signer(0), new FileTransactionStore(node.Folder), Options);

        TransactionReceipt[] receipts = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => sender.SendAsync(Transfer($"pay {i}", 1), CancellationToken.None))
        );

        Assert.Equal(12, receipts.Select(receipt => receipt.TransactionHash).Distinct().Count());
        Assert.Equal(12UL, await node.Client.GetBalanceAsync(Recipient, BlockTag.Latest, CancellationToken.None));
    }

    private static TransactionRequest Transfer(string key, ulong wei) =>
        new()
        {
            Key = key,
            To = Recipient,
            Value = wei,
        };

    private static async Task SendElsewhereAsync(AnvilNode node, ulong nonce)
    {
        using KeySigner signer = AnvilNode.Signer(0);
        SignedTransaction signed = await new Eip1559Transaction
        {
            ChainId = 31337,
            Nonce = nonce,
            MaxFeePerGas = 10_000_000_000,
            MaxPriorityFeePerGas = 1_000_000_000,
            GasLimit = 21_000,
            To = Address.Zero,
        }.SignAsync(signer, CancellationToken.None);
        await node.Client.SendRawTransactionAsync(signed.Raw, CancellationToken.None);
    }

    /// <summary>PUSH1 length, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 length, PUSH1 0, REVERT, then Error(reason).</summary>
    private static byte[] RevertingInitCode(string reason)
    {
        byte[] data = new AbiWriter(32, [0x08, 0xC3, 0x79, 0xA0]).WriteString(reason).ToArray();
        byte length = checked((byte)data.Length);
        return [0x60, length, 0x60, 0x0C, 0x60, 0x00, 0x39, 0x60, length, 0x60, 0x00, 0xFD, .. data];
    }
}
