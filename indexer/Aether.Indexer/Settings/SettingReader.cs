using System.CommandLine;

namespace Aether.Indexer.Settings;

/// <summary>
/// Settings from flags, environment and file: the flag wins, then the variable, then the file, then the default. Faults are gathered, so
/// that whoever runs the program reads of all of them at once.
/// </summary>
internal sealed class SettingReader
{
    private readonly List<string> _faults = [];
    private readonly ParseResult _flags;
    private readonly Func<string, string?> _environment;
    private readonly string? _path;
    private readonly IReadOnlyDictionary<string, string> _file = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <param name="settings">All settings of the command; a file may hold those of others too.</param>
    /// <param name="environment">The value of a variable; empty counts as none.</param>
    public SettingReader(ParseResult flags, IReadOnlyCollection<Setting> settings, Func<string, string?> environment)
    {
        _flags = flags;
        _environment = environment;
        if (!settings.Contains(SettingList.Config))
            return;
        _path = Find(SettingList.Config).Text;
        if (_path is not null)
            _file = SettingsFile.Read(_path, [.. SettingList.InFile.Select(setting => setting.Key)], _faults);
    }

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The setting as <paramref name="parse"/> reads it; the type's default where it is faulty or absent, which is then said.</summary>
    public T? Required<T>(Setting setting, Func<string, T> parse)
    {
        var (text, from) = Find(setting);
        if (text is not null)
            return Parse(text, from, parse);
        _faults.Add($"{setting.Flag} (or {setting.Variable}, or '{setting.Key}' in the settings file) is needed");
        return default;
    }

    /// <summary>As <see cref="Required"/>, for a setting that may be absent.</summary>
    public T? Optional<T>(Setting setting, Func<string, T> parse) =>
        Find(setting) is { Text: { } text, From: var from } ? Parse(text, from, parse) : default;

    /// <exception cref="IndexerException">Names every fault that was found.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count == 1)
            throw new IndexerException(_faults[0]);
        if (_faults.Count > 1)
            throw new IndexerException($"{_faults.Count} settings are wrong\n  {string.Join("\n  ", _faults)}");
    }

    private T? Parse<T>(string text, string from, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (IndexerException e)
        {
            _faults.Add($"{from}: {e.Message}");
            return default;
        }
    }

    private (string? Text, string From) Find(Setting setting)
    {
        if (_flags.GetResult(setting.Option) is not null && _flags.GetValue(setting.Option) is { Length: > 0 } flag)
            return (flag, setting.Flag);
        if (_environment(setting.Variable) is { Length: > 0 } variable)
            return (variable, setting.Variable);
        if (_file.TryGetValue(setting.Key, out var file) && file.Length > 0)
            return (file, $"{setting.Key} in {_path}");
        return (setting.Default, setting.Flag);
    }
}
