using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Aether.Indexer.Metrics;

/// <summary>
/// Instruments of chosen meters in the text format 0.0.4 of Prometheus. Reads observable instruments only: ours and those of the runtime
/// are, and so nothing has to be kept between two scrapes.
/// </summary>
/// <remarks>OpenTelemetry's exporter for this format has never left beta, and all of the format that we need is here.</remarks>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public PrometheusText(params string[] meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.IsObservable && meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What the instruments say now.</summary>
    public string Write()
    {
        lock (_lock)
        {
            _families.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (name, family) in _families)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(family.Help, quotes: false)}\n");
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(family.IsCounter ? "counter" : "gauge")}\n");
                foreach (var (labels, value) in family.Samples)
                    text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
            }
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isCounter = instrument.GetType().GetGenericTypeDefinition() == typeof(ObservableCounter<>);
        var name = Name(instrument.Name) + Unit(instrument) + (isCounter ? "_total" : "");
        if (!_families.TryGetValue(name, out var family))
            _families.Add(name, family = new Family(instrument.Description ?? "", isCounter));
        var labels = new StringBuilder();
        foreach (var (key, tag) in tags)
            labels.Append(
                CultureInfo.InvariantCulture,
                $"{(labels.Length == 0 ? '{' : ',')}{Name(key)}=\"{Escape(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "", quotes: true)}\""
            );
        family.Samples[labels.Length == 0 ? "" : $"{labels}}}"] = value;
    }

    private static string Unit(Instrument instrument) =>
        instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };

    private static string Name(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetter(c) || (i > 0 && char.IsAsciiDigit(c)) ? c : '_'));

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private sealed record Family(string Help, bool IsCounter)
    {
        public SortedDictionary<string, double> Samples { get; } = new(StringComparer.Ordinal);
    }
}
