using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Aether.Indexer.Metrics;

/// <summary>Sends the instruments to a collector, every minute or as OTEL_METRIC_EXPORT_INTERVAL says.</summary>
internal static class MetricsExport
{
    /// <summary>Meters that are shown and sent: ours, and what .NET says of the process.</summary>
    public static readonly string[] Meters = [IndexerMetrics.MeterName, "System.Runtime"];

    /// <param name="collector">The collector's base URL; the signal's path is added to it.</param>
    public static MeterProvider Start(Uri collector, long chainId) =>
        Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource =>
                resource
                    .AddService("aether-indexer", serviceVersion: typeof(MetricsExport).Assembly.GetName().Version?.ToString(3))
                    .AddAttributes([new("aether.chain.id", chainId)])
            )
            .AddMeter(Meters)
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/v1/metrics");
            })
            .Build();
}
