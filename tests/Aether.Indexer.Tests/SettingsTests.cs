using System.CommandLine;
using Aether.Indexer.Settings;

namespace Aether.Indexer.Tests;

/// <summary>Where a setting comes from, and that everything wrong with them is said at once.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"aether-settings-{Guid.NewGuid():N}.json");

    [Fact]
    public void Precedence_FlagThenVariableThenFileThenDefault()
    {
        File.WriteAllText(_file, """{ "pollMs": 300, /* a note */ "log": "json" }""");
        Assert.Equal("200", Read([], [], SettingList.PollMs));
        Assert.Equal("300", Read(["--config", _file], [], SettingList.PollMs));
        Assert.Equal("300", Read([], [("AETHER_CONFIG", _file)], SettingList.PollMs));
        Assert.Equal("400", Read(["--config", _file], [("AETHER_POLL_MS", "400")], SettingList.PollMs));
        Assert.Equal("500", Read(["--config", _file, "--poll-ms", "500"], [("AETHER_POLL_MS", "400")], SettingList.PollMs));
        Assert.Equal("300", Read(["--config", _file], [("AETHER_POLL_MS", "")], SettingList.PollMs));
        Assert.Equal("json", Read(["--config", _file], [], SettingList.Log));
    }

    [Fact]
    public void File_ListOfNodes_IsOneSetting()
    {
        File.WriteAllText(_file, """{ "rpc": ["http://a:1", "ws://b:2"] }""");
        Assert.Equal("http://a:1,ws://b:2", Read(["--config", _file], [], SettingList.Rpc));
    }

    [Theory]
    [InlineData("""{ "pollMS": 1 }""", "there is no setting 'pollMS'")]
    [InlineData("""{ "pollMs": { } }""", "'pollMs' must be a string, a number")]
    [InlineData("""{ "pollMs": 20, "pollMs": 30 }""", "'pollMs' is there twice")]
    [InlineData("""[ ]""", "it is no object")]
    [InlineData("""{ "pollMs": """, "cannot be read")]
    public void File_Faulty_IsSaid(string text, string expected)
    {
        File.WriteAllText(_file, text);
        var fault = Assert.Throws<IndexerException>(() => RunSettings.Read(Parse(["--config", _file]), _ => null));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_AreNamedAllAtOnceWithWhereTheyCameFrom()
    {
        File.WriteAllText(_file, """{ "listen": "here", "nothing": 1 }""");
        var flags = Parse(["--config", _file, "--rpc", "ftp://x", "--database", "localhost", "--poll-ms", "9", "--ready-lag", "-1"]);
        var fault = Assert.Throws<IndexerException>(() => RunSettings.Read(flags, name => name == "AETHER_HISTORY" ? "guessed" : null));
        string[] expected =
        [
            "8 settings are wrong",
            "there is no setting 'nothing'",
            "--rpc: it must be a list",
            "--database: the database must be given as postgres://",
            "--manifest (or AETHER_MANIFEST, or 'manifest' in the settings file) is needed",
            $"listen in {_file}: it must be ADDRESS:PORT",
            "--poll-ms: it must be 10 to 60000 milliseconds",
            "AETHER_HISTORY: it must be ranges or proven",
            "--ready-lag: it must be 0 to 1000000 blocks",
        ];
        Assert.All(expected, text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_FollowFromEachOther()
    {
        Assert.Equal(("AETHER_READY_LAG", "readyLag"), (SettingList.ReadyLag.Variable, SettingList.ReadyLag.Key));
        Assert.Equal(("OTEL_EXPORTER_OTLP_ENDPOINT", "otlp"), (SettingList.Otlp.Variable, SettingList.Otlp.Key));
        Assert.Equal(SettingList.Run.Count, SettingList.Run.Select(setting => setting.Variable).Distinct().Count());
    }

    public void Dispose() => File.Delete(_file);

    private static string? Read(string[] flags, (string Name, string Value)[] variables, Setting setting)
    {
        var environment = variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        var reader = new SettingReader(Parse(flags), SettingList.Run, name => environment.GetValueOrDefault(name));
        var value = reader.Optional(setting, text => text);
        Assert.Empty(reader.Faults);
        return value;
    }

    private static ParseResult Parse(string[] flags)
    {
        var command = new Command("run");
        foreach (var setting in SettingList.Run)
            command.Options.Add(setting.Option);
        return command.Parse(flags);
    }
}
