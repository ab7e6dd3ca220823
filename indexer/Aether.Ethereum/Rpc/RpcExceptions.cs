namespace Aether.Ethereum;

/// <summary>A call to a node that failed. <see cref="Retryable"/> says whether the same call may succeed later.</summary>
public abstract class RpcFailureException(string message, bool retryable, Exception? innerException) : Exception(message, innerException)
{
    public bool Retryable { get; } = retryable;
}

/// <summary>The node answered with an error of its own.</summary>
public sealed class RpcException(string method, RpcError error)
    : RpcFailureException($"{method}: the node answered {error.Code}: {error.Message}", error.Code == TooManyRequests, null)
{
    /// <summary>What a node answers inside a successful response when it limits the rate.</summary>
    public const long TooManyRequests = 429;

    /// <summary>The code that nodes use for a reverted call.</summary>
    public const long ExecutionReverted = 3;

    public RpcError Error { get; } = error;

    /// <summary>What the contract reverted with; null when the node gave none.</summary>
    public ReadOnlyMemory<byte>? RevertData => Error.Data;
}

/// <summary>No usable answer came: refused, cut off, too late, too large, or not JSON-RPC.</summary>
public sealed class RpcTransportException(string message, bool retryable, Exception? innerException = null, TimeSpan? retryAfter = null)
    : RpcFailureException(message, retryable, innerException)
{
    /// <summary>How long the node asked us to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
