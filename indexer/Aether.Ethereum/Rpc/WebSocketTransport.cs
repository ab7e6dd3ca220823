using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Aether.Ethereum;

/// <summary>
/// JSON-RPC over one WebSocket. The connection is made by the first request and again after it was lost; requests that were under way
/// fail as retryable and subscriptions end, so that whoever reads them asks for what was missed.
/// </summary>
/// <param name="endpoint">The node's address. It may hold a secret, so it appears in no message: only the host does.</param>
/// <param name="messageBytesMax">A longer message closes the connection. Bytes, default 64 MiB.</param>
public sealed class WebSocketTransport(Uri endpoint, int messageBytesMax = 64 << 20) : IRpcTransport
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private WebSocketConnection? _connection;
    private bool _disposed;

    public async Task<RpcAnswers> SendAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        WebSocketConnection connection = await ConnectAsync(cancellationToken);
        return new RpcAnswers(await Task.WhenAll(requests.Select(request => connection.SendAsync(request, null, cancellationToken))));
    }

    /// <summary>Subscribes on the present connection. The reader completes with an <see cref="RpcTransportException"/> when it is lost.</summary>
    /// <param name="writeParams">The parameters of eth_subscribe.</param>
    /// <param name="capacity">Notifications kept while nobody reads; older ones are dropped.</param>
    /// <param name="cancellationToken">Ends the wait for the node's answer.</param>
    public async Task<ChannelReader<ReadOnlyMemory<byte>>> SubscribeAsync(
        Action<Utf8JsonWriter> writeParams,
        int capacity,
        CancellationToken cancellationToken
    )
    {
        WebSocketConnection connection = await ConnectAsync(cancellationToken);
        var channel = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        RpcRequest request = RpcEnvelope.Request(connection.NextSubscriptionId(), "eth_subscribe", writeParams);
        RpcResponse response = await connection.SendAsync(request, channel.Writer, cancellationToken);
        return response.Error is { } error ? throw new RpcException("eth_subscribe", error) : channel.Reader;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<WebSocketConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_connection is { IsOpen: true } open)
            return open;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } meanwhile)
                return meanwhile;
            if (_connection is { } lost)
                await lost.DisposeAsync();
            _connection = null;
            return _connection = await WebSocketConnection.OpenAsync(endpoint, messageBytesMax, cancellationToken);
        }
        catch (Exception e)
            when (e is WebSocketException or HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new RpcTransportException($"No WebSocket connection to {endpoint.Host}: {e.Message}", retryable: true, e);
        }
        finally
        {
            _gate.Release();
        }
    }
}
