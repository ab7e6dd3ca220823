using System.CommandLine;

namespace Aether.Indexer.Settings;

/// <summary>One setting: a flag, a variable and a key of the settings file, whose names follow from each other.</summary>
/// <param name="Flag">As on the command line: <c>--poll-ms</c>, which is <c>AETHER_POLL_MS</c> and <c>pollMs</c>.</param>
/// <param name="Description">Says the unit, the range and the default.</param>
internal sealed record Setting(string Flag, string Description)
{
    private string? _variable;

    public string Variable
    {
        get => _variable ?? $"AETHER_{Flag[2..].Replace('-', '_').ToUpperInvariant()}";
        init => _variable = value;
    }

    public string Key
    {
        get
        {
            var words = Flag[2..].Split('-');
            return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        }
    }

    /// <summary>What stands there when nobody says anything; null: nothing.</summary>
    public string? Default { get; init; }

    public Option<string?> Option => field ??= new Option<string?>(Flag) { Description = $"{Description} ({Variable})" };
}
