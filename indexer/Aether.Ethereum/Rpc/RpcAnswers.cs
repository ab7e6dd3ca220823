namespace Aether.Ethereum;

/// <summary>The answers to requests that were sent together, in the order of the requests. Their JSON may lie in a rented buffer: it is gone once this is disposed.</summary>
public sealed class RpcAnswers(IReadOnlyList<RpcResponse> responses) : IDisposable
{
    private static readonly AnswerBuffers Pool = new();

    private byte[]? _rented;

    public int Count => responses.Count;

    public RpcResponse this[int index] => responses[index];

    internal static byte[] Rent(int bytes) => Pool.Rent(bytes);

    internal static void Return(byte[] buffer) => Pool.Return(buffer);

    /// <summary>Answers that lie in a rented buffer.</summary>
    internal static RpcAnswers In(byte[] rented, IReadOnlyList<RpcResponse> responses) => new(responses) { _rented = rented };

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            Pool.Return(rented);
    }
}
