using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aether.Harness;
using Aether.Indexer.Metrics;
using Aether.Indexer.Proving;
using Aether.Indexer.Status;
using Aether.Indexer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Tests;

/// <summary>What an operator watches: /health, /ready, /status, /metrics, messages and how it stops.</summary>
[Collection(ChainFixture.Collection)]
public sealed partial class OperationsTests(ChainFixture chain)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Both ways to freeze: a node that stays at its head, and one that answers nothing any more.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ready_NodeFreezes_SaysNoWithin30Seconds(bool stillAnswers)
    {
        const int Factor = 10;
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var clock = new QuickClock(Factor);
        var database = await chain.CreateDatabaseAsync("frozen");
        await using var indexer = await InProcessIndexer.StartAsync(chain.Manifest, database, clock, proxy.Url);
        using var metrics = new PrometheusText();
        using var proofs = new ProofEndpoint();
        await using var server = await StatusServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            indexer.Status,
            metrics,
            proofs,
            CancellationToken.None
        );
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
        await chain.Anvil.MineAsync(1);
        await UntilReadyAsync(server, HttpStatusCode.OK, TimeSpan.FromSeconds(10));

        if (stillAnswers)
            proxy.StandsAt = await chain.Anvil.BlockNumberAsync();
        else
            proxy.Plan = _ => Fault.Silence;
        await chain.Anvil.MineAsync(1);
        var reason = await UntilReadyAsync(server, HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30.0 / Factor));
        Assert.Contains(stillAnswers ? "no new block for more than 25 s" : "silent for more than 10 s", reason, StringComparison.Ordinal);

        proxy.StandsAt = null;
        proxy.Plan = _ => Fault.None;
        await UntilMinedAndReadyAsync(server);
        await IndexProbe.UntilAtHeadAsync(chain, database, indexer.Explain);
    }

    [Fact]
    public void Ready_Limits_EachIsAReasonOfItsOwn()
    {
        var clock = new SetClock();
        var status = new IndexerStatus(1, new ReadyLimits(3, TimeSpan.FromSeconds(20)), clock);
        Assert.Contains("nothing is indexed yet", status.Report.NotReady);
        status.Succeeded(clock.GetUtcNow());
        status.SetHead(10, 0, 1_000);
        status.SetIndexed(7, default, 980);
        Assert.True(status.Report.Ready);
        Assert.Equal((3L, 20L), (status.Report.Lag, status.Report.LagSeconds));
        status.SetIndexed(6, default, 970);
        Assert.Equal(["4 blocks behind the head"], status.Report.NotReady);
        status.SetIndexed(10, default, 1_000);

        clock.Now = TimeSpan.FromSeconds(10);
        Assert.True(status.Report.Ready);
        clock.Now = TimeSpan.FromSeconds(10.1);
        Assert.Equal(["node or database are silent for more than 10 s"], status.Report.NotReady);
        status.Succeeded(clock.GetUtcNow());
        // A head below the highest is no step on.
        status.SetHead(9, 0, 990);
        clock.Now = TimeSpan.FromSeconds(20.1);
        status.Succeeded(clock.GetUtcNow());
        Assert.Equal(["the node has brought no new block for more than 20 s"], status.Report.NotReady);
        status.SetHead(11, 0, 1_010);
        Assert.True(status.Report.Ready);
        status.Halted("a person has to look");
        Assert.Equal(["halted: a person has to look"], status.Report.NotReady);
    }

    [Fact]
    public async Task Status_AndMetrics_SayTheSame()
    {
        await using var collector = await Collector.StartAsync();
        var database = await chain.CreateDatabaseAsync("figures");
        await using var indexer = await IndexerProgram.StartAsync(
            chain.Anvil.HttpUrl,
            database,
            chain.Deployment,
            chain.Run.Sub("figures"),
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString(),
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            }
        );
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        using var status = JsonDocument.Parse(await Http.GetStringAsync(new Uri(indexer.StatusUrl!, "status")));
        var report = status.RootElement;
        var head = await chain.Anvil.BlockNumberAsync();
        Assert.Equal(head, report.GetProperty("indexed").GetInt64());
        Assert.Equal(0, report.GetProperty("lagSeconds").GetInt64());
        Assert.True(report.GetProperty("logsWritten").GetInt64() > 10);
        Assert.Equal(JsonValueKind.Array, report.GetProperty("alarms").ValueKind);

        using var answer = await Http.GetAsync(new Uri(indexer.StatusUrl!, "metrics"));
        Assert.Equal(PrometheusText.ContentType, answer.Content.Headers.ContentType!.ToString());
        var samples = Samples(await answer.Content.ReadAsStringAsync());
        Assert.Equal(head, samples["aether_indexer_indexed_block"]);
        Assert.Equal(head, samples["aether_indexer_head_block"]);
        Assert.Equal(1, samples["aether_indexer_ready"]);
        Assert.Equal(report.GetProperty("logsWritten").GetInt64(), samples["aether_indexer_logs_total"]);
        Assert.Equal(0, samples["aether_indexer_reorgs_total"]);
        Assert.Contains(samples.Keys, name => name.StartsWith("dotnet_process_memory_working_set", StringComparison.Ordinal));

        await collector.UntilAsync("aether.indexer.indexed.block");
        Assert.Equal(200, await StatusProbe.CodeAsync(indexer, "health"));
    }

    [Fact]
    public void Metrics_LabelsAndTexts_AreEscaped()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("Aether.Test");
        using var text = new PrometheusText("Aether.Test");
        meter.CreateObservableCounter(
            "a.b-c",
            () => new System.Diagnostics.Metrics.Measurement<long>(3, new KeyValuePair<string, object?>("x.y", "q\"\\\nz")),
            "{thing}",
            "Two\nlines \\."
        );
        meter.CreateObservableGauge("d", () => 0.5, "s");
        using var other = new System.Diagnostics.Metrics.Meter("Aether.Other");
        other.CreateObservableGauge("e", () => 1);
        Assert.Equal(
            "# HELP a_b_c_total Two\\nlines \\\\.\n# TYPE a_b_c_total counter\na_b_c_total{x_y=\"q\\\"\\\\\\nz\"} 3\n"
                + "# HELP d_seconds \n# TYPE d_seconds gauge\nd_seconds 0.5\n",
            text.Write()
        );
    }

    [Fact]
    public void Alarms_CountWarningsByNumber()
    {
        using var alarms = new AlarmCounter(TimeProvider.System);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(alarms));
        var logger = loggers.CreateLogger("any");
        logger.BadAnswer("one");
        logger.BadAnswer(new string('x', 1_000));
        logger.Stopped(3);
        logger.Log(LogLevel.Warning, "a library's");
        var alarm = Assert.Single(alarms.Alarms);
        Assert.Equal((1201, "BadAnswer", "Error", 2L), (alarm.Id, alarm.Name, alarm.Level, alarm.Count));
        Assert.InRange(alarm.Last.Length, 1, 310);
    }

    [Fact]
    public void Messages_HaveNumbersOfTheirOwnAndStandInTheReadme()
    {
        var messages = typeof(IndexerLog)
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToList();
        Assert.NotEmpty(messages);
        Assert.Equal(messages.Count, messages.Select(message => message.EventId).Distinct().Count());
        var documented = MessageRow()
            .Matches(File.ReadAllText(Repository.PathOf("indexer", "README.md")))
            .Select(row => (int.Parse(row.Groups["id"].ValueSpan, CultureInfo.InvariantCulture), row.Groups["level"].Value));
        Assert.Equal(
            messages.Select(message => (message.EventId, message.Level.ToString().ToLowerInvariant())).Order(),
            documented.Order()
        );
    }

    [Fact]
    public async Task Run_TerminatedWhileTheNodeIsSilent_EndsWithZeroAtOnce()
    {
        await using var proxy = await FaultyNode.StartAsync(chain.Anvil.HttpUrl);
        var database = await chain.CreateDatabaseAsync("silent");
        await using var indexer = await IndexerProgram.StartAsync(proxy.Url, database, chain.Deployment, chain.Run.Sub("silent"));
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        proxy.Plan = _ => Fault.Silence;
        await Task.Delay(300);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await indexer.Process.StopAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 5);
        Assert.Contains(indexer.Process.Lines, line => line.Contains("[1003] stopped at block", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?<level>\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MessageRow();

    /// <summary>Every line of the text as the format's grammar has it: each family once, its TYPE before its samples.</summary>
    private static Dictionary<string, double> Samples(string text)
    {
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var families = new HashSet<string>(StringComparer.Ordinal);
        var family = "";
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            if (TypeLine().Match(line) is { Success: true } type)
                Assert.True(families.Add(family = type.Groups["name"].Value), line);
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var sample = SampleLine().Match(line);
                Assert.True(sample.Success, line);
                Assert.Equal(family, sample.Groups["name"].Value);
                samples.Add(
                    sample.Groups["name"].Value + sample.Groups["labels"].Value,
                    double.Parse(sample.Groups["value"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture)
                );
            }
        return samples;
    }

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_][a-zA-Z0-9_]*) (counter|gauge)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(?<labels>\{[a-z_]+=""[^""]*""(,[a-z_]+=""[^""]*"")*\})? (?<value>\S+)$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex SampleLine();

    private static async Task<string> UntilReadyAsync(StatusServer server, HttpStatusCode expected, TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await Http.GetAsync($"{server.Url}/ready");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == expected)
                return text;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"{answer.StatusCode} {text}");
            await Task.Delay(20);
        }
    }

    /// <summary>Requests that were silent are given up after a while of real time, and the chain has to go on meanwhile.</summary>
    private async Task UntilMinedAndReadyAsync(StatusServer server)
    {
        for (var attempt = 0; ; attempt++)
        {
            await chain.Anvil.MineAsync(1);
            await Task.Delay(100);
            using var answer = await Http.GetAsync($"{server.Url}/ready");
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            Assert.True(attempt < 100, await answer.Content.ReadAsStringAsync());
        }
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    /// <summary>Takes in what an exporter sends.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private volatile string _received = "";

        private Collector(WebApplication application) => _application = application;

        public Uri Url => new(_application.Urls.Single());

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var collector = new Collector(builder.Build());
            collector._application.MapPost(
                "/v1/metrics",
                async (HttpContext context) =>
                {
                    using var body = new MemoryStream();
                    await context.Request.Body.CopyToAsync(body);
                    collector._received += Encoding.Latin1.GetString(body.ToArray());
                }
            );
            await collector._application.StartAsync();
            return collector;
        }

        public async Task UntilAsync(string name)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!_received.Contains(name, StringComparison.Ordinal))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "nothing was exported");
                await Task.Delay(50);
            }
        }

        public ValueTask DisposeAsync() => _application.DisposeAsync();
    }
}
