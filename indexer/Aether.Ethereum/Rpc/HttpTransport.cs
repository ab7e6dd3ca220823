using System.Net;
using System.Net.Http.Headers;

namespace Aether.Ethereum;

/// <summary>JSON-RPC over HTTP POST. Several requests travel as one batch.</summary>
/// <param name="endpoint">The node's address. It may hold a secret, so it appears in no message: only the host does.</param>
/// <param name="client">Shared and not disposed here; null makes one of our own.</param>
/// <param name="responseBytesMax">A longer answer is refused. Bytes, default 64 MiB.</param>
public sealed class HttpTransport(Uri endpoint, HttpClient? client = null, int responseBytesMax = 64 << 20) : IRpcTransport
{
    /// <summary>Where a node does not say how long its answer is.</summary>
    private const long FirstBuffer = 64 << 10;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = client ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
    private readonly bool _ownsClient = client is null;

    public async Task<RpcAnswers> SendAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
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
            return await ReadAnswersAsync(requests, response, cancellationToken);
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

    private async Task<RpcAnswers> ReadAnswersAsync(
        IReadOnlyList<RpcRequest> requests,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        long? announced = response.Content.Headers.ContentLength;
        if (announced > responseBytesMax)
            throw TooLarge();
        byte[] buffer = RpcAnswers.Rent((int)(announced ?? FirstBuffer) + 1);
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    byte[] larger = RpcAnswers.Rent(2 * length);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    RpcAnswers.Return(buffer);
                    buffer = larger;
                }
                int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    return RpcAnswers.In(buffer, RpcEnvelope.Match(requests, buffer.AsMemory(0, length)));
                length += read;
                if (length > responseBytesMax)
                    throw TooLarge();
            }
        }
        catch
        {
            RpcAnswers.Return(buffer);
            throw;
        }
    }

    private RpcTransportException TooLarge() =>
        new($"The answer of {endpoint.Host} exceeds {responseBytesMax} bytes: ask for less at a time.", retryable: false);
}
