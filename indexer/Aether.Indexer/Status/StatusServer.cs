using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Indexer.Metrics;
using Aether.Indexer.Proving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Status;

/// <summary>/health: the process lives. /ready: rows are fresh. /status: the figures behind both. /metrics: the same for Prometheus. /proof: rows proved.</summary>
internal sealed class StatusServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly WebApplication _application;

    private StatusServer(WebApplication application) => _application = application;

    public string Url => _application.Urls.Single();

    public static async Task<StatusServer> StartAsync(
        IPEndPoint listen,
        IndexerStatus status,
        PrometheusText metrics,
        ProofEndpoint proofs,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Signals are the program's, not the server's.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 64;
        });
        var application = builder.Build();
        application.MapGet("/health", () => Results.Text("ok"));
        application.MapGet(
            "/ready",
            () =>
                status.Report.NotReady is { Count: > 0 } reasons
                    ? Results.Text($"not ready: {string.Join("; ", reasons)}", statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Text("ready")
        );
        application.MapGet("/metrics", () => Results.Text(metrics.Write(), PrometheusText.ContentType));
        proofs.Map(application);
        application.MapGet("/status", () => Results.Json(status.Report, Json));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new IndexerException($"cannot listen on {listen}: {e.Message}", e);
        }
        return new StatusServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private sealed class NoLifetime : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
