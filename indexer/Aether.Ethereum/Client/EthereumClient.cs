using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Aether.Ethereum;

/// <summary>The methods of a node that Aether calls, with typed arguments and results.</summary>
/// <param name="rpc">Disposed with the client.</param>
public sealed class EthereumClient(JsonRpcClient rpc) : IAsyncDisposable
{
    private const int HeadsBufferedMax = 256;

    /// <summary>For methods that have no place here, such as a test node's.</summary>
    public JsonRpcClient Rpc => rpc;

    /// <summary>A client for an http, https, ws or wss address.</summary>
    public static EthereumClient Connect(Uri endpoint, RpcOptions? options = null, TimeProvider? timeProvider = null) =>
        new(JsonRpcClient.Connect(endpoint, options, timeProvider));

    public Task<ulong> GetChainIdAsync(CancellationToken cancellationToken) =>
        rpc.CallAsync("eth_chainId", null, RpcJson.ReadUInt64, cancellationToken);

    public Task<ulong> GetBlockNumberAsync(CancellationToken cancellationToken) =>
        rpc.CallAsync("eth_blockNumber", null, RpcJson.ReadUInt64, cancellationToken);

    /// <summary>Null when the node has no such block.</summary>
    public Task<BlockHeader?> GetBlockAsync(BlockTag block, CancellationToken cancellationToken)
    {
        RpcCall call = BlockCall(block);
        return rpc.CallAsync(call.Method, call.WriteParams, BlockHeader.Read, cancellationToken);
    }

    /// <summary>Several blocks in as few requests as the batch limit allows; null where the node has none.</summary>
    public async Task<IReadOnlyList<BlockHeader?>> GetBlocksAsync(IReadOnlyList<BlockTag> blocks, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcOutcome<BlockHeader?>> outcomes = await rpc.BatchAsync(
            [.. blocks.Select(BlockCall)],
            BlockHeader.Read,
            cancellationToken
        );
        return [.. outcomes.Select(outcome => outcome.Result)];
    }

    public Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellationToken) =>
        rpc.CallAsync("eth_getLogs", filter.Write, Log.ReadArray, cancellationToken);

    /// <exception cref="RpcException">The call reverted: <see cref="RpcException.RevertData"/> holds the reason.</exception>
    public Task<byte[]> CallAsync(CallRequest request, BlockTag block, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_call",
            writer =>
            {
                request.Write(writer);
                RpcJson.WriteBlock(writer, block);
            },
            RpcJson.ReadData,
            cancellationToken
        );

    /// <summary>Several calls in as few requests as the batch limit allows.</summary>
    /// <exception cref="RpcException">One of them failed.</exception>
    public async Task<IReadOnlyList<byte[]>> CallAllAsync(
        IReadOnlyList<CallRequest> requests,
        BlockTag block,
        CancellationToken cancellationToken
    )
    {
        RpcCall[] calls =
        [
            .. requests.Select(request => new RpcCall(
                "eth_call",
                writer =>
                {
                    request.Write(writer);
                    RpcJson.WriteBlock(writer, block);
                }
            )),
        ];
        IReadOnlyList<RpcOutcome<byte[]>> outcomes = await rpc.BatchAsync(calls, RpcJson.ReadData, cancellationToken);
        return [.. outcomes.Select(outcome => outcome.Result)];
    }

    /// <exception cref="RpcException">The transaction would revert: <see cref="RpcException.RevertData"/> holds the reason.</exception>
    public Task<ulong> EstimateGasAsync(CallRequest request, CancellationToken cancellationToken) =>
        rpc.CallAsync("eth_estimateGas", request.Write, RpcJson.ReadUInt64, cancellationToken);

    /// <summary>Transactions sent by the account, which is the next nonce.</summary>
    public Task<ulong> GetTransactionCountAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        AtAsync("eth_getTransactionCount", account, block, RpcJson.ReadUInt64, cancellationToken);

    /// <summary>Wei.</summary>
    public Task<UInt256> GetBalanceAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        AtAsync("eth_getBalance", account, block, RpcJson.ReadUInt256, cancellationToken);

    public Task<byte[]> GetCodeAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        AtAsync("eth_getCode", account, block, RpcJson.ReadData, cancellationToken);

    public Task<Bytes32> GetStorageAtAsync(Address account, Bytes32 slot, BlockTag block, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_getStorageAt",
            writer =>
            {
                writer.WriteStringValue(account.ToString());
                writer.WriteStringValue(slot.ToString());
                RpcJson.WriteBlock(writer, block);
            },
            RpcJson.ReadBytes32,
            cancellationToken
        );

    /// <param name="blocks">1 to 1024.</param>
    /// <param name="percentiles">Of the fees paid on top, each 0 to 100, rising.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<FeeHistory> GetFeeHistoryAsync(int blocks, IReadOnlyList<double> percentiles, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_feeHistory",
            writer =>
            {
                RpcJson.WriteQuantity(writer, (ulong)blocks);
                writer.WriteStringValue("latest"u8);
                writer.WriteStartArray();
                foreach (double percentile in percentiles)
                    writer.WriteNumberValue(percentile);
                writer.WriteEndArray();
            },
            FeeHistory.Read,
            cancellationToken
        );

    /// <summary>Hands signed bytes to the node. Sending the same bytes again is harmless, so it is retried like any call.</summary>
    public Task<Bytes32> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_sendRawTransaction",
            writer => writer.WriteStringValue(Hex.Format(raw.Span)),
            RpcJson.ReadBytes32,
            cancellationToken
        );

    /// <summary>Null while the transaction is not in a canonical block.</summary>
    public Task<TransactionReceipt?> GetTransactionReceiptAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_getTransactionReceipt",
            writer => writer.WriteStringValue(hash.ToString()),
            TransactionReceipt.Read,
            cancellationToken
        );

    /// <summary>Receipts of all transactions of a block, in order; null when the node does not have the block.</summary>
    public Task<IReadOnlyList<TransactionReceipt>?> GetBlockReceiptsAsync(BlockTag block, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_getBlockReceipts",
            writer => writer.WriteStringValue(block.ToString()),
            TransactionReceipt.ReadArray,
            cancellationToken
        );

    /// <summary>Receipts of several blocks in as few requests as the batch limit allows; null where the node does not have a block.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<TransactionReceipt>?>> GetBlockReceiptsAsync(
        IReadOnlyList<BlockTag> blocks,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<RpcOutcome<IReadOnlyList<TransactionReceipt>?>> outcomes = await rpc.BatchAsync(
            [.. blocks.Select(block => new RpcCall("eth_getBlockReceipts", writer => writer.WriteStringValue(block.ToString())))],
            TransactionReceipt.ReadArray,
            cancellationToken
        );
        return [.. outcomes.Select(outcome => outcome.Result)];
    }

    /// <summary>Several transactions in as few requests as the batch limit allows; null where the node does not have one.</summary>
    public async Task<IReadOnlyList<TransactionCall?>> GetTransactionsAsync(
        IReadOnlyList<Bytes32> hashes,
        CancellationToken cancellationToken
    )
    {
        RpcCall[] calls =
        [
            .. hashes.Select(hash => new RpcCall("eth_getTransactionByHash", writer => writer.WriteStringValue(hash.ToString()))),
        ];
        IReadOnlyList<RpcOutcome<TransactionCall?>> outcomes = await rpc.BatchAsync(calls, TransactionCall.Read, cancellationToken);
        return [.. outcomes.Select(outcome => outcome.Result)];
    }

    /// <summary>Whom a transaction calls with what; null when the node does not have it.</summary>
    public Task<TransactionCall?> GetTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_getTransactionByHash",
            writer => writer.WriteStringValue(hash.ToString()),
            TransactionCall.Read,
            cancellationToken
        );

    /// <summary>True when the node has the transaction, pending or mined.</summary>
    public Task<bool> HasTransactionAsync(Bytes32 hash, CancellationToken cancellationToken) =>
        rpc.CallAsync(
            "eth_getTransactionByHash",
            writer => writer.WriteStringValue(hash.ToString()),
            static (ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject,
            cancellationToken
        );

    /// <summary>
    /// New heads as they come, over a WebSocket. After a lost connection it subscribes again; each subscription starts with the
    /// latest block. Heads may be skipped: a reader follows parent hashes and asks for what it misses.
    /// </summary>
    /// <exception cref="NotSupportedException">The client is not connected by WebSocket.</exception>
    /// <exception cref="RpcTransportException">A head is not of the expected form, or there was no connection within the deadline.</exception>
    public async IAsyncEnumerable<BlockHeader> SubscribeHeadsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (rpc.Transport is not WebSocketTransport transport)
            throw new NotSupportedException("Subscriptions need a ws or wss address.");
        while (true)
        {
            ChannelReader<ReadOnlyMemory<byte>> notifications = await rpc.SubscribeAsync(
                transport,
                static writer => writer.WriteStringValue("newHeads"u8),
                HeadsBufferedMax,
                cancellationToken
            );
            if (await GetBlockAsync(BlockTag.Latest, cancellationToken) is { } latest)
                yield return latest;
            while (await IsMoreAsync(notifications, cancellationToken))
            while (notifications.TryRead(out ReadOnlyMemory<byte> json))
                if (ReadHead(json) is { } head)
                    yield return head;
        }
    }

    public ValueTask DisposeAsync() => rpc.DisposeAsync();

    private static async Task<bool> IsMoreAsync(ChannelReader<ReadOnlyMemory<byte>> notifications, CancellationToken cancellationToken)
    {
        try
        {
            return await notifications.WaitToReadAsync(cancellationToken);
        }
        catch (RpcTransportException e) when (e.Retryable)
        {
            return false;
        }
    }

    private static BlockHeader? ReadHead(ReadOnlyMemory<byte> json) => JsonRpcClient.Parse("eth_subscription", json, BlockHeader.Read);

    private static RpcCall BlockCall(BlockTag block) =>
        block.Hash is { } hash
            ? new RpcCall(
                "eth_getBlockByHash",
                writer =>
                {
                    writer.WriteStringValue(hash.ToString());
                    writer.WriteBooleanValue(false);
                }
            )
            : new RpcCall(
                "eth_getBlockByNumber",
                writer =>
                {
                    writer.WriteStringValue(block.ToString());
                    writer.WriteBooleanValue(false);
                }
            );

    private Task<T> AtAsync<T>(
        string method,
        Address account,
        BlockTag block,
        RpcResultReader<T> read,
        CancellationToken cancellationToken
    ) =>
        rpc.CallAsync(
            method,
            writer =>
            {
                writer.WriteStringValue(account.ToString());
                RpcJson.WriteBlock(writer, block);
            },
            read,
            cancellationToken
        );
}
