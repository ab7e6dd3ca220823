using System.CommandLine;
using System.Globalization;
using System.Net;
using Aether.Contracts;
using Aether.Indexer.Database;
using Aether.Indexer.Status;
using Npgsql;

namespace Aether.Indexer.Settings;

/// <summary>What <c>aether-indexer run</c> works with, all of it checked.</summary>
internal sealed record RunSettings(
    IReadOnlyList<Uri> Nodes,
    NpgsqlConnectionStringBuilder Database,
    ChainManifest Manifest,
    IPEndPoint Listen,
    TimeSpan PollEvery,
    bool ProvesHistory,
    bool Verifies,
    bool IsJsonLog,
    ReadyLimits Ready,
    Uri? Otlp
)
{
    /// <exception cref="IndexerException">Names everything that is wrong.</exception>
    public static RunSettings Read(ParseResult flags, Func<string, string?> environment)
    {
        var reader = new SettingReader(flags, SettingList.Run, environment);
        var nodes = reader.Required(SettingList.Rpc, SettingText.Nodes);
        var database = reader.Required(SettingList.Database, DatabaseUrl.Parse);
        var manifest = reader.Required(SettingList.Manifest, ReadManifest);
        var listen = reader.Required(SettingList.Listen, SettingText.EndPoint);
        var poll = reader.Required(SettingList.PollMs, text => SettingText.Whole(text, 10, 60_000, "milliseconds"));
        var proves = reader.Required(SettingList.History, text => SettingText.IsSecond(text, "ranges", "proven"));
        var unverified = reader.Required(SettingList.Verify, text => SettingText.IsSecond(text, "background", "off"));
        var json = reader.Required(SettingList.Log, text => SettingText.IsSecond(text, "text", "json"));
        var lag = reader.Required(SettingList.ReadyLag, text => SettingText.Whole(text, 0, 1_000_000, "blocks"));
        var still = reader.Required(SettingList.ReadyStill, text => SettingText.Whole(text, 0, 86_400, "seconds"));
        var otlp = reader.Optional(SettingList.Otlp, SettingText.HttpUrl);
        reader.ThrowIfFaulty();
        return new RunSettings(
            nodes!,
            database!,
            manifest!,
            listen!,
            TimeSpan.FromMilliseconds(poll),
            proves,
            !unverified,
            json,
            new ReadyLimits(lag, still == 0 ? null : TimeSpan.FromSeconds(still)),
            otlp
        );
    }

    private static ChainManifest ReadManifest(string file)
    {
        try
        {
            return ChainManifest.Load(file);
        }
        catch (ChainManifestException e)
        {
            throw new IndexerException(e.Message, e);
        }
    }
}
