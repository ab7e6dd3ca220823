using System.Text.Json;
using System.Threading.Channels;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Aether.Ethereum;

/// <summary>Reads a result; the reader stands on its first token and must be left on its last.</summary>
public delegate T RpcResultReader<out T>(ref Utf8JsonReader reader);

/// <summary>One call of a batch.</summary>
public readonly record struct RpcCall(string Method, Action<Utf8JsonWriter>? WriteParams);

/// <summary>The outcome of one call of a batch: a value, or the node's error.</summary>
public readonly record struct RpcOutcome<T>(T? Value, RpcException? Error)
{
    /// <summary>The value, or the error thrown.</summary>
    public T Result => Error is null ? Value! : throw Error;
}

/// <summary>Calls methods of a node: ids, retries with jitter, deadlines, typed errors. Safe for use by several threads at once.</summary>
public sealed class JsonRpcClient : IAsyncDisposable
{
    private readonly IRpcTransport _transport;
    private readonly RpcOptions _options;
    private readonly ResiliencePipeline _pipeline;
    private ulong _lastId;

    /// <param name="transport">Disposed with the client.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="timeProvider">Null takes the system's clock.</param>
    public JsonRpcClient(IRpcTransport transport, RpcOptions? options = null, TimeProvider? timeProvider = null)
    {
        _transport = transport;
        _options = options ?? RpcOptions.Default;
        _options.Validate();
        _pipeline = Pipeline(_options, timeProvider ?? TimeProvider.System);
    }

    /// <summary>The transport, for subscriptions.</summary>
    public IRpcTransport Transport => _transport;

    /// <summary>A client for an http, https, ws or wss address.</summary>
    public static JsonRpcClient Connect(Uri endpoint, RpcOptions? options = null, TimeProvider? timeProvider = null) =>
        endpoint.Scheme switch
        {
            "http" or "https" => new JsonRpcClient(new HttpTransport(endpoint), options, timeProvider),
            "ws" or "wss" => new JsonRpcClient(new WebSocketTransport(endpoint), options, timeProvider),
            _ => throw new ArgumentException(
                $"An RPC address starts with http, https, ws or wss, not {endpoint.Scheme}.",
                nameof(endpoint)
            ),
        };

    /// <exception cref="RpcException">The node answered with an error.</exception>
    /// <exception cref="RpcTransportException">No usable answer came within the deadline.</exception>
    public async Task<T> CallAsync<T>(
        string method,
        Action<Utf8JsonWriter>? writeParams,
        RpcResultReader<T> read,
        CancellationToken cancellationToken
    )
    {
        return await RunAsync(
            method,
            async attempt =>
            {
                RpcRequest request = RpcEnvelope.Request(Interlocked.Increment(ref _lastId), method, writeParams);
                using RpcAnswers responses = await _transport.SendAsync([request], attempt);
                return responses[0].Error is { } error ? throw new RpcException(method, error) : Parse(method, responses[0].Result, read);
            },
            cancellationToken
        );
    }

    /// <summary>Sends calls together. Transport failures are retried as a whole; errors of single calls are returned beside the values.</summary>
    public async Task<IReadOnlyList<RpcOutcome<T>>> BatchAsync<T>(
        IReadOnlyList<RpcCall> calls,
        RpcResultReader<T> read,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<RpcOutcome<T>>(calls.Count);
        for (int start = 0; start < calls.Count; start += _options.BatchSizeMax)
        {
            RpcCall[] chunk = [.. calls.Skip(start).Take(_options.BatchSizeMax)];
            outcomes.AddRange(await RunAsync("batch", attempt => SendBatchAsync(chunk, read, attempt), cancellationToken));
        }
        return outcomes;
    }

    /// <summary>Subscribes over <paramref name="transport"/> with the retries of any call.</summary>
    internal Task<ChannelReader<ReadOnlyMemory<byte>>> SubscribeAsync(
        WebSocketTransport transport,
        Action<Utf8JsonWriter> writeParams,
        int capacity,
        CancellationToken cancellationToken
    ) => RunAsync("eth_subscribe", async attempt => await transport.SubscribeAsync(writeParams, capacity, attempt), cancellationToken);

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    private async ValueTask<RpcOutcome<T>[]> SendBatchAsync<T>(
        RpcCall[] calls,
        RpcResultReader<T> read,
        CancellationToken cancellationToken
    )
    {
        RpcRequest[] requests =
        [
            .. calls.Select(call => RpcEnvelope.Request(Interlocked.Increment(ref _lastId), call.Method, call.WriteParams)),
        ];
        using RpcAnswers responses = await _transport.SendAsync(requests, cancellationToken);
        var outcomes = new RpcOutcome<T>[calls.Length];
        for (int i = 0; i < calls.Length; i++)
            outcomes[i] = responses[i].Error is { } error
                ? new RpcOutcome<T>(default, new RpcException(calls[i].Method, error))
                : new RpcOutcome<T>(Parse(calls[i].Method, responses[i].Result, read), null);
        return outcomes;
    }

    private async Task<T> RunAsync<T>(string method, Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(attempt, cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw new RpcTransportException($"{method}: no answer within {e.Timeout.TotalSeconds:0.###} s.", retryable: true, e);
        }
    }

    /// <exception cref="RpcTransportException">The result is not of the expected form.</exception>
    internal static T Parse<T>(string method, ReadOnlyMemory<byte> result, RpcResultReader<T> read)
    {
        try
        {
            var reader = new Utf8JsonReader(result.Span);
            reader.Read();
            return read(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new RpcTransportException($"{method}: the result is not of the expected form: {e.Message}", retryable: true, e);
        }
    }

    private static ResiliencePipeline Pipeline(RpcOptions options, TimeProvider timeProvider)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = timeProvider }.AddTimeout(options.Deadline);
        if (options.RetriesMax > 0)
            builder.AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.RetriesMax,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = options.RetryDelay,
                    MaxDelay = options.RetryDelayMax,
                    ShouldHandle = new PredicateBuilder().Handle<RpcFailureException>(e => e.Retryable).Handle<TimeoutRejectedException>(),
                    DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RpcTransportException)?.RetryAfter),
                }
            );
        return builder.AddTimeout(options.AttemptTimeout).Build();
    }
}
