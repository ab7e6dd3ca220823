using System.Text.Json;

namespace Aether.Indexer.Benchmarks;

/// <summary>Which logs a request is about.</summary>
internal sealed class ReplayFilter
{
    private readonly HashSet<string>? _addresses;
    private readonly HashSet<string>?[] _topics;

    public ReplayFilter(JsonElement asked)
    {
        _addresses = asked.TryGetProperty("address", out var address) ? Texts(address) : null;
        _topics =
            asked.TryGetProperty("topics", out var topics) && topics.ValueKind == JsonValueKind.Array
                ? [.. topics.EnumerateArray().Select(Texts)]
                : [];
    }

    public bool Passes(RecordedLog log)
    {
        if (_addresses is not null && !_addresses.Contains(log.Address))
            return false;
        for (var i = 0; i < _topics.Length; i++)
            if (_topics[i] is { } allowed && (i >= log.Topics.Length || !allowed.Contains(log.Topics[i])))
                return false;
        return true;
    }

    private static HashSet<string>? Texts(JsonElement one) =>
        one.ValueKind switch
        {
            JsonValueKind.String => new(StringComparer.OrdinalIgnoreCase) { one.GetString()! },
            JsonValueKind.Array when one.GetArrayLength() > 0 => one.EnumerateArray()
                .Select(text => text.GetString()!)
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
            _ => null,
        };
}
