using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Aether.Ethereum;

/// <summary>One WebSocket from its opening to its end: answers are matched to requests, notifications to subscriptions.</summary>
internal sealed class WebSocketConnection : IAsyncDisposable
{
    /// <summary>Subscriptions take ids of their own, so that they never meet those of the client.</summary>
    private const ulong SubscriptionIdBase = 1UL << 62;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<ulong, Pending> _pending = new();
    private readonly Dictionary<string, ChannelWriter<ReadOnlyMemory<byte>>> _subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _messageBytesMax;
    private Task _reading = Task.CompletedTask;
    private volatile RpcTransportException? _lost;
    private ulong _lastSubscriptionId = SubscriptionIdBase;

    private WebSocketConnection(string host, int messageBytesMax)
    {
        _host = host;
        _messageBytesMax = messageBytesMax;
        _socket.Options.KeepAliveInterval = KeepAlive;
        _socket.Options.KeepAliveTimeout = KeepAlive;
    }

    public bool IsOpen => _lost is null && _socket.State == WebSocketState.Open;

    public static async Task<WebSocketConnection> OpenAsync(Uri endpoint, int messageBytesMax, CancellationToken cancellationToken)
    {
        var connection = new WebSocketConnection(endpoint.Host, messageBytesMax);
        try
        {
            await connection._socket.ConnectAsync(endpoint, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        connection._reading = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    public ulong NextSubscriptionId() => Interlocked.Increment(ref _lastSubscriptionId);

    /// <summary>Sends one request; with <paramref name="notifications"/> the answer's subscription is routed there.</summary>
    public async Task<RpcResponse> SendAsync(
        RpcRequest request,
        ChannelWriter<ReadOnlyMemory<byte>>? notifications,
        CancellationToken cancellationToken
    )
    {
        var pending = new Pending(new(TaskCreationOptions.RunContinuationsAsynchronously), notifications);
        _pending[request.Id] = pending;
        try
        {
            if (_lost is { } lost)
                throw lost;
            await _sending.WaitAsync(cancellationToken);
            try
            {
                // Not the caller's token: cancelling a send in the middle would abort the socket for everybody.
                await _socket.SendAsync(request.Json, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
            }
            finally
            {
                _sending.Release();
            }
            return await pending.Answer.Task.WaitAsync(cancellationToken);
        }
        catch (Exception e)
            when (e is WebSocketException or IOException or ObjectDisposedException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // An aborted socket reports a cancellation that nobody asked for.
            throw _lost ?? Lost(e.Message, e);
        }
        finally
        {
            _pending.TryRemove(request.Id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        RpcTransportException reason;
        try
        {
            while (await ReceiveAsync() is { } message)
                foreach (RpcEnvelope.Message part in RpcEnvelope.Read(message))
                    Dispatch(part);
            reason = Lost("the node closed it", null);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            reason = Lost(e.Message, e);
        }
        catch (RpcTransportException e)
        {
            reason = e;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // A notification without parameters, for one. Whoever waits must hear of it: nobody reads this socket any more.
            reason = RpcEnvelope.Malformed("text that is not JSON-RPC", e);
        }
        _lost = reason;
        _socket.Abort();
        foreach (Pending pending in _pending.Values)
            pending.Answer.TrySetException(reason);
        foreach (ChannelWriter<ReadOnlyMemory<byte>> subscription in _subscriptions.Values)
            subscription.TryComplete(reason);
    }

    private async Task<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        byte[] buffer = new byte[16 << 10];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, _messageBytesMax + 1));
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (length > _messageBytesMax)
                throw new RpcTransportException(
                    $"A message of {_host} exceeds {_messageBytesMax} bytes: ask for less at a time.",
                    retryable: false
                );
            if (part.EndOfMessage)
                return buffer.AsMemory(0, length);
        }
    }

    private void Dispatch(RpcEnvelope.Message message)
    {
        if (message.Method is not null)
        {
            if (
                ReadNotification(message.Params) is var (id, result)
                && _subscriptions.TryGetValue(id, out ChannelWriter<ReadOnlyMemory<byte>>? writer)
            )
                writer.TryWrite(result);
            return;
        }
        if (message.Id is { } answered && _pending.TryGetValue(answered, out Pending? pending))
        {
            // Registered here, before the next message is read: a notification cannot overtake its subscription.
            if (pending.Notifications is { } notifications && message.Error is null && JsonText(message.Result) is { } subscription)
                _subscriptions[subscription] = notifications;
            pending.Answer.TrySetResult(message.ToResponse(answered));
        }
    }

    private static (string Id, ReadOnlyMemory<byte> Result)? ReadNotification(ReadOnlyMemory<byte> parameters)
    {
        string? id = null;
        ReadOnlyMemory<byte> result = default;
        var reader = new Utf8JsonReader(parameters.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = reader.ValueTextEquals("subscription"u8);
            bool isResult = reader.ValueTextEquals("result"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isId)
                id = reader.GetString();
            reader.Skip();
            if (isResult)
                result = parameters[start..(int)reader.BytesConsumed];
        }
        return id is null || result.IsEmpty ? null : (id, result);
    }

    private static string? JsonText(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private RpcTransportException Lost(string why, Exception? inner) =>
        new($"The WebSocket connection to {_host} was lost: {why}", retryable: true, inner);

    private sealed record Pending(TaskCompletionSource<RpcResponse> Answer, ChannelWriter<ReadOnlyMemory<byte>>? Notifications);
}
