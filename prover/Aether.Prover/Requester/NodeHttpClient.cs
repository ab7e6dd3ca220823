using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Http;

namespace Aether.Prover.Requester;

/// <summary>The requester's side of the HTTP surface. The endpoint is whatever a stranger registered: answers are bounded and checked.</summary>
public sealed class NodeHttpClient : IDisposable
{
    private const int AnswerBytesMax = 16 << 20;

    private readonly HttpClient _http;
    private readonly ISigner _signer;
    private readonly ChainManifest _manifest;
    private readonly TimeProvider _clock;

    /// <exception cref="NodeUnreachableException">The endpoint is no http or https URL.</exception>
    public NodeHttpClient(string endpoint, ISigner signer, ChainManifest manifest, TimeProvider clock)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !HasHost(uri))
            throw new NodeUnreachableException($"the Node registered the endpoint '{endpoint}', which is no http or https URL");
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _signer = signer;
        _manifest = manifest;
        _clock = clock;
    }

    public Uri Endpoint => _http.BaseAddress!;

    /// <summary>Offers a signed Request.</summary>
    public Task OfferAsync(SignedRequest offer, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            "requests",
            WireJson.Offer(offer, _manifest.ChainId, _manifest.JobMarket),
            "application/json",
            null,
            cancellationToken
        );

    public async Task SendInputAsync(UInt256 jobId, byte[] box, CancellationToken cancellationToken)
    {
        var authorization = await AuthorizeAsync(jobId, "PUT input", box, cancellationToken);
        await SendAsync(HttpMethod.Put, $"jobs/{jobId}/input", box, "application/octet-stream", authorization, cancellationToken);
    }

    /// <exception cref="DeliveryMismatchException">The answer is not of the form it should have.</exception>
    public async Task<OutputDelivery> OutputAsync(UInt256 jobId, CancellationToken cancellationToken)
    {
        var authorization = await AuthorizeAsync(jobId, "GET output", ReadOnlyMemory<byte>.Empty, cancellationToken);
        var answer = await SendAsync(HttpMethod.Get, $"jobs/{jobId}/output", null, null, authorization, cancellationToken);
        try
        {
            return WireJson.ReadOutput(answer);
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException(e.Message);
        }
    }

    public Task AcceptAsync(UInt256 jobId, Signature acceptance, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            $"jobs/{jobId}/acceptance",
            WireJson.Acceptance(acceptance.ToBytes()),
            "application/json",
            null,
            cancellationToken
        );

    public void Dispose() => _http.Dispose();

    /// <summary>Some names that parse have no form that a resolver could be asked for.</summary>
    private static bool HasHost(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private async Task<string> AuthorizeAsync(UInt256 jobId, string action, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var authorization = await PayloadAuthorization.SignAsync(
            _signer,
            _manifest.ChainId,
            _manifest.JobMarket,
            jobId,
            action,
            body,
            _clock,
            cancellationToken
        );
        return authorization.ToHeader();
    }

    private async Task<byte[]> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string? contentType,
        string? authorization,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        if (authorization is not null)
            request.Headers.Add(PayloadAuthorization.HeaderName, authorization);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? answer : throw Refusal((int)response.StatusCode, answer);
        }
        catch (HttpRequestException e)
        {
            throw new NodeUnreachableException($"the Node at {Endpoint} cannot be reached: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NodeUnreachableException($"the Node at {Endpoint} did not answer in time", e);
        }
    }

    private static NodeRefusedException Refusal(int status, byte[] answer)
    {
        try
        {
            var error = JsonNode.Parse(answer)?["error"];
            if (error is not null)
                return new NodeRefusedException(status, error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            // Not one of ours: the status must do.
        }

        return new NodeRefusedException(status, "http", $"it answered with HTTP status {status}");
    }
}
