using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Ethereum.Tests.Node;

/// <summary>Every method of the client against a real node, over HTTP and WebSocket.</summary>
public sealed class EthereumClientTests
{
    private static readonly Address Funded = Address.Parse(Anvil.Accounts[0].Address);

    /// <summary>Emits LOG2 with data 0x..2a and topics 1 and 2, and stores 7 in slot 3: PUSH and MSTORE by hand.</summary>
    private static readonly byte[] LoggingCode = Convert.FromHexString("602a5f52" + "60026001" + "60205fa2" + "6007600355" + "00");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_EveryMethod_ReadsWhatTheNodeHas(bool webSocket)
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        await using EthereumClient client = EthereumClient.Connect(webSocket ? node.WebSocketUrl : node.HttpUrl);
        var contract = Address.Parse("0x00000000000000000000000000000000000c0de1");
        await node.Rpc.CallAsync("anvil_setCode", contract.ToString(), Hex.Format(LoggingCode));

        Assert.Equal(31337UL, await client.GetChainIdAsync(CancellationToken.None));
        Assert.Equal(LoggingCode, await client.GetCodeAsync(contract, BlockTag.Latest, CancellationToken.None));
        Assert.Equal(
            UInt256.Parse("10000000000000000000000"),
            await client.GetBalanceAsync(Funded, BlockTag.Latest, CancellationToken.None)
        );
        Assert.True(await client.EstimateGasAsync(new CallRequest { From = Funded, To = contract }, CancellationToken.None) > 21_000);
        Assert.Empty(await client.CallAsync(new CallRequest { To = contract }, BlockTag.Latest, CancellationToken.None));

        using KeySigner signer = AnvilNode.Signer(0);
        SignedTransaction signed = await Transaction(contract).SignAsync(signer, CancellationToken.None);
        Assert.Equal(signed.Hash, await client.SendRawTransactionAsync(signed.Raw, CancellationToken.None));
        Assert.True(await client.HasTransactionAsync(signed.Hash, CancellationToken.None));
        Assert.False(await client.HasTransactionAsync(Bytes32.Zero, CancellationToken.None));
        Assert.Null(await client.GetTransactionReceiptAsync(Bytes32.Zero, CancellationToken.None));
        TransactionReceipt receipt = (await client.GetTransactionReceiptAsync(signed.Hash, CancellationToken.None))!;
        Assert.True(receipt.Succeeded);
        Assert.Equal(contract, receipt.To);
        Assert.Equal(1UL, receipt.BlockNumber);
        Assert.True(receipt.GasUsed > 21_000 && !receipt.EffectiveGasPrice.IsZero);

        Assert.Equal(1UL, await client.GetBlockNumberAsync(CancellationToken.None));
        Assert.Equal(1UL, await client.GetTransactionCountAsync(Funded, BlockTag.Latest, CancellationToken.None));
        Assert.Equal(0UL, await client.GetTransactionCountAsync(Funded, BlockTag.At(0), CancellationToken.None));
        Bytes32 three = new(((UInt256)3).ToBigEndian());
        Assert.Equal(
            ((UInt256)7).ToBigEndian(),
            (await client.GetStorageAtAsync(contract, three, BlockTag.Latest, CancellationToken.None)).ToArray()
        );
        Assert.Equal(Bytes32.Zero, await client.GetStorageAtAsync(contract, three, BlockTag.At(0), CancellationToken.None));

        BlockHeader header = (await client.GetBlockAsync(BlockTag.At(1), CancellationToken.None))!;
        BlockHeader sameByHash = (await client.GetBlockAsync(BlockTag.At(header.Hash), CancellationToken.None))!;
        BlockHeader genesis = (await client.GetBlockAsync(BlockTag.Earliest, CancellationToken.None))!;
        Assert.Equal(receipt.BlockHash, header.Hash);
        Assert.Equal(header.Hash, sameByHash.Hash);
        Assert.Equal(genesis.Hash, header.ParentHash);
        Assert.True(header.Timestamp > 1_600_000_000 && header.GasUsed == receipt.GasUsed && header.BaseFeePerGas is not null);
        Assert.True(header.MayContain(contract.ToArray()));
        Assert.False(genesis.MayContain(contract.ToArray()));
        Assert.Null(await client.GetBlockAsync(BlockTag.At(99), CancellationToken.None));
        Assert.NotNull(await client.GetBlockAsync(BlockTag.Finalized, CancellationToken.None));
        Assert.NotNull(await client.GetBlockAsync(BlockTag.Safe, CancellationToken.None));
        IReadOnlyList<BlockHeader?> blocks = await client.GetBlocksAsync(
            [BlockTag.At(1), BlockTag.At(0), BlockTag.At(99)],
            CancellationToken.None
        );
        Assert.Equal([1UL, 0UL, null], blocks.Select(block => block?.Number));

        IReadOnlyList<Log> logs = await client.GetLogsAsync(
            LogFilter.Range(BlockTag.At(0), BlockTag.Latest) with
            {
                Addresses = [contract],
            },
            CancellationToken.None
        );
        Log log = Assert.Single(logs);
        Assert.Equal(new UInt256(0, 42).ToBigEndian(), log.Data.ToArray());
        Assert.Equal(2, log.View.TopicCount);
        Assert.Equal((byte)1, log.View.Topic(0)[31]);
        Assert.Equal((byte)2, log.View.Topic(1)[31]);
        Assert.Equal(
            (signed.Hash, header.Hash, 1UL, 0u, false),
            (log.TransactionHash, log.BlockHash, log.BlockNumber, log.LogIndex, log.Removed)
        );
        Assert.Equal(logs, await client.GetLogsAsync(LogFilter.Block(header.Hash), CancellationToken.None), LogsEqual);
        var one = new Bytes32(((UInt256)1).ToBigEndian());
        Assert.Single(
            await client.GetLogsAsync(
                LogFilter.Block(header.Hash) with
                {
                    Topics =
                    [
                        [one],
                        [],
                    ],
                },
                CancellationToken.None
            )
        );
        Assert.Empty(
            await client.GetLogsAsync(
                LogFilter.Block(header.Hash) with
                {
                    Topics =
                    [
                        [Bytes32.Zero],
                    ],
                },
                CancellationToken.None
            )
        );
        Assert.Equal(receipt.Logs, logs, LogsEqual);

        FeeHistory fees = await client.GetFeeHistoryAsync(2, [50], CancellationToken.None);
        Assert.Equal(fees.Rewards.Count + 1, fees.BaseFees.Count);
    }

    [Fact]
    public async Task Call_Reverts_ThrowsWithTheRevertData()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        var contract = Address.Parse("0x00000000000000000000000000000000000c0de2");
        // PUSH4 selector, PUSH0, MSTORE, PUSH1 4, PUSH1 28, REVERT
        await node.Rpc.CallAsync("anvil_setCode", contract.ToString(), "0x63deadbeef5f526004601cfd");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() =>
            node.Client.CallAsync(new CallRequest { To = contract }, BlockTag.Latest, CancellationToken.None)
        );
        Assert.Equal("0xdeadbeef", Hex.Format(e.RevertData!.Value.Span));
    }

    [Fact]
    public async Task Heads_OverWebSocket_ComeAsBlocksAreMined()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        await using EthereumClient client = EthereumClient.Connect(node.WebSocketUrl);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using IAsyncEnumerator<BlockHeader> heads = client.SubscribeHeadsAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await heads.MoveNextAsync());
        Assert.Equal(0UL, heads.Current.Number);
        Bytes32 parent = heads.Current.Hash;
        for (ulong number = 1; number <= 5; number++)
        {
            await node.MineAsync();
            Assert.True(await heads.MoveNextAsync());
            Assert.Equal(number, heads.Current.Number);
            Assert.Equal(parent, heads.Current.ParentHash);
            parent = heads.Current.Hash;
        }
    }

    [Fact]
    public async Task Heads_NeedAWebSocket()
    {
        await using EthereumClient client = EthereumClient.Connect(new Uri("http://127.0.0.1:1"));
        await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (BlockHeader _ in client.SubscribeHeadsAsync(CancellationToken.None))
                break;
        });
    }

    [Fact]
    public async Task WebSocket_ManyCallsAtOnce_EachHasItsOwnAnswer()
    {
        await using AnvilNode node = await AnvilNode.StartAsync();
        await node.MineAsync(50);
        await using EthereumClient client = EthereumClient.Connect(node.WebSocketUrl);
        BlockHeader?[] blocks = await Task.WhenAll(
            Enumerable.Range(0, 51).Select(i => client.GetBlockAsync(BlockTag.At((ulong)i), CancellationToken.None))
        );
        Assert.Equal(Enumerable.Range(0, 51).Select(i => (ulong)i), blocks.Select(block => block!.Number));
    }

    private static bool LogsEqual(Log a, Log b) =>
        a.Address == b.Address
        && a.Topics.Span.SequenceEqual(b.Topics.Span)
        && a.Data.Span.SequenceEqual(b.Data.Span)
        && a.TransactionHash == b.TransactionHash
        && a.LogIndex == b.LogIndex
        && a.BlockHash == b.BlockHash;

    private static Eip1559Transaction Transaction(Address to) =>
        new()
        {
            ChainId = 31337,
            Nonce = 0,
            MaxFeePerGas = 10_000_000_000,
            MaxPriorityFeePerGas = 1_000_000_000,
            GasLimit = 100_000,
            To = to,
        };
}
