using System.Net;
using System.Net.Http.Headers;

namespace Aether.Ethereum;

/// <summary>JSON-RPC over HTTP POST. Several requests travel as one batch.</summary>
/// <param name="endpoint">The node's address. It may hold a secret, so it appears in no message: only the host does.</param>
/// <param name="client">Shared and not disposed here; null makes one of our own.</param>
/// <param name="responseBytesMax">A longer answer is refused. Bytes, default 64 MiB.</param>
public sealed class HttpTransport(Uri endpoint, HttpClient? client = null, int responseBytesMax = 64 << 20) : IRpcTransport
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = client ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
    private readonly bool _ownsClient = client is null;

    public async Task<IReadOnlyList<RpcResponse>> SendAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = Body(requests) };
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(
                message,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            if (!response.IsSuccessStatusCode)
                throw Refused(response);
            return RpcEnvelope.Match(requests, await ReadBodyAsync(response, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RpcTransportException($"No complete answer from {endpoint.Host}: {e.Message}", retryable: true, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_ownsClient)
            _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ByteArrayContent Body(IReadOnlyList<RpcRequest> requests)
    {
        byte[] body;
        if (requests.Count == 1)
        {
            body = requests[0].Json.ToArray();
        }
        else
        {
            using var stream = new MemoryStream();
            for (int i = 0; i < requests.Count; i++)
            {
                stream.WriteByte((byte)(i == 0 ? '[' : ','));
                stream.Write(requests[i].Json.Span);
            }
            stream.WriteByte((byte)']');
            body = stream.ToArray();
        }
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        return content;
    }

    private RpcTransportException Refused(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        bool retryable = status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        return new RpcTransportException(
            $"{endpoint.Host} answered {status} {response.ReasonPhrase}.",
            retryable,
            retryAfter: response.Headers.RetryAfter?.Delta
        );
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        long? announced = response.Content.Headers.ContentLength;
        if (announced > responseBytesMax)
            throw TooLarge();
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[announced ?? 16 << 10];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (announced == length)
                    return buffer;
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, responseBytesMax + 1));
            }
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return buffer.AsMemory(0, length);
            length += read;
            if (length > responseBytesMax)
                throw TooLarge();
        }
    }

    private RpcTransportException TooLarge() =>
        new($"The answer of {endpoint.Host} exceeds {responseBytesMax} bytes: ask for less at a time.", retryable: false);
}
