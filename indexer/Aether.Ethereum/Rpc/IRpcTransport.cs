namespace Aether.Ethereum;

/// <summary>One JSON-RPC request: its id and its complete JSON object.</summary>
public readonly record struct RpcRequest(ulong Id, ReadOnlyMemory<byte> Json);

/// <summary>One answer: the JSON of its result, or the node's error.</summary>
public readonly record struct RpcResponse(ulong Id, ReadOnlyMemory<byte> Result, RpcError? Error);

/// <summary>The error object of an answer. <paramref name="Data"/> holds revert data where the node gave it as hex.</summary>
public sealed record RpcError(long Code, string Message, ReadOnlyMemory<byte>? Data);

/// <summary>Carries requests to one node and brings their answers back. One attempt: retries are the client's.</summary>
public interface IRpcTransport : IAsyncDisposable
{
    /// <summary>Sends the requests together and returns one answer for each, in the order of the requests. Whoever asked disposes them.</summary>
    /// <exception cref="RpcTransportException">No complete, well-formed answer came.</exception>
    Task<RpcAnswers> SendAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken);
}
