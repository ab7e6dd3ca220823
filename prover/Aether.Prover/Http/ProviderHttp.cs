using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;
using Aether.Ethereum;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Http;

/// <summary>The Node's HTTP surface: what prover/PROTOCOL.md describes, and nothing else.</summary>
public sealed partial class ProviderHttp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IJobDesk _desk;
    private readonly HttpLimits _limits;
    private readonly ReplayGuard _replays;
    private readonly ILogger _log;

    private ProviderHttp(WebApplication app, IJobDesk desk, HttpLimits limits, TimeProvider clock)
    {
        _app = app;
        _desk = desk;
        _limits = limits;
        _replays = new ReplayGuard(clock);
        _log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Aether.Provider.Http");
    }

    /// <summary>Where it listens; the port is the real one when 0 was asked for.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <param name="listen">http://HOST:PORT; port 0 chooses a free one.</param>
    public static async Task<ProviderHttp> StartAsync(
        Uri listen,
        IJobDesk desk,
        HttpLimits limits,
        TimeProvider clock,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers);
        builder
            .WebHost.UseKestrelCore()
            .UseUrls(listen.GetLeftPart(UriPartial.Authority))
            .ConfigureKestrel(kestrel => Limit(kestrel, limits));
        builder.Services.AddRoutingCore();
        builder.Services.AddRateLimiter(options => Limit(options, limits));
        var app = builder.Build();
        var http = new ProviderHttp(app, desk, limits, clock);
        app.Use(http.AnswerErrorsAsync);
        app.UseRouting();
        app.UseRateLimiter();
        http.Map(app);
        app.MapFallback(_ => throw ApiException.NotFound("no_such_route", "there is no such route; prover/PROTOCOL.md lists them"));
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        http.Url = new Uri(addresses.First());
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static void Limit(KestrelServerOptions kestrel, HttpLimits limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Math.Max(limits.InputBytesMax, limits.RequestBytesMax) + 1024;
        kestrel.Limits.MaxRequestLineSize = 2048;
        kestrel.Limits.MaxRequestHeadersTotalSize = 8192;
        kestrel.Limits.MaxConcurrentConnections = limits.ConcurrentCallsMax * 4;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }

    private static void Limit(RateLimiterOptions options, HttpLimits limits)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (_, _) => throw ApiException.TooMany("too many calls; wait a few seconds");
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(_ =>
                RateLimitPartition.GetConcurrencyLimiter(
                    "all",
                    _ => new ConcurrencyLimiterOptions { PermitLimit = limits.ConcurrentCallsMax, QueueLimit = 0 }
                )
            ),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetFixedWindowLimiter(
                    context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                    _ => new FixedWindowRateLimiterOptions
                    {
                        PermitLimit = limits.CallsPerTenSecs,
                        Window = TimeSpan.FromSeconds(10),
                        QueueLimit = 0,
                    }
                )
            )
        );
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/node", (RequestDelegate)(context => AnswerAsync(context, StatusCodes.Status200OK, WireJson.Node(_desk.Node))));
        routes.MapPost("/requests", (RequestDelegate)OfferAsync);
        routes.MapPut("/jobs/{id}/input", (RequestDelegate)InputAsync);
        routes.MapGet("/jobs/{id}/output", (RequestDelegate)OutputAsync);
        routes.MapPost("/jobs/{id}/acceptance", (RequestDelegate)AcceptanceAsync);
    }

    private async Task OfferAsync(HttpContext context)
    {
        var body = await BodyAsync(context, _limits.RequestBytesMax);
        var offer = WireJson.ReadOffer(body, _desk.Node.ChainId, _desk.Node.Market);
        var receipt = await _desk.OfferAsync(offer, context.RequestAborted);
        await AnswerAsync(context, StatusCodes.Status202Accepted, WireJson.Receipt(receipt));
    }

    private async Task InputAsync(HttpContext context)
    {
        var jobId = JobIdOf(context);
        var body = await BodyAsync(context, _limits.InputBytesMax);
        await AuthorizeAsync(context, jobId, "PUT input", body);
        await _desk.ReceiveInputAsync(jobId, body, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task OutputAsync(HttpContext context)
    {
        var jobId = JobIdOf(context);
        await AuthorizeAsync(context, jobId, "GET output", []);
        await AnswerAsync(context, StatusCodes.Status200OK, WireJson.Output(await _desk.OutputAsync(jobId, context.RequestAborted)));
    }

    private async Task AcceptanceAsync(HttpContext context)
    {
        var jobId = JobIdOf(context);
        var body = await BodyAsync(context, _limits.AcceptanceBytesMax);
        await _desk.ReceiveAcceptanceAsync(jobId, WireJson.ReadAcceptance(body), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary>The signature is checked before anything about the Job is told or kept.</summary>
    private async Task AuthorizeAsync(HttpContext context, UInt256 jobId, string action, byte[] body)
    {
        var authorization = PayloadAuthorization.Parse(context.Request.Headers[PayloadAuthorization.HeaderName]);
        var node = _desk.Node;
        var digest = PayloadAuthorization.Digest(node.ChainId, node.Market, jobId, action, body, authorization.Time, authorization.Nonce);
        if (!authorization.Signature.TryRecover(digest, out var signer))
            throw ApiException.Unauthorized("signature_malformed", "no account could have made this signature");
        var parties =
            await _desk.PartiesAsync(jobId, context.RequestAborted)
            ?? throw ApiException.NotFound("job_unknown", $"this Node has no job {Hex.Format(jobId.ToBigEndian())}");
        if (!parties.Includes(signer))
            throw ApiException.Unauthorized(
                "signature_foreign",
                $"the signature is by {signer}, who is neither requester nor agent of this job; was it signed for another chain, market, job or body?"
            );
        _replays.Admit(authorization.Time, authorization.Nonce);
    }

    private async Task<byte[]> BodyAsync(HttpContext context, int max)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(_limits.BodyTimeout);
        try
        {
            return await BodyReader.ReadAsync(context.Request, max, patience.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status408RequestTimeout, "body_timeout", "the body did not arrive in time");
        }
    }

    private static UInt256 JobIdOf(HttpContext context)
    {
        var text = (string?)context.GetRouteValue("id") ?? "";
        return UInt256.TryParse(text, out var id)
            ? id
            : throw ApiException.BadRequest("job_id_malformed", "a job id is a number in decimal, or 0x and hex digits");
    }

    private static async Task AnswerAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var answer = e switch
            {
                ApiException api => api,
                Microsoft.AspNetCore.Http.BadHttpRequestException bad => new ApiException(
                    bad.StatusCode,
                    bad.StatusCode == 413 ? "too_large" : "malformed",
                    bad.Message
                ),
                RpcFailureException => new ApiException(
                    StatusCodes.Status503ServiceUnavailable,
                    "chain_unavailable",
                    "this Node cannot reach the chain now; try again shortly"
                ),
                _ => Unexpected(e),
            };
            context.Response.Clear();
            if (answer.Status is 429 or 503)
                context.Response.Headers.RetryAfter = 3.ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, answer.Status, WireJson.Error(answer.Code, answer.Message));
        }
    }

    private ApiException Unexpected(Exception e)
    {
        LogUnexpected(_log, e);
        return new ApiException(StatusCodes.Status500InternalServerError, "internal", "this Node failed; it has written down why");
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "A call failed for a reason nobody expected")]
    private static partial void LogUnexpected(ILogger logger, Exception exception);
}
