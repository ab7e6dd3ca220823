namespace Aether.Indexer.Settings;

/// <summary>Every setting there is.</summary>
internal static class SettingList
{
    public static readonly Setting Config = new("--config", "a JSON file of settings; a flag or a variable wins over it");

    public static readonly Setting Rpc = new("--rpc", "URLs of nodes, separated by commas: http, https, ws or wss");

    public static readonly Setting Database = new("--database", "postgres:// URL of the database's owner or of a superuser");

    public static readonly Setting Manifest = new("--manifest", "the chain manifest that the deploy script wrote");

    public static readonly Setting Listen = new(
        "--listen",
        "address of /health, /ready, /status and /metrics; port 0 takes a free one; default 127.0.0.1:0"
    )
    {
        Default = "127.0.0.1:0",
    };

    public static readonly Setting PollMs = new("--poll-ms", "longest wait for a new head, 10 to 60000 ms; default 200")
    {
        Default = "200",
    };

    public static readonly Setting History = new(
        "--history",
        "how final blocks are read. ranges: eth_getLogs, and the node's word that it leaves none out; proven: receipts of every block that may hold "
            + "our logs, checked against its header, as near the head; default ranges"
    )
    {
        Default = "ranges",
    };

    public static readonly Setting Verify = new(
        "--verify",
        "background: final blocks are proved by headers and receipts after they were indexed, and repaired where they differ; off; default background"
    )
    {
        Default = "background",
    };

    public static readonly Setting Log = new("--log", "text or json; default text") { Default = "text" };

    public static readonly Setting ReadyLag = new("--ready-lag", "blocks behind the head at which /ready says no, 0 to 1000000; default 5")
    {
        Default = "5",
    };

    public static readonly Setting ReadyStill = new(
        "--ready-still",
        "seconds without a new block at which /ready says no, 1 to 86400; 0: the chain may stand still; default 25"
    )
    {
        Default = "25",
    };

    public static readonly Setting Otlp = new("--otlp", "URL of an OpenTelemetry collector (OTLP over HTTP); default none: nothing is sent")
    {
        Variable = "OTEL_EXPORTER_OTLP_ENDPOINT",
    };

    public static readonly IReadOnlyList<Setting> Run =
    [
        Config,
        Rpc,
        Database,
        Manifest,
        Listen,
        PollMs,
        History,
        Verify,
        Log,
        ReadyLag,
        ReadyStill,
        Otlp,
    ];

    /// <summary>Of commands that only work on the database.</summary>
    public static readonly IReadOnlyList<Setting> DatabaseOnly = [Config, Database];

    public static IEnumerable<Setting> InFile => Run.Where(setting => setting != Config);
}
