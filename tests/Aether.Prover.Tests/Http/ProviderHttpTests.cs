using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aether.Prover.Tests.Http;

/// <summary>The HTTP surface as a stranger meets it, over a real socket.</summary>
public sealed class ProviderHttpTests : IAsyncLifetime, IDisposable
{
    private static readonly HttpLimits Limits = new()
    {
        RequestBytesMax = 8192,
        InputBytesMax = 4096,
        CallsPerTenSecs = 10_000,
    };

    private readonly KeySigner _requester = KeySigner.Generate();
    private readonly HttpClient _client = new();
    private FakeDesk _desk = null!;
    private ProviderHttp _http = null!;

    public async Task InitializeAsync()
    {
        _desk = new FakeDesk(_requester.Address);
        _http = await StartAsync(Limits);
        _client.BaseAddress = _http.Url;
    }

    [Fact]
    public async Task Node_ShowsItself()
    {
        var node = JsonNode.Parse(await _client.GetStringAsync("node"))!;
        Assert.Equal(Sample.Provider.ToString(), node["provider"]!.GetValue<string>());
        Assert.Equal(Sample.ChainId, node["chainId"]!.GetValue<ulong>());
    }

    [Fact]
    public async Task Offer_SignedRequest_ArrivesWhole()
    {
        var offer = Offer();
        var response = await _client.PostAsync("requests", Json(WireJson.Offer(offer, Sample.ChainId, Sample.Market)));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var arrived = Assert.Single(_desk.Offers);
        Assert.Equal(offer.Request, arrived.Request);
        Assert.Equal(offer.Extras, arrived.Extras);
        Assert.Equal(offer.Signature, arrived.Signature);
        Assert.Contains(offer.JobId.ToString(), await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offer_ForAnotherChainOrMarket_IsRefused()
    {
        await ExpectAsync(422, "wrong_chain", await _client.PostAsync("requests", Json(WireJson.Offer(Offer(), 1, Sample.Market))));
        await ExpectAsync(
            422,
            "wrong_market",
            await _client.PostAsync("requests", Json(WireJson.Offer(Offer(), Sample.ChainId, Sample.Token)))
        );
        Assert.Empty(_desk.Offers);
    }

    [Fact]
    public async Task Offer_WithOtherExtrasThanSigned_IsRefused()
    {
        var offer = Offer();
        var other = offer with { Extras = [offer.Extras[0]] };
        await ExpectAsync(
            422,
            "extras_differ",
            await _client.PostAsync("requests", Json(WireJson.Offer(other, Sample.ChainId, Sample.Market)))
        );
        var malformed = JsonNode.Parse(WireJson.Offer(offer, Sample.ChainId, Sample.Market))!;
        malformed["extras"]![0]!["bps"] = 65_536;
        await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(malformed.ToJsonString()))));
        Assert.Empty(_desk.Offers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"chainId\":31337")]
    [InlineData("{\"chainId\":\"31337\",\"market\":1,\"request\":{},\"signature\":\"0x\"}")]
    [InlineData("\u0000\u0001\u0002")]
    public async Task Offer_NotJsonOfOurs_IsRefused(string body)
    {
        await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(body))));
        Assert.Empty(_desk.Offers);
    }

    [Fact]
    public async Task Offer_AnyFieldMissingUnknownOrMalformed_IsRefused()
    {
        var good = JsonNode.Parse(WireJson.Offer(Offer(), Sample.ChainId, Sample.Market))!.AsObject();
        foreach (var (key, _) in good["request"]!.AsObject().ToArray())
        {
            var missing = good.DeepClone().AsObject();
            missing["request"]!.AsObject().Remove(key);
            await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(missing.ToJsonString()))));
            var wrong = good.DeepClone().AsObject();
            wrong["request"]![key] = new JsonArray();
            await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(wrong.ToJsonString()))));
        }

        var unknown = good.DeepClone().AsObject();
        unknown["request"]!["tip"] = "1";
        await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(unknown.ToJsonString()))));
        var twice = good.ToJsonString().Replace("\"nonce\":", "\"nonce\":\"1\",\"nonce\":", StringComparison.Ordinal);
        await ExpectAsync(400, "malformed", await _client.PostAsync("requests", Json(Encoding.UTF8.GetBytes(twice))));
        Assert.Empty(_desk.Offers);
    }

    [Fact]
    public async Task Bodies_AboveTheLimit_AreRefusedWithAndWithoutALength()
    {
        var large = new byte[Limits.InputBytesMax + 1];
        await ExpectAsync(413, "too_large", await SendAsync(HttpMethod.Put, "input", large, await HeaderAsync("PUT input", large)));
        using var chunked = new HttpRequestMessage(HttpMethod.Put, $"jobs/{FakeDesk.JobId}/input")
        {
            Content = new StreamContent(new MemoryStream(large)),
        };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.Add(PayloadAuthorization.HeaderName, await HeaderAsync("PUT input", large));
        await ExpectAsync(413, "too_large", await _client.SendAsync(chunked));
        await ExpectAsync(413, "too_large", await _client.PostAsync("requests", Json(new byte[Limits.RequestBytesMax + 1])));
        Assert.Empty(_desk.Inputs);
    }

    [Fact]
    public async Task Input_AtTheLimitAndSigned_IsTaken()
    {
        var body = new byte[Limits.InputBytesMax];
        var response = await SendAsync(HttpMethod.Put, "input", body, await HeaderAsync("PUT input", body));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(body, Assert.Single(_desk.Inputs));
    }

    [Fact]
    public async Task Input_SignedForAnythingElse_IsRefused()
    {
        byte[] body = [1, 2, 3];
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        async Task Refused(string code, string? header) =>
            await ExpectAsync(401, code, await SendAsync(HttpMethod.Put, "input", body, header));

        await Refused("signature_missing", null);
        await Refused("signature_malformed", "x");
        await Refused("signature_malformed", new string('a', 2000));
        await Refused("signature_malformed", (await HeaderAsync("PUT input", body))[..^2]);
        await Refused("signature_foreign", await HeaderAsync("GET output", body));
        await Refused("signature_foreign", await HeaderAsync("PUT input", [1, 2, 4]));
        await Refused("signature_foreign", await HeaderAsync("PUT input", body, chainId: 1));
        await Refused("signature_foreign", await HeaderAsync("PUT input", body, market: Sample.Token));
        await Refused("signature_foreign", await HeaderAsync("PUT input", body, jobId: 78));
        using var stranger = KeySigner.Generate();
        await Refused("signature_foreign", await HeaderAsync("PUT input", body, signer: stranger));
        await Refused("signature_expired", await HeaderAsync("PUT input", body, time: now - PayloadAuthorization.WindowSecs - 5));
        await Refused("signature_expired", await HeaderAsync("PUT input", body, time: now + PayloadAuthorization.WindowSecs + 5));
        Assert.Empty(_desk.Inputs);
    }

    [Fact]
    public async Task Input_SignatureReplayed_IsRefused()
    {
        byte[] body = [1, 2, 3];
        var header = await HeaderAsync("PUT input", body);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Put, "input", body, header)).StatusCode);
        await ExpectAsync(409, "signature_replayed", await SendAsync(HttpMethod.Put, "input", body, header));
        Assert.Single(_desk.Inputs);
    }

    [Fact]
    public async Task Job_UnknownOrMalformedId_IsRefused()
    {
        byte[] body = [1];
        using var request = new HttpRequestMessage(HttpMethod.Put, "jobs/78/input") { Content = new ByteArrayContent(body) };
        request.Headers.Add(PayloadAuthorization.HeaderName, await HeaderAsync("PUT input", body, jobId: 78));
        await ExpectAsync(404, "job_unknown", await _client.SendAsync(request));
        await ExpectAsync(400, "job_id_malformed", await _client.GetAsync("jobs/abc/output"));
        await ExpectAsync(400, "job_id_malformed", await _client.GetAsync("jobs/-1/output"));
        await ExpectAsync(400, "job_id_malformed", await _client.GetAsync($"jobs/0x1{new string('0', 64)}/output"));
    }

    [Fact]
    public async Task Output_OnlyForTheRequester()
    {
        await ExpectAsync(401, "signature_missing", await _client.GetAsync($"jobs/{FakeDesk.JobId}/output"));
        var response = await SendAsync(HttpMethod.Get, "output", null, await HeaderAsync("GET output", []));
        var delivery = Assert.IsType<OutputDelivery.PublicOutput>(WireJson.ReadOutput(await response.Content.ReadAsByteArrayAsync()));
        Assert.Equal([1, 2], delivery.Output);
        Assert.Equal(
            (Bytes32.Keccak([1]), Bytes32.Keccak([2]), Bytes32.Keccak([3])),
            (delivery.OutputSalt, delivery.TraceSalt, delivery.Ic)
        );
    }

    [Fact]
    public async Task Output_Sealed_TravelsAsItsPackageAlone()
    {
        _desk.Output = new OutputDelivery.SealedOutput(FakeDesk.JobId, [7, 8, 9], Bytes32.Keccak([3]));
        var response = await SendAsync(HttpMethod.Get, "output", null, await HeaderAsync("GET output", []));
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(["jobId", "ic", "package"], JsonNode.Parse(body)!.AsObject().Select(entry => entry.Key));
        Assert.Equal([7, 8, 9], Assert.IsType<OutputDelivery.SealedOutput>(WireJson.ReadOutput(body)).Package);
        Assert.Throws<FormatException>(() => WireJson.ReadOutput("""{"jobId":"1","ic":"0x00"}"""u8.ToArray()));
        Assert.Throws<FormatException>(() => WireJson.ReadOutput("""{"package":"0x00"}"""u8.ToArray()));
    }

    [Fact]
    public async Task Acceptance_OversizedOrMalformed_IsRefused()
    {
        await ExpectAsync(413, "too_large", await _client.PostAsync($"jobs/{FakeDesk.JobId}/acceptance", Json(new byte[2000])));
        await ExpectAsync(
            400,
            "malformed",
            await _client.PostAsync($"jobs/{FakeDesk.JobId}/acceptance", Json("{\"signature\":\"12\"}"u8.ToArray()))
        );
        Assert.Empty(_desk.Acceptances);
    }

    [Fact]
    public async Task Routes_UnknownOrWithAnotherMethod_AnswerJson()
    {
        await ExpectAsync(404, "no_such_route", await _client.GetAsync("admin"));
        await ExpectAsync(404, "no_such_route", await _client.DeleteAsync("requests"));
    }

    [Fact]
    public async Task Fault_ChainDown_Is503AndUnexpected_Is500WithoutDetails()
    {
        _desk.Fault = new RpcTransportException("secret url", retryable: true);
        await ExpectAsync(
            503,
            "chain_unavailable",
            await _client.PostAsync("requests", Json(WireJson.Offer(Offer(), Sample.ChainId, Sample.Market)))
        );
        _desk.Fault = new InvalidOperationException("secret path");
        var response = await _client.PostAsync("requests", Json(WireJson.Offer(Offer(), Sample.ChainId, Sample.Market)));
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await ExpectAsync(500, "internal", response);
    }

    [Fact]
    public async Task Rate_AboveTheLimit_Is429()
    {
        await using var http = await StartAsync(Limits with { CallsPerTenSecs = 3 });
        using var client = new HttpClient { BaseAddress = http.Url };
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("node")).StatusCode);
        var response = await client.GetAsync("node");
        Assert.NotNull(response.Headers.RetryAfter);
        await ExpectAsync(429, "too_many_requests", response);
    }

    [Fact]
    public async Task Connection_ThatPromisesMoreThanItSends_IsCutAndHarmsNobody()
    {
        await using var http = await StartAsync(Limits with { BodyTimeout = TimeSpan.FromMilliseconds(300) });
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, http.Url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync("POST /requests HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.Contains("408", await reader.ReadLineAsync(), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = http.Url };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("node")).StatusCode);
    }

    public async Task DisposeAsync() => await _http.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _requester.Dispose();
    }

    private static async Task ExpectAsync(int status, string code, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.NotEmpty(error["message"]!.GetValue<string>());
    }

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static Task<ProviderHttp> StartWithAsync(IJobDesk desk, HttpLimits limits) =>
        ProviderHttp.StartAsync(
            new Uri("http://127.0.0.1:0"),
            desk,
            limits,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None
        );

    private Task<ProviderHttp> StartAsync(HttpLimits limits) => StartWithAsync(_desk, limits);

    private SignedRequest Offer()
    {
        Split[] extras = [new Split { Payee = Sample.Stranger, Bps = 100 }, new Split { Payee = Sample.Verifier, Bps = 1400 }];
        return new(Sample.Request(_requester.Address) with { ExtrasHash = ProtocolHash.ExtrasHash(extras) }, extras, new byte[65]);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string leaf, byte[]? body, string? header)
    {
        using var request = new HttpRequestMessage(method, $"jobs/{FakeDesk.JobId}/{leaf}");
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(PayloadAuthorization.HeaderName, header);
        return await _client.SendAsync(request);
    }

    private async Task<string> HeaderAsync(
        string action,
        byte[] body,
        ulong chainId = Sample.ChainId,
        Address? market = null,
        UInt256? jobId = null,
        ISigner? signer = null,
        ulong? time = null
    )
    {
        var authorization = await PayloadAuthorization.SignAsync(
            signer ?? _requester,
            chainId,
            market ?? Sample.Market,
            jobId ?? FakeDesk.JobId,
            action,
            body,
            TimeProvider.System,
            CancellationToken.None
        );
        if (time is not { } other)
            return authorization.ToHeader();
        var digest = PayloadAuthorization.Digest(
            chainId,
            market ?? Sample.Market,
            jobId ?? FakeDesk.JobId,
            action,
            body,
            other,
            authorization.Nonce
        );
        return (authorization with { Time = other, Signature = _requester.Sign(digest) }).ToHeader();
    }
}
